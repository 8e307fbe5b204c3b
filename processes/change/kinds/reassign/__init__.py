"""Giving a step to somebody else: to another lane of its process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Option, Seen, Setting, Step, node_of
from processes.change.draft import Draft
from processes.change.kinds.insert.parameters import LaneName
from processes.change.kinds.reassign.writing import CODES, reassign, says_who_itself
from processes.change.names import few, full_label, plain, quoted
from processes.change.options.lanes import lanes
from processes.messages import _, pgettext, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("give {step} to {lane}")


def _lanes(model: Model, step: str) -> Sequence[Option]:
    """The lanes that could do a step, unless it names who does it by itself."""
    element = model.elements.get(step)
    return [] if element is None or says_who_itself(element) else lanes(model, step)


@dataclass(frozen=True, slots=True)
class Reassign(Operation):
    """Let another lane do a step; it stays where it is on its path."""

    step: str
    lane: str

    kind = "reassign"
    about = About(
        title=_("Let somebody else do it"),
        hint=_("The step stays where it is on its path; another role does it."),
        does="gives a step to another lane of its process",
        verb=r"give\b",
        troubles={"wrong_people": 1, "slow": 3, "errors": 9},
        joins=("to",),
        keep=_("Leave it with who does it"),
        said=(SAID,),
    )
    parameters = (
        Step(),
        LaneName(name="lane", about="the id or the name of the lane that does it",
                 blank=Blank("reassign_lane", _("Who should do it?"), options=_lanes)),
    )  # fmt: skip
    codes = CODES
    explains = frozenset({"moved_lane"})
    may_shift = frozenset({"x", "y"})
    may_redraw = True

    @property
    def sets(self) -> tuple[Setting, ...]:
        """Who does it."""
        return (Setting(self.step, "lane", self.lane, pgettext("attribute", "lane")),)

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let the lane name it, and draw it there."""
        reassign(draft, node_of(draft, self.step), self.lane, self.about.keep)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Reassign]) -> Iterator[str]:
        """Give “A” to “Sales”."""
        yield few([placed(SAID, step=full_label(graph, o.step), lane=_said(graph, o.lane)) for o in operations])

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """To the lane that does it now."""
        own = next((lane.id for lane in base.graph.lanes.values() if self.step in lane.nodes), None)
        return None if own is None else Reassign(self.step, own).if_readable()

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Reassign]:
        """One for each step that another lane of those that were there names."""
        was, now = seen.base.graph, seen.changed.graph
        for change in seen.found.of("moved_lane"):
            lane = next((lane for lane in now.lanes.values() if change.step in lane.nodes), None)
            if lane is not None and lane.id in was.lanes and change.step in was.nodes:
                yield cls(change.step, lane.id)

    @classmethod
    def places(cls, model: Model) -> Iterator[Reassign]:
        """Every step to the next lane of its process."""
        graph = model.graph
        for lane in graph.lanes.values():
            others = [
                o
                for o in graph.lanes.values()
                if o.process == lane.process and o.id != lane.id and not _holds(graph, o.id)
            ]
            for step in lane.nodes:
                if others and step in graph.nodes and graph.nodes[step].is_activity:
                    after = next(
                        (o for o in others if [*graph.lanes].index(o.id) > [*graph.lanes].index(lane.id)), others[0]
                    )
                    yield cls(step, after.id)


def _holds(graph: Graph, lane: str) -> bool:
    """Whether a lane holds others, which name the steps."""
    return any(other.parent == lane for other in graph.lanes.values())


def _said(graph: Graph, lane: str) -> str:
    known = graph.lanes.get(lane)
    return quoted(known.name if known is not None and plain(known.name) else lane)
