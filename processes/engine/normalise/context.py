"""The model under work: lookups, small edits, and the list of what was assumed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from lxml import etree

from processes.assumptions import Assumption
from processes.called import Spots, opening, quoted
from processes.characters import one_line
from processes.engine.values import Mode, Start
from processes.messages import Message, in_english, joined, pack, sentences, unpack
from processes.model.elements import BPMN as BPMN
from processes.model.elements import NODES as NODES
from processes.model.elements import B as B
from processes.model.elements import Element as Element
from processes.model.elements import S as S
from processes.model.elements import local, spots_in
from processes.model.elements import text_of as text_of
from processes.model.graph import ACTIVITIES as ACTIVITIES
from processes.model.graph import CONTAINERS as CONTAINERS
from processes.model.graph import GATEWAYS as GATEWAYS

tag = local
HOLDERS = CONTAINERS | {"process"}
REPETITION = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
_spots: ContextVar[dict[Element, Spots] | None] = ContextVar("spots", default=None)


def definitions_of(node: Element) -> list[Element]:
    """The event definitions of an event."""
    return [child for child in node if tag(child).endswith("EventDefinition")]


@contextmanager
def same_words() -> Iterator[None]:
    """Call what has no name the same until the block ends, however the tree changes around it."""
    token = _spots.set({})
    try:
        yield
    finally:
        _spots.reset(token)


def title(node: Element) -> str:
    """What people call the step: its name, or words that tell what it is and where it stands."""
    if name := one_line(node.get("name") or "") or words_kept(node):
        return name
    holder = node.getparent()
    if tag(node) in NODES and holder is not None:
        return _spots_of(holder, node.get("id", "")).label(node.get("id", ""))
    return node.get("id") or tag(node)


def keep_words(node: Element, label: str) -> None:
    """Keep in the model under work what people call a step, so that it is called so wherever it is put.

    Words that were made are kept without a language, too, beside their English text.
    """
    node.set(S + "called", in_english(label))
    if isinstance(label, Message):
        node.set(S + "said", json.dumps(pack(label), ensure_ascii=False))


def words_kept(node: Element) -> str:
    """Give what was kept of what people call a step, '' where nothing was."""
    said = unpack(json.loads(node.get(S + "said", "null")))
    return said if isinstance(said, Message) else node.get(S + "called", "")


def known_as(node: Element) -> str:
    """By what programs know an event whose message or signal the model does not name: its name on a line, or its id."""
    return one_line(node.get("name") or "") or node.get("id", "")


def _spots_of(holder: Element, id: str) -> Spots:
    """The nodes beside each other, looked at once in a run, and again for what was added since."""
    known = _spots.get()
    if known is None:
        return spots_in(holder)
    if holder not in known or id not in known[holder]:
        known[holder] = spots_in(holder)
    return known[holder]


def quoted_title(node: Element) -> str:
    """What people call the step, in a sentence."""
    return quoted(title(node))


def opens(node: Element) -> str:
    """What people call the step, where a sentence begins with it."""
    return opening(title(node))


class Context:
    """What all rules of the normalising import share."""

    def __init__(
        self,
        root: Element,
        mode: Mode,
        files: Mapping[str, bytes] | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root
        self.mode = mode
        self.files = files or {}
        self.known = known or {}
        self.assumptions: list[Assumption] = []
        self.blockers: list[Assumption] = []
        self.starts: list[Start] = []
        self.twins: dict[str, str] = {}
        self._count = 0
        self._made: set[str] = {str(e.get("id")) for e in root.iter() if e.get("id")}

    @property
    def executable(self) -> bool:
        """Whether conditions, scripts, timers and services are kept as modelled."""
        return self.mode == "executable"

    def assume(self, code: str, element: Element, text: str, blocks: bool = False) -> None:
        """Note an assumption; one that `blocks` says that the model cannot be executed as modelled."""
        twin = self.twins.get(element.get("id") or "") if code != "DUPLICATE_ID" else ""
        note = Assumption(code, element.get("id") or "", sentences(text, joined("", (twin, "."))) if twin else text)
        self.assumptions.append(note)
        if blocks:
            self.blockers.append(note)

    def new_id(self, kind: str, *about: str) -> str:
        """An id that the file does not hold, made of what it is about: the same in the next version of the model."""
        made = wanted = "_".join(("stepwell", kind, *about))
        while made in self._made:
            self._count += 1
            made = f"{wanted}_{self._count}"
        self._made.add(made)
        return made

    def processes(self) -> list[Element]:
        """The processes of the file in document order."""
        return list(self.root.iter(B + "process"))

    def holders(self) -> Iterator[Element]:
        """Processes and sub-processes, outermost first."""
        return (e for e in self.root.iter() if tag(e) in HOLDERS)

    def add(self, parent: Element, kind: str, /, **attributes: str) -> Element:
        """A new element at the end of its parent."""
        element = etree.SubElement(parent, B + kind)
        for key, value in attributes.items():
            element.set(key, value)
        return element

    def connect(self, parent: Element, source: str, target: str) -> Element:
        """A new sequence flow."""
        return self.add(
            parent, "sequenceFlow", id=self.new_id("flow", source, target), sourceRef=source, targetRef=target
        )

    def ask(self, node: Element, kind: str, becomes: str = "userTask") -> None:
        """Turn a node into a question or work for people; its event definitions go."""
        node.tag = B + becomes
        node.set(S + "ask", kind)
        for definition in definitions_of(node):
            node.remove(definition)


def nodes_of(holder: Element) -> list[Element]:
    """The flow nodes directly in a process or sub-process."""
    return [child for child in holder if tag(child) in NODES]


def flows_of(holder: Element) -> list[Element]:
    """The sequence flows directly in a process or sub-process."""
    return [child for child in holder if tag(child) == "sequenceFlow"]


def outgoing(holder: Element) -> dict[str, list[Element]]:
    """Flows by the id of the node they leave."""
    return _by(flows_of(holder), "sourceRef")


def incoming(holder: Element) -> dict[str, list[Element]]:
    """Flows by the id of the node they enter."""
    return _by(flows_of(holder), "targetRef")


def _by(flows: Iterable[Element], end: str) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for flow in flows:
        found.setdefault(flow.get(end, ""), []).append(flow)
    return found


def remove(element: Element) -> None:
    """Take an element out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
