"""What the picture is drawn with: colours that need no page around them, and text that nobody can measure here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from processes.change.draft.waypoints import Box, Point, number

Element = etree._Element
INK, SOFT, PAPER = "#1c2327", "#5b6670", "#ffffff"
FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SMALL, NORMAL, MIDDLE, LARGE = 11, 12, 14, 18
LINE = 1.25
WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Look:
    """How something is drawn: never told by its colour alone, but by its stroke and a label as well."""

    stroke: str = INK
    fill: str = PAPER
    width: float = 1.5
    dashes: str = ""
    struck: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """As SVG says it of a box."""
        said = {"stroke": self.stroke, "stroke-width": number(self.width), "fill": self.fill}
        return said | ({"stroke-dasharray": self.dashes} if self.dashes else {})


PLAIN = Look()
FAINT = Look(stroke="#9aa4ad", fill="none")
LOOKS = {
    "removed": Look("#a4262c", "#fdecea", 2, "6 4", struck=True),
    "added": Look("#0b6b3a", "#e3f4ea", 3),
    "changed": Look("#8a5300", "#fff3d6", 2.5, "2 3"),
    "rerouted": Look("#1f5fbf", "#e8f0fc", 2.5, "12 4"),
}


def width_of(text: str, size: float = NORMAL, *, bold: bool = False) -> float:
    """About how wide a text is, a little more rather than less: whoever looks at it has fonts that are not known."""
    letter = 0.66 if bold else 0.58
    return sum(1.0 if unicodedata.east_asian_width(c) in WIDE else letter for c in text) * size


def wrapped(text: str, width: float, most: int, size: float = NORMAL) -> list[str]:
    """Give a text in at most so many lines of a width; what has no room ends in an ellipsis."""
    rows: list[str] = []
    for word in text.split():
        for part in _parts(word, width, size):
            if rows and width_of(f"{rows[-1]} {part}", size) <= width:
                rows[-1] = f"{rows[-1]} {part}"
            else:
                rows.append(part)
            if len(rows) > most:
                return [*rows[: most - 1], f"{rows[most - 1].rstrip(' .,;')}…"] if most else []
    return rows


def _parts(word: str, width: float, size: float) -> list[str]:
    """A word in pieces that have room each."""
    fits = max(1, int(width / (0.58 * size)))
    return [word[at : at + fits] for at in range(0, len(word), fits)] if width_of(word, size) > width else [word]


def write_lines(
    onto: Element, rows: Sequence[str], x: float, y: float, *, size: float = NORMAL, fill: str = INK,
    anchor: str = "start", bold: bool = False, struck: bool = False,
) -> None:  # fmt: skip
    """Write lines one beneath the other; `y` is the middle of the first."""
    if not rows:
        return
    more = {"font-weight": "600"} if bold else {}
    more |= {"text-decoration": "line-through"} if struck else {}
    text = etree.SubElement(onto, "text", {"font-size": number(size), "fill": fill, "text-anchor": anchor, **more})
    for at, row in enumerate(rows):
        span = etree.SubElement(text, "tspan", x=number(x), y=number(y + at * size * LINE + size * 0.35))
        span.text = str(row)


def rectangle(onto: Element, box: Box, look: Look, radius: float = 0) -> None:
    """Draw a box."""
    sides = dict(zip(("x", "y", "width", "height"), map(number, box), strict=True))
    etree.SubElement(onto, "rect", {**sides, **look.attributes, **({"rx": number(radius)} if radius else {})})


def path(onto: Element, points: Sequence[Point], look: Look, **more: str) -> None:
    """Draw a line through points."""
    way = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    said = {**look.attributes, "fill": "none", **{name.replace("_", "-"): value for name, value in more.items()}}
    etree.SubElement(onto, "polyline", {"points": way, **said})
