"""Letting a sub-process dissolve into the process around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Operation, Seen, Step, Stored
from processes.change.draft import Draft
from processes.change.kinds.inline.writing import CODES, inline, may_inline
from processes.change.names import few, full_label
from processes.change.refusal import Choice
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("dissolve {steps} into their steps")
ONE = _("dissolve {steps} into its steps")


@dataclass(frozen=True, slots=True)
class Inline(Operation):
    """Let the steps of an embedded sub-process stand in its place (AP7 of the change patterns)."""

    step: str

    kind = "inline"
    about = About(
        title=_("Let the sub-process dissolve into its steps"),
        hint=_("Its steps stand in its place; who does them and in which order stays."),
        does="lets the steps of an embedded sub-process stand in its place; they keep their ids",
        verb=r"dissolve\b",
        troubles={"unclear": 5},
        joins=("and", "into", "its", "their", "steps"),
        keep=_("Leave it a sub-process"),
        said=(ONE, SAID),
    )
    parameters = (Step(),)
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    @property
    def removes(self) -> frozenset[str]:
        """The sub-process."""
        return frozenset({self.step})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the way to it to its first step, and that from its last step to what follows it."""
        inline(draft, self.step, Choice("keep", self.about.keep))

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """Where it is a sub-process that nothing hangs on."""
        node = model.graph.nodes.get(step)
        return node is not None and node.type == "subProcess" and may_inline(Draft(model.root), step)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Inline]) -> Iterator[str]:
        """Dissolve “A” into its steps."""
        names = [full_label(graph, o.step) for o in operations]
        yield placed(ONE if len(names) == 1 else SAID, steps=few(names))

    def inverse_written(self, base: Model) -> tuple[Stored, ...] | None:
        """Put what stood in it into one again, of the same id; that kind leads back by this one."""
        graph = base.graph
        inner = graph.scopes.get(self.step, ())
        first = [one for node in inner if node.type == "startEvent" for one in graph.after(node.id)]
        last = [one for node in inner if node.type == "endEvent" for one in graph.before(node.id)]
        node = graph.nodes.get(self.step)
        if node is None or len(first) != 1 or len(last) != 1:
            return None
        steps = list(dict.fromkeys((*first, *last)))
        return ({"kind": "extract", "steps": steps, "title": node.name, "id": self.step},)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Inline]:
        """One for each sub-process that is gone of which steps stand outside of it now."""
        was, now = seen.base.graph, seen.changed.graph
        for holder in was.nodes.values():
            inner = [node for node in was.scopes.get(holder.id, ()) if node.id in now.nodes]
            if holder.type == "subProcess" and holder.id not in now.nodes and inner:
                yield cls(holder.id)

    @classmethod
    def places(cls, model: Model) -> Iterator[Inline]:
        """Every embedded sub-process."""
        yield from (cls(n.id) for n in model.graph.nodes.values() if n.type == "subProcess")
