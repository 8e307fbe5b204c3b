"""Two versions side by side: what changed in words, and what to mark in the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.queries import model
from app.catalog.tables import Version
from processes import change
from processes.model import Graph, Model
from processes.model.graph import GATEWAYS

Marks = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Compared:
    """What changed between two versions, and the marks for one overlaid canvas."""

    diff: change.Diff
    marks: Marks

    @property
    def besides(self) -> list[str]:
        """What changed and cannot be marked in the drawing, in words."""
        marked = {mark["label"] for marks in self.marks.values() for mark in marks}
        return [found.words for found in self.diff.changes if found.words not in marked]


def compared(before: Version, after: Version) -> Compared:
    """Compare two versions."""
    first, second = model(before), model(after)
    return Compared(change.diff(first, second), marks_between(first, second))


def marks_between(first: Model, second: Model) -> Marks:
    """Give what to mark on the canvas that shows two models at once, each with words that say what it is."""
    found, old, new = change.overlay(first, second), first.graph, second.graph
    return {
        "removed": _said(found.removed, old), "added": _said(found.added, new),
        "changed": _said(found.changed, new), "rerouted": _said(found.rerouted, new),
    }  # fmt: skip


def _said(marks: tuple[change.Mark, ...], graph: Graph) -> list[dict[str, str]]:
    """Give marks as the canvas reads them, each with a sentence or the name of what it marks."""
    return [{"id": mark.id, "label": mark.words or _named(mark.id, graph)} for mark in marks]


def _named(element: str, graph: Graph) -> str:
    flow = graph.flows.get(element)
    if flow is None:
        return _step(element, graph)
    return f"the way from {_step(flow.source, graph)} to {_step(flow.target, graph)}"


def _step(element: str, graph: Graph) -> str:
    node = graph.nodes.get(element)
    if node is not None and node.name:
        return f"“{node.name}”"
    return "a branching" if node is not None and node.type in GATEWAYS else "a step without a name"
