"""Elements and the lines that they stand on, so that a merged file reads as one that people wrote."""

from __future__ import annotations

from lxml import etree

Element = etree._Element


def line_after(element: Element, parent: Element) -> str | None:
    """The line break and indent that comes between two elements of a parent."""
    return element.tail if element.getnext() is not None else parent.text


def drop(element: Element) -> None:
    """Take an element out with the line it stood on."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None and element.getnext() is None:
        before.tail = element.tail
    parent.remove(element)
    element.tail = None
