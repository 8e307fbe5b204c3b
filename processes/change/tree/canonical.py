"""A document without what means nothing: prefixes, the order of attributes, blanks between elements, the drawing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from processes.model import Model
from processes.model.elements import BDI, B, local
from processes.model.identify import NAMED, ensure_ids
from processes.model.names import TYPE, Names, refers, refers_by_text

Element = etree._Element
# Of as many models what was worked out is kept: the one that is changed, and what came of it last.
KEPT = 4
DIAGRAM = f"{BDI}BPMNDiagram"
COLOURS = (
    "{http://bpmn.io/schema/bpmn/biocolor/1.0}",
    "{http://www.omg.org/spec/BPMN/non-normative/color/1.0}",
)


@dataclass(eq=False, slots=True)
class Twig:
    """An element as it is compared: `id` is its own or, with `unnamed`, the one worked out from its place.

    `bpmn` is the local name of a BPMN element, '' for others; `opaque` that its text holds mark-up.
    """

    element: Element
    tag: str
    bpmn: str
    id: str
    attributes: dict[str, str]
    text: str
    unnamed: bool = False
    opaque: bool = False
    parent: Twig | None = None
    children: list[Twig] = field(default_factory=list)
    digest: bytes = b""

    @property
    def local(self) -> str:
        """The name of the element without its name space."""
        return self.tag.rpartition("}")[2]

    def walk(self) -> Iterator[Twig]:
        """The twig and all in it, in document order."""
        todo = [self]
        while todo:
            twig = todo.pop()
            yield twig
            todo += reversed(twig.children)

    def up(self) -> Iterator[Twig]:
        """The twig and what it stands in, inside out."""
        twig: Twig | None = self
        while twig is not None:
            yield twig
            twig = twig.parent


class Canonical:
    """A document ready to be compared; `root` is the tree it was read from."""

    def __init__(self, root: Element, unnamed: frozenset[Element] = frozenset()) -> None:
        self.names = Names.of(root)
        self.unnamed = unnamed
        self.root = self._twig(root, None)
        self.by_id: dict[str, Twig] = {}
        for twig in self.root.walk():
            if twig.id and twig.bpmn:
                self.by_id.setdefault(twig.id, twig)

    def _twig(self, element: Element, parent: Twig | None) -> Twig:
        tag = str(element.tag)
        twig = Twig(element, tag, local(element), "", {}, "", element in self.unnamed, parent=parent)
        inner = [e for e in element if isinstance(e.tag, str) and e.tag != DIAGRAM]
        twig.opaque = _mixed(element, inner)
        twig.text = _inside(element) if twig.opaque else self._text(element, twig, bool(inner))
        twig.attributes = {
            str(k): self._value(str(k), str(v), twig) for k, v in element.attrib.items() if not _paint(k)
        }
        twig.id = str(element.get("id") or "")
        twig.children = [] if twig.opaque else [self._twig(e, twig) for e in inner]
        twig.digest = _digest(twig)
        return twig

    def _value(self, key: str, value: str, twig: Twig) -> str:
        if key == TYPE and ":" in value:
            prefix, _, bare = value.strip().rpartition(":")
            return f"{{{twig.element.nsmap.get(prefix, prefix)}}}{bare}"
        if key == TYPE:
            return f"{{{twig.element.nsmap.get(None, '')}}}{value.strip()}"
        return self.names.plain(value, twig.element) if twig.bpmn and refers(key) else value

    def _text(self, element: Element, twig: Twig, full: bool) -> str:
        text = "".join([element.text or "", *(e.tail or "" for e in element)]) if not full else ""
        blank = not text.strip()
        if full or (blank and (twig.bpmn or "\n" in text)):
            return ""
        return self.names.plain(text, element) if refers_by_text(twig.bpmn) else text


@lru_cache(maxsize=KEPT)
def canonical(model: Model) -> Canonical:
    """A model ready to be compared; what has no id is known by the one that its place gives it."""
    root = deepcopy(model.root)
    unnamed = frozenset(e for e in root.iter(*(B + tag for tag in NAMED)) if not e.get("id"))
    ensure_ids(root)
    return Canonical(root, unnamed)


def _paint(key: object) -> bool:
    return str(key).startswith(COLOURS)


def _mixed(element: Element, inner: list[Element]) -> bool:
    """Whether text stands between elements, as in an instruction with mark-up."""
    if not len(element):
        return False
    texts = [element.text, *(e.tail for e in element)]
    return bool(inner) and any(t and t.strip() for t in texts)


def _inside(element: Element) -> str:
    parts = [element.text or ""]
    parts += [etree.tostring(e, encoding="unicode") for e in element if isinstance(e.tag, str)]
    return "".join(parts)


def _digest(twig: Twig) -> bytes:
    own = hashlib.blake2b(digest_size=16)
    shown = {k: v for k, v in twig.attributes.items() if not (twig.unnamed and k == "id")}
    own.update(repr((twig.tag, sorted(shown.items()), twig.text)).encode("utf-8", "surrogatepass"))
    for child in twig.children:
        own.update(child.digest)
    return own.digest()
