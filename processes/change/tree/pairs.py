"""Which element of one document is which of another: by id, else by what it says, else by its place."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from types import MappingProxyType

from processes.change.tree.canonical import Canonical, Twig
from processes.model.elements import NODES

# What is a thing of its own: two of them with different ids are two things, not one that changed its id.
THINGS = NODES | {
    "sequenceFlow", "lane", "participant", "messageFlow", "textAnnotation", "association", "group", "dataObject",
    "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput", "property", "error",
    "escalation", "message", "signal", "itemDefinition", "category", "categoryValue", "resource", "interface",
    "operation", "correlationProperty", "correlationKey", "correlationSubscription", "conversation", "globalTask",
    "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask", "inputSet", "outputSet",
}  # fmt: skip
# Members of a list that say nothing but whom they mean: one that says another is another.
_MEMBERS = frozenset({
    "incoming", "outgoing", "flowNodeRef", "participantRef", "messageFlowRef", "dataInputRefs", "dataOutputRefs",
    "optionalInputRefs", "optionalOutputRefs", "inputSetRefs", "outputSetRefs", "errorRef", "supports", "operationRef",
    "correlationPropertyRef", "eventDefinitionRef", "interfaceRef", "supportedInterfaceRef",
})  # fmt: skip
_KEYS = ("id", "name", "key", "target", "label", "type", "event", "source", "namespace")
NO_PAIRS: Mapping[str, str] = MappingProxyType({})

_Key = Callable[[Twig], object]


class Pairs:
    """Pairs of twigs from an older to a newer document; `known` pairs ids that somebody has found out already."""

    def __init__(self, before: Canonical, after: Canonical, known: Mapping[str, str] = NO_PAIRS) -> None:
        self.before, self.after = before, after
        self.onward: dict[Twig, Twig] = {}
        self.back: dict[Twig, Twig] = {}
        self._pair(before.root, after.root)
        for id_, old in before.by_id.items():
            new = after.by_id.get(known.get(id_, id_))
            if new is not None and _alike(old, new):
                self._pair(old, new)
        self._down()

    def _pair(self, old: Twig, new: Twig) -> None:
        if old not in self.onward and new not in self.back:
            self.onward[old] = new
            self.back[new] = old

    def _down(self) -> None:
        """Pair what stands in pairs, outside in."""
        todo, done = deque(self.onward), set[Twig]()
        while todo:
            old = todo.popleft()
            if old in done:
                continue
            done.add(old)
            for key_of_old, key_of_new in _KEYS_IN_ORDER:
                left = [t for t in old.children if t not in self.onward]
                right = [t for t in self.onward[old].children if t not in self.back]
                if left and right:
                    self._by(key_of_old, key_of_new, left, right)
            todo += (t for t in old.children if t in self.onward)

    def _by(self, key_of_old: _Key, key_of_new: _Key, left: list[Twig], right: list[Twig]) -> None:
        waiting: dict[object, deque[Twig]] = defaultdict(deque)
        for new in right:
            key = key_of_new(new)
            if key is not None:
                waiting[key].append(new)
        for old in left:
            key = key_of_old(old)
            if key is not None and waiting[key]:
                self._pair(old, waiting[key].popleft())


def _alike(old: Twig, new: Twig) -> bool:
    return old.tag == new.tag or (old.bpmn in NODES and new.bpmn in NODES)


def _whole(twig: Twig) -> object:
    return twig.digest


def _said(twig: Twig) -> object:
    """By all that a thing says but its id."""
    if twig.bpmn not in THINGS:
        return None
    said = frozenset((name, value) for name, value in twig.attributes.items() if name != "id")
    return twig.tag, said, twig.text, tuple(child.digest for child in twig.children)


def _said_without_an_id(twig: Twig) -> object:
    """The same for what has no id of its own: it is the one that says so and has an id on the other side."""
    return _said(twig) if twig.unnamed else None


def _name_key(twig: Twig) -> object:
    """By what it is called among its like; things with an id are known by that alone."""
    if _known_by_id(twig):
        return None
    key = next((k for k in _KEYS if twig.attributes.get(k) and not (twig.bpmn and k == "id")), None)
    return (twig.tag, key, twig.attributes[key]) if key else None


def _tag_key(twig: Twig) -> object:
    return None if _known_by_id(twig) or twig.bpmn in _MEMBERS else twig.tag


def _known_by_id(twig: Twig) -> bool:
    return bool(twig.bpmn in THINGS and twig.id and not twig.unnamed)


_KEYS_IN_ORDER: tuple[tuple[_Key, _Key], ...] = (
    (_whole, _whole), (_said_without_an_id, _said), (_said, _said_without_an_id), (_name_key, _name_key),
    (_tag_key, _tag_key),
)  # fmt: skip
