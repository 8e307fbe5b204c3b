"""A model as a small picture without words: steps, events, gateways and arrows where its diagram has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from processes.model.elements import BDD, BDI, Element
from processes.model.graph import Bounds, Graph
from processes.model.read import Model

MOST_SHAPES = 400
MOST_POINTS = 40
LARGEST = 100_000
# A grey of at least 3:1 on white and on the dark canvas alike: a picture in a page cannot know its theme.
INK = "#808895"


def thumbnail(model: Model) -> str:
    """Draw a model that has a diagram as SVG, of at most MOST_SHAPES shapes and arrows; '' where nothing is drawn."""
    shapes = list(islice(_shapes(model.graph), MOST_SHAPES))
    plane = model.root.find(f"{BDI}BPMNDiagram/{BDI}BPMNPlane")
    if not shapes or plane is None:
        return ""
    left, top = min(b.x for _, b in shapes), min(b.y for _, b in shapes)
    right, bottom = max(b.x + b.width for _, b in shapes), max(b.y + b.height for _, b in shapes)
    svg = etree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=_row(left - 6, top - 6, right - left + 12, bottom - top + 12)
    )
    group = etree.SubElement(svg, "g", {"fill": "none", "stroke": INK, "stroke-width": "4"})
    for points in islice(_ways(plane, model.graph), MOST_SHAPES):
        etree.SubElement(group, "polyline", points=points)
    for kind, box in shapes:
        _draw(group, kind, box)
    return etree.tostring(svg, encoding="unicode")


def _shapes(graph: Graph) -> Iterator[tuple[str, Bounds]]:
    """What is drawn, that which others stand in first; a box that is no picture's is left out."""
    kinds = dict.fromkeys((*graph.pools, *graph.lanes), "") | {id: node.type for id, node in graph.nodes.items()}
    for id, kind in kinds.items():
        box = graph.bounds.get(id)
        if box is not None and all(abs(side) <= LARGEST for side in (box.x, box.y, box.width, box.height)):
            yield kind, box


def _ways(plane: Element, graph: Graph) -> Iterator[str]:
    for edge in plane.iterchildren(f"{BDI}BPMNEdge"):
        if (edge.get("bpmnElement") or "").rpartition(":")[2] in graph.flows:
            points = [(_number(p.get("x")), _number(p.get("y"))) for p in edge.iterchildren(f"{BDD}waypoint")]
            if len(points) > 1:
                yield _row(*(side for point in points[:MOST_POINTS] for side in point))


def _draw(group: Element, kind: str, box: Bounds) -> None:
    middle, centre = box.x + box.width / 2, box.y + box.height / 2
    if kind.endswith("Event"):
        look = {"stroke-width": "8"} if kind == "endEvent" else {}
        radius = min(box.width, box.height) / 2
        etree.SubElement(group, "circle", look, cx=_row(middle), cy=_row(centre), r=_row(radius))
    elif kind.endswith("Gateway"):
        right, bottom = box.x + box.width, box.y + box.height
        etree.SubElement(group, "polygon", points=_row(middle, box.y, right, centre, middle, bottom, box.x, centre))
    else:
        look = {"rx": "10", "fill": INK, "fill-opacity": "0.18"} if kind else {"stroke-opacity": "0.4"}
        sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        etree.SubElement(group, "rect", look | {side: _row(value) for side, value in sides.items()})


def _number(said: str | None) -> float:
    """A coordinate of a file; 0 for what is none or out of all bounds."""
    try:
        value = float(said or "")
    except ValueError:
        return 0
    return value if abs(value) <= LARGEST else 0


def _row(*values: float) -> str:
    return " ".join(f"{value:.0f}" for value in values)
