"""New elements on lines of their own, as deep as those around them."""

from __future__ import annotations

from processes.change.draft.tags import Element


def line_before(element: Element) -> str | None:
    """The white space that an element begins with."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail
    return parent.text if parent is not None else None


def indent(new: Element) -> None:
    """White space for the children of a new element, as deep as where it stands."""
    line = new.tail
    if not len(new) or not line or line.strip():
        return
    new.text = line + "  "
    for child in new:
        child.tail = line + "  "
        indent(child)
    new[-1].tail = line


def put_after(place: Element, new: Element) -> None:
    """Put a new element behind another one, on a line of its own where that has one."""
    line, after = line_before(place), place.tail
    place.addnext(new)
    new.tail = after
    if line is not None and not line.strip():
        place.tail = line
        last, new.tail = new.tail, line
        indent(new)
        new.tail = last
    else:
        place.tail = None
