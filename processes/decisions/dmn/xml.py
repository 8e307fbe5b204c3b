"""Looking through the elements of a DMN file, whatever name space they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes.characters import bare
from processes.messages import _

Element = etree._Element
LONGEST_NAME = 200
_JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_OTHERS = ("groovy", "javascript", "ecmascript", "jruby", "java")


def tag(element: Element) -> str:
    """The name of an element without its name space; empty for a comment."""
    return bare(element.tag) if isinstance(element.tag, str) else ""


def children(element: Element | None, *tags: str) -> Iterator[Element]:
    """The children with one of these names."""
    return (child for child in element if tag(child) in tags) if element is not None else iter(())


def child(element: Element | None, *tags: str) -> Element | None:
    """The first child with one of these names."""
    return next(children(element, *tags), None)


def text(element: Element | None) -> str:
    """The text in the `text` of an element."""
    inner = child(element, "text")
    return "".join(str(part) for part in inner.itertext()).strip() if inner is not None else ""


def name_of(element: Element | None) -> str:
    """The name of an element, its spaces as one."""
    return " ".join((element.get("name") or "").split())[:LONGEST_NAME] if element is not None else ""


def variable(element: Element) -> str:
    """The name by which an element is read: that of its variable, else its own."""
    return name_of(child(element, "variable")) or name_of(element)


def expression(element: Element, written: str) -> tuple[str, str]:
    """The text of an expression, and what speaks against it; JUEL around a name or path is FEEL as well."""
    language = (element.get("expressionLanguage") or "").lower()
    juel = _JUEL.fullmatch(written)
    if juel:
        return juel.group(1).strip(), ""
    if any(other in language for other in _OTHERS):
        return written, _("its language is {language}", language=element.get("expressionLanguage"))
    return written, ""
