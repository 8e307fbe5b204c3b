"""Saying on what a way is taken, or that it is the one taken otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Flag, Label, Operation, Seen
from processes.change.contract.place import At, Way
from processes.change.draft import Draft, kind
from processes.change.draft.nodes import write_condition
from processes.change.names import few, quoted
from processes.change.options.places import chosen_at
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called, check_way
from processes.expressions.language import expression_fault
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import ACTIVITIES, Graph

HINT = _("In your own words, such as “the customer agrees”, or as a condition: amount > 100.")
ON, OTHERWISE = _("take the way {place} when {condition}"), _("take the way {place} otherwise")
_CHOOSE = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}
CODES = {
    **structural("NO_SUCH_WAY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW"),
    "NOTHING_TO_CHOOSE": "no choice is made where the way begins",
    "DEFAULT_HAS_CONDITION": "the way taken otherwise has no condition",
}


@dataclass(frozen=True, slots=True)
class Condition(Operation):
    """Say on what a way is taken, or that it is taken where no other one is (AP13)."""

    flow: str
    condition: str = ""
    default: bool = False

    kind = "condition"
    about = About(
        title=_("Change when a way is taken"),
        hint=_("The ways stay; another condition decides between them."),
        does="says on what a way is taken, or that it is the one taken otherwise",
        verb=r"take the way\b",
        troubles={"errors": 7, "not_needed": 4},
        joins=("between", "and", "when", "otherwise"),
        keep=_("Leave the conditions as they are"),
        said=(ON, OTHERWISE),
    )
    parameters = (
        Way(blank=Blank("way", _("Which way?"), options=chosen_at, first=True)),
        Label(name="condition", about="the condition, or words by which a person decides", required=False, default="",
              blank=Blank("way_when", _("When is it taken?"), HINT)),
        Flag(name="default", about="whether it is the way taken otherwise",
             blank=Blank("way_otherwise", _("It is taken where no other way is"))),
    )  # fmt: skip
    one_of = ("default", "condition")
    codes = CODES
    explains = frozenset({"condition", "default"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Write the condition, or let the way be the one taken otherwise."""
        keep = Choice("keep", self.about.keep)
        way = At("flow", self.flow).way(draft, keep)
        check_way(draft, way, keep)
        source = draft.elements[draft.ends(way)[0]]
        others = [flow for flow in draft.flows() if draft.ends(flow)[0] == draft.ends(way)[0] and flow is not way]
        if kind(source) not in _CHOOSE or not others:
            words = _("Nothing is chosen at {step}: a condition would never be asked.", step=called(source))
            raise CannotChange("NOTHING_TO_CHOOSE", words, str(source.get("id")), (keep,))
        if bool(self.condition) == self.default:
            words = _("Expected either a condition or 'default', but got both or none. Send one of them.")
            raise CannotChange("DEFAULT_HAS_CONDITION", words, str(source.get("id")), (keep,))
        write_condition(way, self.condition)
        if self.default:
            source.set("default", self.flow)
        elif draft.ref(source.get("default")) == self.flow:
            del source.attrib["default"]

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Condition]) -> Iterator[str]:
        """Take the way between “A” and “B” when “amount > 100”."""
        said = []
        for one in operations:
            place = At("flow", one.flow).said(graph)
            words = (
                placed(OTHERWISE, place=place)
                if one.default
                else placed(ON, place=place, condition=quoted(one.condition))
            )
            said.append(words)
        yield few(said)

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """What decided before; None where nothing did, or where words stood or stand that people choose by."""
        flows = base.graph.flows
        flow = flows.get(self.flow)
        if flow is None or any(text and expression_fault(text) for text in (self.condition, flow.condition)):
            return None
        before = (Condition(flow.id, flow.condition),) if flow.condition else ()
        if not self.default:
            return (Condition(flow.id, default=True),) if flow.is_default else before or None
        other = next((one.id for one in flows.values() if one.source == flow.source and one.is_default), "")
        return (Condition(other, default=True), *before) if other else None

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Condition]:
        """One for each way that was there and is taken on something else, or otherwise."""
        was, now = seen.base.graph.flows, seen.changed.graph.flows
        for way in dict.fromkeys(change.step for change in seen.found.of("condition", "default")):
            flow = now.get(way)
            if flow is None or flow.id not in was:
                continue
            if flow.is_default and not was[flow.id].is_default:
                yield cls(flow.id, default=True)
            elif flow.condition and flow.condition != was[flow.id].condition:
                yield cls(flow.id, flow.condition)

    @classmethod
    def places(cls, model: Model) -> Iterator[Condition]:
        """Every way that has a condition, and one without."""
        graph = model.graph
        for flow in graph.flows.values():
            source = graph.nodes.get(flow.source)
            if source is not None and source.type in _CHOOSE and len(source.outgoing) > 1 and not flow.is_default:
                yield cls(flow.id, "amount > 100")
