"""Two versions side by side: what changed in words, and what to mark in the drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.catalog.queries import files_of, model
from app.catalog.tables import Version
from processes import change
from processes.engine import decisions
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


def compared(session: Session, before: Version, after: Version) -> Compared:
    """Compare two versions, the files beside their models too."""
    first, second = model(before), model(after)
    beside = decisions.differences(files_of(session, before.id), files_of(session, after.id))
    return Compared(_with_files(change.diff(first, second), beside), marks_between(first, second))


def _with_files(found: change.Diff, words: tuple[str, ...]) -> change.Diff:
    """The differences with those of the files, each a change of its own."""
    if not words:
        return found
    changes = tuple(change.Change("file", "", sentence) for sentence in words)
    summary = " ".join(words) if not found.changes else f"{found.summary} {' '.join(words)}"
    return replace(found, changes=(*found.changes, *changes), summary=summary)


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
