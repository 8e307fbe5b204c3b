"""Letting a step be done in another way: by a service, a decision, a message, or by people again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Seen, Step, node_of
from processes.change.draft import BPMN, Draft, kind
from processes.change.kinds.insert.parameters import OneOf
from processes.change.names import TYPES, few, full_label
from processes.change.options.types import other_types
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("make {step} {type}")
TASKS = (
    "userTask", "task", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
)  # fmt: skip

CODES = structural("EVENT_GATEWAY_TARGET", "NOT_A_TASK")


@dataclass(frozen=True, slots=True)
class Replace(Operation):
    """Let a step be of another type; it keeps its id, name, ways, lane and place in the drawing (AP4)."""

    step: str
    type: str

    kind = "replace"
    about = About(
        title=_("Let a machine do it, or people again"),
        hint=_("The step stays where it is; who or what does it changes."),
        does="lets a step be of another type; it keeps its id, its ways, its lane and its place in the drawing",
        verb=r"make\b",
        troubles={"slow": 6, "errors": 8, "wrong_people": 2, "too_much": 3},
        keep=_("Leave it as it is"),
        said=(SAID,),
    )
    parameters = (
        Step(),
        OneOf(name="type", about="the BPMN tag of what it becomes", of=TASKS,
              blank=Blank("replace_type", _("How is it done from now on?"), options=other_types)),
    )  # fmt: skip
    codes = CODES
    explains = frozenset({"type"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Give the element another tag."""
        keep = Choice("keep", self.about.keep)
        node = node_of(draft, self.step)
        if kind(node) not in TASKS:
            words = _("{step} holds other steps, or is no step at all. Choose a single step.", step=called(node))
            raise CannotChange("NOT_A_TASK", words, self.step, (keep,))
        before = [draft.get(flow.get("sourceRef")) for flow in draft.flows() if draft.ends(flow)[1] == self.step]
        if any(one is not None and kind(one) == "eventBasedGateway" for one in before) and self.type != "receiveTask":
            words = _("After “whichever comes first” a branch must begin with an event.")
            raise CannotChange("EVENT_GATEWAY_TARGET", words, self.step, (keep,))
        node.tag = BPMN + self.type

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Replace]) -> Iterator[str]:
        """Make “A” an automatic step."""
        yield few([placed(SAID, step=full_label(graph, o.step), type=TYPES[o.type]) for o in operations])

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Its old type."""
        node = base.graph.nodes.get(self.step)
        return None if node is None else Replace(self.step, node.type).if_readable()

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Replace]:
        """One for each single step that is of another type of single step."""
        for change in seen.found.of("type"):
            if change.step in seen.base.graph.nodes and change.before in TASKS and change.after in TASKS:
                yield cls(change.step, change.after)

    @classmethod
    def places(cls, model: Model) -> Iterator[Replace]:
        """Every single step."""
        for node in model.graph.nodes.values():
            if node.type in TASKS:
                yield cls(node.id, "serviceTask" if node.type != "serviceTask" else "userTask")
