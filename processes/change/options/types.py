"""What can do a step, in people's words: themselves, a service, a decision table, a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processes.change.contract import Option
from processes.messages import _
from processes.model import Model

BY_PEOPLE = ("userTask", "task")
# By BPMN tag. What only a modeller can make work, such as a script, is for programs.
TYPES: Mapping[str, str] = {
    "userTask": _("Somebody does it"),
    "manualTask": _("Somebody does it away from the screen"),
    "serviceTask": _("A service does it"),
    "businessRuleTask": _("A decision table decides it"),
    "sendTask": _("A message is sent"),
    "receiveTask": _("It waits for a message"),
}


def types(model: Model, step: str) -> Sequence[Option]:
    """What can do a new step, whichever one it is next to."""
    return [Option(tag, words) for tag, words in TYPES.items()] if step in model.graph.nodes else []


def other_types(model: Model, step: str) -> Sequence[Option]:
    """What could do a step that something else does now."""
    node = model.graph.nodes.get(step)
    if node is None or not node.type.lower().endswith("task"):
        return []
    now = BY_PEOPLE if node.type in BY_PEOPLE else (node.type,)
    return [Option(tag, words) for tag, words in TYPES.items() if tag not in now]
