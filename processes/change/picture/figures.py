"""What the drawing of a model holds, sheet by sheet: boxes, ways, and where their names stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isfinite

from processes.change.draft.tags import DC, DI, Element, kind
from processes.change.draft.waypoints import Box, Point, bounds, waypoints
from processes.characters import one_line
from processes.model import Model
from processes.model.graph import CONTAINERS, Node

MOST_FIGURES = 4_000
MOST_POINTS = 60
LARGEST = 100_000
OPEN = frozenset({"participant", "lane", "group", *CONTAINERS})


@dataclass(frozen=True, slots=True)
class Shape:
    """A box of a sheet: what it draws, and where its name stands if that is not inside."""

    id: str
    kind: str
    box: Box
    name: str = ""
    label: Box | None = None
    node: Node | None = None
    upright: bool = False
    folded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether others stand in it."""
        return self.kind in OPEN and not self.folded


@dataclass(frozen=True, slots=True)
class Line:
    """A way of a sheet."""

    id: str
    kind: str
    points: tuple[Point, ...]
    name: str = ""
    label: Box | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Plane:
    """One sheet of a drawing: `id` is that of the process, collaboration or sub-process that it draws."""

    id: str
    shapes: Mapping[str, Shape]
    lines: Mapping[str, Line]


def planes(model: Model) -> tuple[Plane, ...]:
    """Give the sheets of a drawn model that hold something, with at most MOST_FIGURES of each sort on each."""
    found = []
    for plane in model.root.iter(f"{DI}BPMNPlane"):
        shapes = {one.id: one for one in islice(_shapes(plane, model), MOST_FIGURES)}
        lines = {one.id: one for one in islice(_lines(plane, model), MOST_FIGURES)}
        if shapes:
            found.append(Plane(_reference(plane), shapes, lines))
    return tuple(found)


def _shapes(plane: Element, model: Model) -> Iterator[Shape]:
    for drawn in plane.iterchildren(f"{DI}BPMNShape"):
        id_, box = _reference(drawn), bounds(drawn)
        element = model.elements.get(id_)
        if element is None or not _is_sane(box):
            continue
        assert box is not None
        sort = kind(element)
        yield Shape(
            id_, sort, box, _name(element), _label(drawn), model.graph.nodes.get(id_),
            upright=drawn.get("isHorizontal") == "false",
            folded=sort in CONTAINERS and drawn.get("isExpanded") != "true",
        )  # fmt: skip


def _lines(plane: Element, model: Model) -> Iterator[Line]:
    for drawn in plane.iterchildren(f"{DI}BPMNEdge"):
        id_, points = _reference(drawn), tuple(waypoints(drawn)[:MOST_POINTS])
        element = model.elements.get(id_)
        if element is None or len(points) < 2 or not all(_is_sane((*point, 0, 0)) for point in points):
            continue
        flow = model.graph.flows.get(id_)
        yield Line(id_, kind(element), points, _name(element), _label(drawn), flow is not None and flow.is_default)


def _reference(drawn: Element) -> str:
    return (drawn.get("bpmnElement") or "").rpartition(":")[2]


def _name(element: Element) -> str:
    """What is written at an element: its name; of a note its text."""
    if kind(element) == "textAnnotation":
        return one_line(" ".join(str(part) for child in element for part in child.itertext()))
    return one_line(element.get("name") or "")


def _label(drawn: Element) -> Box | None:
    label = drawn.find(f"{DI}BPMNLabel")
    box = bounds(label) if label is not None and label.find(f"{DC}Bounds") is not None else None
    return box if box is not None and _is_sane(box) and box[2] > 0 else None


def _is_sane(box: Box | None) -> bool:
    """Whether a box can be drawn: files may say anything."""
    return box is not None and all(isfinite(side) and abs(side) <= LARGEST for side in box) and min(box[2:]) >= 0
