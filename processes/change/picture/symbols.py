"""Elements of BPMN as they are drawn: events, gateways, steps, pools, notes and ways."""

from __future__ import annotations

from lxml import etree

from processes.change.draft.waypoints import Box, number
from processes.change.picture.figures import Line, Shape
from processes.change.picture.pen import (
    FAINT,
    INK,
    LINE,
    NORMAL,
    SMALL,
    SOFT,
    Look,
    path,
    rectangle,
    wrapped,
    write_lines,
)
from processes.change.picture.signs import DOCUMENT, EVENTS, FOLDED, GATEWAYS, LOOPS, SEVERAL, STORE, TASKS, draw_sign

Element = etree._Element
_DASHED = {"messageFlow": "6 4", "association": "2 3", "dataInputAssociation": "2 3", "dataOutputAssociation": "2 3"}
HEADER = 30.0


def draw_shape(onto: Element, shape: Shape, look: Look) -> None:
    """Draw what a box stands for, its name in it or beside it."""
    group = etree.SubElement(onto, "g", {"data-element": shape.id})
    if shape.kind.endswith("Event"):
        _event(group, shape, look)
    elif shape.kind.endswith("Gateway"):
        _gateway(group, shape, look)
    elif shape.kind in ("participant", "lane"):
        _band(group, shape, look)
    elif shape.kind == "textAnnotation":
        _note(group, shape, look)
    elif shape.kind.startswith("data"):
        _document(group, shape, look)
    else:
        _activity(group, shape, look)


def draw_line(onto: Element, line: Line, look: Look, arrow: str) -> None:
    """Draw a way with its name."""
    group = etree.SubElement(onto, "g", {"data-element": line.id})
    dashed = _DASHED.get(line.kind, "")
    drawn = Look(look.stroke, "none", look.width, look.dashes or dashed)
    path(group, line.points, drawn, **({} if line.kind == "association" else {"marker_end": f"url(#{arrow})"}))
    if line.is_default:
        (x, y), (to_x, to_y) = line.points[:2]
        along = (1 if to_x > x else -1 if to_x < x else 0, 1 if to_y > y else -1 if to_y < y else 0)
        at = (x + along[0] * 10, y + along[1] * 10)
        path(group, ((at[0] - 4, at[1] + 4), (at[0] + 4, at[1] - 4)), Look(look.stroke))
    if line.name:
        _label(group, line.name, line.label or _middle(line), look)


def _middle(line: Line) -> Box:
    first, second = line.points[len(line.points) // 2 - 1 : len(line.points) // 2 + 1]
    x, y = (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
    return x - 45, y - 18, 90, 14


def _label(group: Element, name: str, box: Box, look: Look) -> None:
    rows = wrapped(name, max(box[2] + 24, 60), 4, SMALL)
    write_lines(
        group, rows, box[0] + box[2] / 2, box[1] + SMALL * LINE / 2, size=SMALL, anchor="middle", fill=_ink(look),
        struck=look.struck,
    )  # fmt: skip


def _ink(look: Look) -> str:
    return look.stroke if look.struck else INK


def _beside(group: Element, shape: Shape, look: Look) -> None:
    """The name of what has no room inside: at its place in the file, else beneath."""
    if shape.name:
        x, y, width, height = shape.box
        _label(group, shape.name, shape.label or (x + width / 2 - 45, y + height + 4, 90, 14), look)


def _event(group: Element, shape: Shape, look: Look) -> None:
    x, y, width, height = shape.box
    radius, centre = min(width, height) / 2, (x + width / 2, y + height / 2)
    node = shape.node
    said = dict(look.attributes)
    if shape.kind == "endEvent":
        said["stroke-width"] = number(max(look.width, 3.5))
    if node is not None and not node.interrupting:
        said["stroke-dasharray"] = "4 3"
    place = {"cx": number(centre[0]), "cy": number(centre[1])}
    etree.SubElement(group, "circle", {**place, "r": number(radius), **said})
    if shape.kind not in ("startEvent", "endEvent"):
        etree.SubElement(group, "circle", {**place, "r": number(max(radius - 3, 1)), **said, "stroke-width": "1"})
    if node is not None and node.events:
        sign = EVENTS.get(node.events[0], SEVERAL) if len(node.events) == 1 else SEVERAL
        thrown = shape.kind in ("endEvent", "intermediateThrowEvent")
        draw_sign(group, sign, centre, radius * 0.7, look.stroke, filled=thrown)
    _beside(group, shape, look)


def _gateway(group: Element, shape: Shape, look: Look) -> None:
    x, y, width, height = shape.box
    centre = (x + width / 2, y + height / 2)
    corners = ((centre[0], y), (x + width, centre[1]), (centre[0], y + height), (x, centre[1]))
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    etree.SubElement(group, "polygon", {"points": points, **look.attributes})
    draw_sign(group, GATEWAYS.get(shape.kind, ""), centre, min(width, height) / 2, look.stroke, width=2.5)
    _beside(group, shape, look)


def _band(group: Element, shape: Shape, look: Look) -> None:
    """A pool or lane: its name along its head."""
    x, y, width, height = shape.box
    rectangle(group, shape.box, Look(look.stroke, "none", look.width, look.dashes))
    if shape.upright:
        rows = wrapped(shape.name, width - 12, 1)
        write_lines(group, rows, x + width / 2, y + HEADER / 2, anchor="middle", fill=_ink(look), bold=True)
        return
    rows = wrapped(shape.name, height - 12, 2)
    turned = etree.SubElement(group, "g", transform=f"translate({number(x + 14)} {number(y + height / 2)}) rotate(-90)")
    write_lines(turned, rows, 0, 0, anchor="middle", fill=_ink(look), bold=True, struck=look.struck)
    path(group, ((x + HEADER, y), (x + HEADER, y + height)), Look(look.stroke, "none", 1))


def _note(group: Element, shape: Shape, look: Look) -> None:
    x, y, width, height = shape.box
    path(group, ((x + 12, y), (x, y), (x, y + height), (x + 12, y + height)), look)
    rows = wrapped(shape.name, width - 14, max(1, int(height / (SMALL * LINE))), SMALL)
    write_lines(group, rows, x + 8, y + SMALL * LINE / 2 + 3, size=SMALL, fill=_ink(look), struck=look.struck)


def _document(group: Element, shape: Shape, look: Look) -> None:
    x, y, width, height = shape.box
    sign = STORE if shape.kind.startswith("dataStore") else DOCUMENT
    centre = (x + width / 2, y + height / 2)
    draw_sign(group, sign, centre, width / 2, look.stroke, width=look.width, upright=height / 2)
    _beside(group, shape, look)


def _activity(group: Element, shape: Shape, look: Look) -> None:
    x, y, width, height = shape.box
    filled = look if not shape.is_open else Look(look.stroke, "none", look.width, look.dashes)
    if shape.node is not None and shape.kind == "callActivity":
        filled = Look(filled.stroke, filled.fill, max(filled.width, 3.5), filled.dashes)
    if shape.node is not None and shape.node.triggered_by_event:
        filled = Look(filled.stroke, filled.fill, filled.width, filled.dashes or "2 3")
    rectangle(group, shape.box, filled if shape.kind != "group" else FAINT, 10)
    if shape.is_open:
        write_lines(group, wrapped(shape.name, width - 16, 1), x + 8, y + 12, fill=_ink(look), struck=look.struck)
        return
    most = max(1, int((height - 14) / (NORMAL * LINE)))
    rows = wrapped(shape.name, width - 12, most)
    if (sign := TASKS.get(shape.kind)) and (len(rows) < most or most == 1):
        draw_sign(group, sign, (x + 13, y + 13), 7, SOFT, width=1.2)
    top = y + height / 2 - (len(rows) - 1) * NORMAL * LINE / 2
    write_lines(group, rows, x + width / 2, top, anchor="middle", fill=_ink(look), struck=look.struck)
    signs = [LOOPS.get((shape.node.loop or "") if shape.node else "", ""), FOLDED if shape.folded else ""]
    shown = [sign for sign in signs if sign]
    for at, sign in enumerate(shown):
        place = (x + width / 2 + (at - (len(shown) - 1) / 2) * 18, y + height - 9)
        draw_sign(group, sign, place, 6, SOFT, width=1.2)
