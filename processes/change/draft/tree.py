"""The working copy itself: indexes, and removal that leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from processes.change.draft.room import Room, make_room
from processes.change.draft.tags import BPMN, DI, Element, ids_in, kind, own_text

_NONE: Mapping[str, bytes] = MappingProxyType({})


class Draft:
    """A copy of a model that may be changed; `root` must have ids everywhere (`processes.model.ensure_ids`).

    `files` are those beside the model, by name: one that is changed is put in the place of the other.
    """

    def __init__(self, root: Element, files: Mapping[str, bytes] = _NONE) -> None:
        self.root = root
        self.files = dict(files)
        self.elements: dict[str, Element] = {}
        self.shapes: dict[str, list[Element]] = {}
        self.edges: dict[str, list[Element]] = {}
        for element in root.iter(etree.Element):
            identity = element.get("id")
            if identity:
                self.elements.setdefault(identity, element)
        self.planes: dict[str, list[Element]] = {}
        self.dropped: set[str] = set()
        self.rooms: list[Room] = []
        self.redrawn: set[str] = set()
        drawings = {DI + "BPMNShape": self.shapes, DI + "BPMNEdge": self.edges, DI + "BPMNPlane": self.planes}
        for element in root.iter(*drawings):
            drawn = drawings[str(element.tag)]
            drawn.setdefault(self.ref(element.get("bpmnElement")), []).append(element)

    def ref(self, value: str | None) -> str:
        """The id that a reference means: as it stands, or without its namespace prefix."""
        text = (value or "").strip()
        return text if text in self.elements else text.rpartition(":")[2]

    def get(self, value: str | None) -> Element | None:
        """The element that a reference means, if there is one."""
        return self.elements.get(self.ref(value))

    def all(self, tag: str) -> list[Element]:
        """Every BPMN element of a tag in the document: flows may be filed under another process than their nodes."""
        return list(self.root.iter(BPMN + tag))

    def flows(self) -> list[Element]:
        """Every sequence flow of the document."""
        return self.all("sequenceFlow")

    def ends(self, edge: Element) -> tuple[str, str]:
        """The ids that a flow or association leads from and to."""
        return self.ref(edge.get("sourceRef")), self.ref(edge.get("targetRef"))

    def new_id(self, prefix: str) -> str:
        """An id that the document does not hold yet; the same document always gives the same one."""
        number = 1
        while f"{prefix}_{number:04d}" in self.elements or f"{prefix}_{number:04d}_di" in self.elements:
            number += 1
        return f"{prefix}_{number:04d}"

    def add(self, element: Element) -> None:
        """Make a new element known by its id."""
        for inner in element.iter(etree.Element):
            if inner.get("id"):
                self.elements[str(inner.get("id"))] = inner

    def make_room(self, room: Room) -> None:
        """Move the drawing apart; the gate lets pass what is noted here, where the kind of change may move that way."""
        make_room(self.root, room)
        self.rooms.append(room)

    def drop(self, element: Element) -> None:
        """Take an element out, and the line it stood on; text around it stays."""
        parent = element.getparent()
        if parent is None:
            return
        self.dropped |= ids_in(element)
        for identity in ids_in(element):
            if self.elements.get(identity) is not None and _within(self.elements[identity], element):
                del self.elements[identity]
        before, tail = element.getprevious(), element.tail or ""
        if before is not None:
            before.tail = tail if not (before.tail or "").strip() else (before.tail or "") + tail.rstrip()
        elif len(parent) == 1 and not (parent.text or "").strip():
            parent.text = tail.strip() or None
        parent.remove(element)

    def drop_drawing(self, identity: str) -> None:
        """Take out the shapes and edges that draw an element, and the diagram of its inside."""
        for drawn in self.shapes.pop(identity, []) + self.edges.pop(identity, []):
            self.drop(drawn)
        for plane in self.planes.pop(identity, []):
            diagram = plane.getparent()
            self.drop(plane if diagram is None else diagram)

    def undock(self) -> None:
        """Let no edge say that it is docked at a shape that is gone."""
        for edge in self.root.iter(DI + "BPMNEdge"):
            for attribute in ("sourceElement", "targetElement"):
                if self.ref(edge.get(attribute)) in self.dropped:
                    del edge.attrib[attribute]

    def listings(self, node: Element, tag: str, flow_id: str) -> Iterator[Element]:
        """The <incoming> or <outgoing> children of a node that name a flow."""
        for child in node.findall(BPMN + tag):
            if self.ref(child.text) == flow_id:
                yield child

    def drop_flow(self, flow: Element) -> None:
        """Take out a sequence flow with everything that names or draws it."""
        identity = str(flow.get("id"))
        for value, tag in ((flow.get("sourceRef"), "outgoing"), (flow.get("targetRef"), "incoming")):
            node = self.get(value)
            if node is None:
                continue
            for child in list(self.listings(node, tag, identity)):
                self.drop(child)
            if node.get("default") is not None and self.ref(node.get("default")) == identity:
                del node.attrib["default"]
        self.drop_associations({identity})
        self.drop_drawing(identity)
        self.drop(flow)

    def drop_associations(self, ids: Iterable[str]) -> None:
        """Take out associations to any of the ids, and notes that nothing else is attached to."""
        gone = set(ids)
        for association in self.all("association"):
            source, target = self.ends(association)
            if source not in gone and target not in gone:
                continue
            self.drop_drawing(str(association.get("id")))
            self.drop(association)
            other = self.elements.get(target if source in gone else source)
            if other is not None and kind(other) == "textAnnotation" and not self._attached(str(other.get("id"))):
                self.drop_drawing(str(other.get("id")))
                self.drop(other)

    def _attached(self, note: str) -> bool:
        return any(note in self.ends(a) for a in self.all("association"))

    def drop_message_flow(self, message: Element) -> None:
        """Take out a message flow with everything that names or draws it."""
        identity = str(message.get("id"))
        self.drop_associations({identity})
        self.drop_drawing(identity)
        for naming in self.all("messageFlowAssociation"):
            if identity in (
                self.ref(naming.get("innerMessageFlowRef")),
                self.ref(naming.get("outerMessageFlowRef")),
            ):
                self.drop(naming)
        for reference in self.all("messageFlowRef"):
            if self.ref(reference.text) == identity:
                self.drop(reference)
        self.drop(message)

    def drop_node(self, node: Element) -> None:
        """Take out a flow node with everything in it and all that names or draws it; its flows are gone before."""
        ids = ids_in(node)
        self.drop_associations(ids)
        for message in self.all("messageFlow"):
            if ids & set(self.ends(message)):
                self.drop_message_flow(message)
        for reference in self.all("flowNodeRef"):
            if self.ref(reference.text) in ids:
                self.drop(reference)
        for tag in ("dataInputAssociation", "dataOutputAssociation"):
            for link in self.all(tag):
                refs = {own_text(c) for c in link if kind(c) in ("sourceRef", "targetRef")}
                if refs & ids and str(link.get("id")) not in ids:
                    self.drop_drawing(str(link.get("id")))
                    self.drop(link)
        for identity in ids:
            self.drop_drawing(identity)
        self.drop(node)


def _within(element: Element, outer: Element) -> bool:
    return element is outer or any(a is outer for a in element.iterancestors())
