"""Lanes as people call them."""

from __future__ import annotations

from processes.change.draft import BPMN, Draft, Element
from processes.change.names import quoted
from processes.change.refusal import CannotChange, Choice
from processes.messages import _


def lane_called(draft: Draft, node: Element, wanted: str, keep: Choice) -> Element:
    """The lane of an id or a name in the process of a node; raises `CannotChange` where there is none."""
    process = next((a for a in node.iterancestors(BPMN + "process")), None)
    lanes = [] if process is None else list(process.iter(BPMN + "lane"))
    found = [lane for lane in lanes if lane.get("id") == wanted] or [
        lane for lane in lanes if " ".join((lane.get("name") or "").split()) == " ".join(wanted.split())
    ]
    if len(found) != 1:
        words = _("This process has no lane {name}. Choose one of its lanes.", name=quoted(wanted))
        raise CannotChange("NO_SUCH_LANE", words, str(node.get("id")), (keep,))
    return found[0]
