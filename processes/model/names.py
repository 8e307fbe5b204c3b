"""Qualified names: what a reference to another element says once its name space prefix is looked up.

BPMN 2.0 (8.4.1, Semantic.xsd) writes references as xsd:QName or xsd:IDREF: `tns:A` means the element A of the file
whose targetNamespace is bound to tns. Most files leave the prefix out.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lxml import etree

from processes.model.elements import BDI, B

Element = etree._Element
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_OTHER = frozenset({"default", "bpmnElement", "sourceElement", "targetElement", "calledElement", "labelStyle"})
_TEXTS = frozenset({"incoming", "outgoing", "supports", "source", "target"})


def refers(attribute: str) -> bool:
    """Whether a BPMN attribute of this name holds the id of another element."""
    return attribute.endswith(("Ref", "Refs")) or attribute in _OTHER


def refers_by_text(tag: str) -> bool:
    """Whether a BPMN element of this local name holds the id of another element as its text."""
    return tag.endswith(("Ref", "Refs")) or tag in _TEXTS


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of a document, and the name spaces that it says belong to other files."""

    ids: AbstractSet[str]
    elsewhere: AbstractSet[str]

    @classmethod
    def of(cls, root: Element) -> Names:
        """Read them off a document."""
        own = root.get("targetNamespace")
        imported = {str(e.get("namespace")) for e in root.iterfind(f"{B}import") if e.get("namespace")}
        return cls({str(e.get("id")) for e in root.iter(etree.Element) if e.get("id")}, imported - {own})

    def plain(self, value: str, element: Element) -> str:
        """The id that a reference at an element means; as it stands where it names something of another file."""
        text = value.strip()
        if ":" not in text or text in self.ids:
            return text
        prefix, _, local = text.rpartition(":")
        if local not in self.ids or element.nsmap.get(prefix) in self.elsewhere:
            return text
        return local


def plain_references(root: Element) -> None:
    """Write every reference of a tree without its prefix, where it means an element of the same file."""
    names = Names.of(root)
    for element in root.iter(f"{B}*", f"{BDI}*"):
        for key, value in element.attrib.items():
            if ":" in value and refers(str(key)):
                element.set(key, names.plain(str(value), element))
        text = element.text or ""
        if ":" in text and not len(element) and refers_by_text(str(element.tag).rpartition("}")[2]):
            element.text = names.plain(text, element)
