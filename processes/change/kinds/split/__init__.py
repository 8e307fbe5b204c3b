"""Splitting a step into several that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Seen, Step
from processes.change.contract.titles import Titles
from processes.change.draft import Draft, kind
from processes.change.draft.nodes import lane_of, new_node, put_in_lane, put_on
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import draw_on
from processes.change.kinds.eliminate import Eliminate
from processes.change.kinds.retitle import Retitle
from processes.change.names import full_label, listed, quoted
from processes.change.options.rows import is_on_one_path
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.given import given_ids
from processes.change.structure.paths import alone, called, only_work, without_conditions
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

HINT = _("A line for each, in the order in which they are done; two at least.")
SAID = _("split {step} into {titles}")


@dataclass(frozen=True, slots=True)
class Split(Operation):
    """Let a step be several in a row; the first of them is the step itself under another name."""

    step: str
    titles: tuple[str, ...]

    kind = "split"
    about = About(
        title=_("Make several steps of it"),
        hint=_("What is one step now is done in several, one after the other."),
        does="makes several steps in a row of one; the first of them is the step itself under another name",
        verb=r"split\b",
        troubles={"unclear": 3, "errors": 10},
        joins=("into", "and"),
        keep=_("Leave it one step"),
        said=(SAID,),
    )
    parameters = (Step(), Titles(blank=Blank("split_titles", _("What are the steps called?"), HINT)))
    codes = structural(
        "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "CONDITION_CANNOT_MOVE",
        "NOT_A_TASK",
    )  # fmt: skip
    may_shift = frozenset({"x", "y"})
    shapes_paths = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Give it the first name, and put a step for each other one behind it."""
        keep = Choice("keep", self.about.keep)
        path = alone(draft, self.step, keep)
        only_work(path.steps, keep)
        without_conditions(draft, (path.out,), keep)
        (step,) = path.steps
        if not kind(step).lower().endswith("task"):
            words = _("{step} holds other steps, or is no step at all. Choose a single step.", step=called(step))
            raise CannotChange("NOT_A_TASK", words, self.step, (keep,))
        step.set("name", self.titles[0])
        lane, before, way = lane_of(draft, step), step, path.out
        for title in self.titles[1:]:
            node = new_node(draft, kind(step), before, title)
            put_in_lane(draft, node, lane)
            on = put_on(draft, way, node)
            sheet = Sheet.of(draft, way, node.getparent())
            draw_on(draft, way, node, on, lane, sheet.size_of_steps() if sheet else (100.0, 80.0))
            before, way = node, on

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """Where one way leads to a single step, and one on from it."""
        graph = model.graph
        return is_on_one_path(graph, step) and graph.nodes[step].type.lower().endswith("task")

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Split]) -> Iterator[str]:
        """Split “A” into “B” and “C”."""
        for one in operations:
            yield placed(SAID, step=full_label(graph, one.step), titles=listed([quoted(title) for title in one.titles]))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take the new ones out and give it its old name, where a name can be given."""
        node = base.graph.nodes.get(self.step)
        named = Retitle(self.step, node.name).if_readable() if node is not None else None
        return (*map(Eliminate, given_ids(base, len(self.titles) - 1)), *named) if named else None

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Split]:
        """One for each step of another name that new ones of its type follow, without anything but a name."""
        was, now = seen.base.graph, seen.changed.graph
        for step in (change.step for change in seen.found.of("retitled")):
            row = [now.nodes[step]] if step in was.nodes and step in now.nodes else []
            while row and len(after := now.after(row[-1].id)) == 1:
                following = now.nodes.get(next(iter(after)))
                if following is None or following.id in was.nodes or following.type != row[0].type:
                    break
                row.append(following)
            if len(row) > 1 and not any(one.documentation for one in row[1:]):
                yield cls(step, tuple(one.name for one in row))

    @classmethod
    def places(cls, model: Model) -> Iterator[Split]:
        """Every single step."""
        for node in model.graph.nodes.values():
            if node.type.lower().endswith("task"):
                yield cls(node.id, ("First half", "Second half"))
