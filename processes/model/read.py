"""Read BPMN: bytes to a tree that keeps everything, and to a typed graph."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from lxml import etree

from processes.characters import bare
from processes.messages import _, all_of, placed
from processes.model.elements import B, local
from processes.model.graph import Graph
from processes.model.identify import ensure_ids
from processes.model.intake.mend import mended
from processes.model.intake.prefilter import Refused, Tolerable, prefilter
from processes.model.names import plain_references

Element = etree._Element
_UNDECLARED = re.compile(rb"xmlns\s*=\s*(\"\"|'')")


@dataclass(frozen=True, eq=False)
class Model:
    """A BPMN file: `xml` as it came, `root` as a tree to be left as it is, `graph` as typed values.

    One is equal to itself alone, so that what is worked out of it can be kept by it.
    `files` are those beside it, by name, where whoever read the model gave them along: forms and decision tables.
    """

    xml: bytes
    root: Element
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def graph(self) -> Graph:
        """The processes of the file as typed values; elements without an id have the one `ensure_ids` gives them."""
        from processes.model.typed import graph_of

        return graph_of(self.copy_root())

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """The elements of the tree by the ids that the file gives them; of several with one id the first."""
        found = ((str(e.get("id")), e) for e in self.root.iter(etree.Element) if e.get("id"))
        return dict(reversed([*found]))

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file as it came, in hexadecimal."""
        return hashlib.sha256(self.xml).hexdigest()

    @cached_property
    def key(self) -> str:
        """The SHA-256 of the file with those beside it; without any that of the file alone."""
        if not self.files:
            return self.sha256
        whole = hashlib.sha256(self.xml)
        for name, content in sorted(self.files.items()):
            whole.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
        return whole.hexdigest()

    def beside(self, files: Mapping[str, bytes]) -> Model:
        """Give the same model with files beside it; what is known of it already is not read again."""
        other = Model(self.xml, self.root, MappingProxyType(dict(files)))
        known = {name: value for name, value in vars(self).items() if name in ("graph", "elements", "sha256")}
        vars(other).update(known)
        return other

    def copy_root(self) -> Element:
        """Give a copy of the tree, to be changed: an id on every flow and flow node, and references without prefix."""
        root = deepcopy(self.root)
        ensure_ids(root)
        plain_references(root)
        return root


def parse(data: bytes) -> Model:
    """Read a BPMN file; raises Refused where it is hostile, damaged, or not BPMN."""
    root = tree(data)
    if local(root) != "definitions":
        raise Refused(
            "NOT_BPMN",
            _(
                "The file holds {tag}, and no BPMN 2.0 definitions. Export the model as BPMN 2.0 XML.",
                tag=f"<{bare(root.tag)}>",
            ),
        )
    _drop_undeclared(root, data)
    return Model(data, root)


def _drop_undeclared(root: Element, data: bytes) -> None:
    """Take out each `xmlns=""` that nothing needs: libxml2 writes what is moved there without its name space."""
    if _UNDECLARED.search(data.replace(b"\0", b"")):
        prefixes = {prefix for element in root.iter(etree.Element) for prefix in element.nsmap if prefix}
        etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(prefixes))


def tree(data: bytes) -> Element:
    """Read any XML; raises Refused where it is hostile or damaged. What only a strict reader refuses is mended."""
    try:
        prefilter(data)
    except Tolerable as stumbled:
        return _mended(data, str(stumbled))
    try:
        return etree.fromstring(data, _parser(forgiving=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        return _mended(data, str(error))


def _mended(data: bytes, where: str) -> Element:
    text = mended(data)
    try:
        prefilter(text)
    except Tolerable:
        raise _damaged(where) from None
    return _forgiving(text, where)


def _forgiving(data: bytes, where: str) -> Element:
    """What the strict reader refuses only for a bad name space address is read all the same."""
    parser = _parser(forgiving=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _damaged(where) from None
    if root is None or _torn(parser):
        raise _damaged(where)
    return root


def _parser(*, forgiving: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False,
        remove_pis=True, recover=forgiving,
    )  # fmt: skip


def _damaged(where: str) -> Refused:
    return Refused(
        "NOT_WELL_FORMED",
        _(
            "The file is damaged: {where}. Export the model again.",
            where=" ".join(where.split()),
        ),
    )


_HARMLESS = {
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
    etree.ErrorTypes.WAR_NS_URI,
    etree.ErrorTypes.WAR_NS_URI_RELATIVE,
    etree.ErrorTypes.NS_ERR_XML_NAMESPACE,
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_INVALID_CHAR,
}


def _torn(parser: etree.XMLParser) -> bool:
    """Whether the forgiving reader had to guess at the structure, not just at a name space or a character."""
    return any(entry.level >= etree.ErrorLevels.ERROR and entry.type not in _HARMLESS for entry in parser.error_log)


def duplicate_ids(root: Element) -> list[str]:
    """Give the ids that several elements share, in document order."""
    return list(twins(root))


def twins(root: Element) -> dict[str, list[Element]]:
    """Give the elements that share an id with others, by that id, in document order: the first of them counts."""
    found: dict[str, list[Element]] = {}
    for element in root.iter(f"{B}*"):
        if element.get("id"):
            found.setdefault(str(element.get("id")), []).append(element)
    return {name: several for name, several in found.items() if len(several) > 1}


_TWO = _("Two elements have the id “{name}”: {elements}")
_THREE = _("Three elements have the id “{name}”: {elements}")
_MANY = _("{number} elements have the id “{name}”: {elements}")


def said_of_twins(name: str, several: Sequence[Element]) -> str:
    """Say which elements share an id."""
    titles = [
        _("“{name}”", name=" ".join(t.split())) if (t := e.get("name") or "").strip() else f"<{local(e)}>"
        for e in several[:5]
    ]
    said = {2: _TWO, 3: _THREE}.get(len(several), _MANY)
    return placed(said, number=len(several), name=name, elements=all_of(titles))
