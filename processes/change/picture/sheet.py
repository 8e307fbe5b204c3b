"""Before and after on one sheet: what went as ghosts beneath, what came and changed marked on top, and a legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from processes.change.diff.overlay import Mark, Overlay, overlay
from processes.change.draft.waypoints import Box, number
from processes.change.picture.figures import Line, Plane, Shape, planes
from processes.change.picture.pen import (
    FAINT,
    FONT,
    INK,
    LARGE,
    LINE,
    LOOKS,
    MIDDLE,
    NORMAL,
    PAPER,
    PLAIN,
    SMALL,
    SOFT,
    Look,
    path,
    rectangle,
    width_of,
    wrapped,
    write_lines,
)  # fmt: skip
from processes.change.picture.symbols import draw_line, draw_shape
from processes.messages import _
from processes.model import Model

Element = etree._Element
SPACE, NARROWEST = 24.0, 640.0
MOVED = 20.0
KINDS = ("removed", "added", "changed", "rerouted")
LEGEND: Mapping[str, str] = {
    "removed": _("− gone"), "added": _("+ new"), "changed": _("≠ changed"), "rerouted": _("↷ new way"),
}  # fmt: skip
_STOOD_HERE = _("stood here before")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the picture: the name of the process, between what it compares, and the change in words."""

    title: str
    between: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Marked:
    kind: str
    mark: Mark


def picture(before: Model, after: Model, heading: Heading) -> str:
    """Draw what changes from one model to the other, both with their drawings, as an SVG that needs nothing else."""
    marks = _by_id(overlay(before, after))
    sheets = [_Sheet(was, now, marks) for was, now in _pairs(planes(before), planes(after))]
    width = max([NARROWEST, *(sheet.frame[2] for sheet in sheets)])
    svg = etree.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    etree.SubElement(svg, "title").text = ": ".join(str(part) for part in (heading.title, heading.between) if part)
    etree.SubElement(svg, "desc").text = str(heading.words or heading.title)
    svg.append(_arrows())
    paper = etree.SubElement(svg, "rect", fill=PAPER)
    content = etree.SubElement(svg, "g", {"font-family": FONT})
    y = _head(content, heading, width)
    for sheet in sheets:
        left, top, _width, height = sheet.frame
        sheet.draw(etree.SubElement(content, "g", transform=f"translate({number(SPACE - left)} {number(y - top)})"))
        y += height + SPACE
    kinds = [kind for kind in KINDS if any(one.kind == kind for one in marks.values())]
    y = _legend(content, kinds, y, moved=any(sheet.moved for sheet in sheets))
    sides = {"width": number(width + 2 * SPACE), "height": number(y + SPACE / 2)}
    svg.set("viewBox", f"0 0 {sides['width']} {sides['height']}")
    for side, length in sides.items():
        svg.set(side, length)
        paper.set(side, length)
    return etree.tostring(svg, encoding="unicode")


def _by_id(found: Overlay) -> dict[str, _Marked]:
    """What is marked, by its id: of several marks at one element the first, as the page has them."""
    return {mark.id: _Marked(kind, mark) for kind in reversed(KINDS) for mark in reversed(getattr(found, kind))}


def _pairs(was: Sequence[Plane], now: Sequence[Plane]) -> Iterator[tuple[Plane | None, Plane | None]]:
    """The sheets that draw the same, in the order of the newer model; single ones go together whatever they draw."""
    if len(was) == len(now) == 1:
        yield was[0], now[0]
        return
    known = {plane.id: plane for plane in was}
    yield from ((known.pop(plane.id, None), plane) for plane in now)
    yield from ((plane, None) for plane in known.values())


class _Sheet:
    """One sheet of the older model under one of the newer, of which one may be missing."""

    def __init__(self, was: Plane | None, now: Plane | None, marks: Mapping[str, _Marked]) -> None:
        self.shapes = dict(now.shapes) if now else {}
        self.lines = dict(now.lines) if now else {}
        gone = {one.mark.id for one in marks.values() if one.kind == "removed"}
        self.ghosts = [s for s in (was.shapes.values() if was else ()) if s.id in gone and s.id not in self.shapes]
        self.trails = [x for x in (was.lines.values() if was else ()) if x.id in gone and x.id not in self.lines]
        self.marks = marks
        self.moved = [
            (old, self.shapes[old.id]) for old in (was.shapes.values() if was else ())
            if old.id in self.shapes and _is_elsewhere(old, self.shapes[old.id])
            and old.id in marks
        ]  # fmt: skip

    @property
    def frame(self) -> Box:
        """What it takes up."""
        boxes = [*self._boxes()]
        if not boxes:
            return 0, 0, 0, 0
        left, top = min(x for x, *_rest in boxes), min(y for _x, y, *_rest in boxes)
        right, bottom = max(x + w for x, _y, w, _h in boxes), max(y + h for _x, y, _w, h in boxes)
        return left, top, right - left, bottom - top

    def _boxes(self) -> Iterator[Box]:
        for shape in (*self.shapes.values(), *self.ghosts, *(old for old, _new in self.moved)):
            x, y, width, height = shape.box
            yield x, y - 24, max(width, self._tag_width(shape.id)), height + 48
            if shape.name and shape.label is not None:
                yield shape.label[0] - 12, shape.label[1], shape.label[2] + 24, max(shape.label[3], 3 * SMALL * LINE)
        for line in (*self.lines.values(), *self.trails):
            yield from ((x, y, 0, 0) for x, y in line.points)

    def _tag_width(self, id_: str) -> float:
        return width_of(str(self.marks[id_].mark.label), SMALL, bold=True) + 12 if id_ in self.marks else 0

    def draw(self, onto: Element) -> None:
        """Draw what is open first, then what went, then ways, then steps, and the labels of marks last."""
        around = sorted((s for s in self.shapes.values() if s.is_open), key=lambda s: -s.box[2] * s.box[3])
        for shape in around:
            draw_shape(onto, shape, self._look(shape.id))
        for line in self.trails:
            draw_line(onto, line, LOOKS["removed"], "removed")
        for shape in self.ghosts:
            draw_shape(onto, shape, LOOKS["removed"])
        for old, new in self.moved:
            rectangle(onto, old.box, Look(FAINT.stroke, "none", 1, "3 3"), 10)
            path(onto, (_centre(old), _centre(new)), Look(FAINT.stroke, "none", 1.5, "3 3"), marker_end="url(#plain)")
        for line in self.lines.values():
            draw_line(onto, line, self._look(line.id), self._arrow(line))
        for shape in self.shapes.values():
            if not shape.is_open:
                draw_shape(onto, shape, self._look(shape.id))
        for shape in (*self.ghosts, *self.shapes.values()):
            if shape.id in self.marks:
                _tag(onto, shape, self.marks[shape.id])

    def _look(self, id_: str) -> Look:
        return LOOKS[self.marks[id_].kind] if id_ in self.marks else PLAIN

    def _arrow(self, line: Line) -> str:
        return self.marks[line.id].kind if line.id in self.marks else "plain"


def _is_elsewhere(old: Shape, new: Shape) -> bool:
    return any(abs(a - b) > MOVED for a, b in zip(_centre(old), _centre(new), strict=True))


def _centre(shape: Shape) -> tuple[float, float]:
    x, y, width, height = shape.box
    return x + width / 2, y + height / 2


def _tag(onto: Element, shape: Shape, marked: _Marked) -> None:
    """Say at a shape what became of it: above it, of what went beneath, where no other label is."""
    x, y, _width, height = shape.box
    look, label = LOOKS[marked.kind], str(marked.mark.label)
    at = y + height + 3 if marked.kind == "removed" else y - 20
    rectangle(onto, (x, at, width_of(label, SMALL, bold=True) + 12, 17), Look(look.stroke, PAPER, 1, look.dashes), 4)
    write_lines(onto, [label], x + 6, at + 8.5, size=SMALL, fill=look.stroke, bold=True)


def _arrows() -> Element:
    """The tips of ways, one for each colour."""
    defs = etree.Element("defs")
    for name, look in {"plain": PLAIN, **LOOKS}.items():
        tip = etree.SubElement(
            defs, "marker", id=name, viewBox="0 0 10 10", refX="10", refY="5", markerWidth="10", markerHeight="10",
            orient="auto", markerUnits="userSpaceOnUse",
        )  # fmt: skip
        etree.SubElement(tip, "path", d="M0 0L10 5L0 10Z", fill=look.stroke)
    return defs


def _head(onto: Element, heading: Heading, width: float) -> float:
    """Write what is compared and the change in words; gives where the drawing begins."""
    y = SPACE + LARGE / 2
    for said, size, fill, bold, most in (
        (heading.title, LARGE, INK, True, 2), (heading.between, NORMAL, SOFT, False, 1),
        (heading.words, MIDDLE, INK, False, 4),
    ):  # fmt: skip
        rows = wrapped(str(said), width, most, size)
        write_lines(onto, rows, SPACE, y, size=size, fill=fill, bold=bold)
        y += len(rows) * size * LINE + (6 if rows else 0)
    return y + SPACE / 2


def _legend(onto: Element, kinds: Sequence[str], y: float, *, moved: bool) -> float:
    """Say what the marks mean, in the strokes that they have; gives where it ends."""
    rows = [(LOOKS[kind], str(LEGEND[kind])) for kind in kinds]
    rows += [(Look(FAINT.stroke, "none", 1, "3 3"), str(_STOOD_HERE))] if moved else []
    x = SPACE
    for look, words in rows:
        rectangle(onto, (x, y - 8, 26, 16), look, 4)
        write_lines(onto, [words], x + 34, y)
        x += 34 + width_of(words) + SPACE
    return y + (SPACE if rows else 0)
