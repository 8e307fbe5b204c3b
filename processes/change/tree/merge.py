"""Carrying the differences of two documents over to a third: what fits is done, what does not is a conflict."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from itertools import count

from lxml import etree

from processes.change.tree.canonical import DIAGRAM, Canonical, Twig
from processes.change.tree.differences import Conflict, Difference, value_of
from processes.change.tree.jsons import merged
from processes.change.tree.likeness import are_rivals, ids_in, is_row, says_the_same
from processes.change.tree.lines import drop, line_after
from processes.change.tree.pairs import Pairs
from processes.json_text import parsed
from processes.model.elements import BDI
from processes.model.names import TYPE, refers

Element = etree._Element
# What the file says of itself, not of the work: where both sides say something, the live one stays.
_OF_THE_FILE = frozenset({
    "exporter", "exporterVersion", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    "{http://camunda.org/schema/modeler/1.0}executionPlatformVersion",
})  # fmt: skip


class Merge:
    """The working copy of the third document; `before` and `after` are the two that differ."""

    def __init__(self, before: Canonical, after: Canonical, live: Canonical, forth: Pairs, known: Mapping[str, str]):
        self.before, self.after, self.live, self.forth = before, after, live, forth
        self.over = Pairs(before, live, known)
        self.conflicts: list[Conflict] = []
        self.taken: set[str | None] = set(live.by_id)
        self.renamed: set[str] = set()
        self.drawn: dict[str, list[Element]] | None = None
        self.placed: dict[Twig, Element] = {}
        for new, old in forth.back.items():
            if old in self.over.onward:
                self.placed[new] = self.over.onward[old].element

    def carry(self, found: Iterable[Difference]) -> None:
        """Do all of the differences that fit, what is new before what is moved into it, what is gone last."""
        order = {"added": 0, "moved": 1, "tag": 2, "attribute": 2, "text": 2, "removed": 3, "order": 4}
        doing = {"added": self._add, "moved": self._move, "removed": self._remove, "order": self._turn}
        found = list(found)
        renamed = [d for d in found if d.what == "attribute" and d.name == "id"]
        self.taken -= {d.was for d in renamed if (live := self._there(d.before)) is not None and live.id == d.was}
        for each in sorted(found, key=lambda d: -1 if d.what == "attribute" and d.name == "id" else order[d.what]):
            doing.get(each.what, self._set_value)(each)

    def _conflict(self, found: Difference, there: str | None = None) -> None:
        self.conflicts.append(Conflict(found, there))

    def _there(self, old: Twig | None) -> Twig | None:
        return self.over.onward.get(old) if old is not None else None

    def _set_value(self, found: Difference) -> None:
        """Give an attribute, a text or a kind to what still has the old one."""
        live = self._there(found.before)
        if live is None or found.after is None:
            self._conflict(found)
            return
        has = (
            value_of(live, found.name) if found.what == "attribute" else live.tag if found.what == "tag" else live.text
        )
        if has == found.now or (has != found.was and found.name in _OF_THE_FILE):
            return
        if has != found.was or (found.name == "id" and found.now in self.taken):
            if found.what != "text" or not self._parts(found, live):
                self._conflict(found, has or "")
        elif found.what == "text" and any(t not in self.over.back for t in live.children):
            self._conflict(found, "")
        elif found.what == "tag":
            live.element.tag = str(found.now)
        elif found.what == "text":
            self._write(live, found.after)
        elif found.now is None:
            live.element.attrib.pop(found.name, "")
        else:
            live.element.set(found.name, self._value(found, live.element))
            if found.name == "id" and found.was:
                self._rename(found.was, found.now)

    def _parts(self, found: Difference, live: Twig) -> bool:
        """Make a change of a form on one that was changed there, too, field by field; False for another text."""
        try:
            sides = [parsed(text or "") for text in (found.was, live.text, found.now)]
        except (ValueError, RecursionError):
            return False
        if not all(isinstance(side, dict) for side in sides):
            return False
        value, clashes = merged(*sides)
        self.conflicts += [Conflict(found, live.text, clash) for clash in clashes]
        if not clashes:
            live.element.text = json.dumps(value, ensure_ascii=False, indent=2 if "\n" in live.text.strip() else None)
        return True

    def _write(self, live: Twig, new: Twig) -> None:
        """Give an element the text of the newer one, mark-up and all; of what it holds, what is a twig there stays."""
        element, placed = live.element, set(self.placed.values())
        for child in list(element):
            if live.opaque and child in placed:
                child.tail = None
            elif live.opaque or new.opaque or not isinstance(child.tag, str):
                element.remove(child)
        element.text = new.element.text if new.opaque else new.text or None
        if new.opaque:
            element.extend(deepcopy(child) for child in new.element)

    def _rename(self, was: str, now: str) -> None:
        """Let what draws an element find it under its new id."""
        self.renamed.add(was)
        if self.drawn is None:
            self.drawn = defaultdict(list)
            for drawn in self.live.root.element.iter(f"{BDI}*"):
                self.drawn[(drawn.get("bpmnElement") or "").rpartition(":")[2]].append(drawn)
        for drawn in self.drawn.pop(was, []):
            drawn.set("bpmnElement", now)

    def _value(self, found: Difference, element: Element) -> str:
        """The new value of an attribute, with a prefix that the live document knows."""
        assert found.now is not None and found.after is not None
        if found.name == TYPE and found.now.startswith("{"):
            uri, _, bare = found.now[1:].partition("}")
            prefix = next((p for p, u in element.nsmap.items() if u == uri), "")
            return f"{prefix}:{bare}" if prefix else bare
        return found.now if refers(found.name) else str(found.after.element.get(found.name))

    def _add(self, found: Difference) -> None:
        new = found.after
        assert new is not None and new.parent is not None
        parent = self.placed.get(new.parent)
        at = self._there(self.forth.back.get(new.parent))
        if parent is None or at is None:
            self._conflict(found)
            return
        fresh = [t for t in at.children if t not in self.over.back]
        if any(t.digest == new.digest or (is_row(new) and says_the_same(t, new)) for t in fresh):
            return
        if any(are_rivals(t, new) for t in fresh) or self._has_taken_id(new):
            self._conflict(found, "")
            return
        copy = deepcopy(new.element)
        copy.tail = None
        kept = dict(zip(new.element.iter(), copy.iter(), strict=True))
        for inner in new.walk():
            self.placed[inner] = kept[inner.element]
        for inner in list(new.walk())[1:]:
            if inner in self.forth.back:
                drop(kept[inner.element])
        if is_row(new):
            self._free_ids(copy)
        self._insert(parent, copy, new)

    def _free_ids(self, row: Element) -> None:
        """Give a row and its cells other ids where the live document has theirs: of two sides, they are two rows."""
        for element in [e for e in row.iter() if e.get("id") in self._live_ids]:
            numbers = (f"{element.get('id')}-{number}" for number in count(2))
            free = next(id for id in numbers if id not in self._live_ids and id not in self._new_ids)
            element.set("id", free)
            self._live_ids.add(free)

    @cached_property
    def _live_ids(self) -> set[str]:
        return ids_in(self.live.root.element)

    @cached_property
    def _new_ids(self) -> set[str]:
        return ids_in(self.after.root.element)

    def _has_taken_id(self, new: Twig) -> bool:
        """Whether the live document holds one of the ids already, on something that did not come from the old one."""
        return any(t.id and t.bpmn and t not in self.forth.back and t.id in self.taken for t in new.walk())

    def _insert(self, parent: Element, element: Element, like: Twig) -> None:
        """Put an element where the newer document has it: behind what stands before it there."""
        siblings = like.parent.children if like.parent is not None else []
        place = siblings.index(like)
        behind = next((e for t in reversed(siblings[:place]) if (e := self._in(t, parent)) is not None), None)
        if behind is not None:
            element.tail, behind.tail = behind.tail, line_after(behind, parent)
            parent.insert(parent.index(behind) + 1, element)
            return
        ahead = next((e for t in siblings[place + 1 :] if (e := self._in(t, parent)) is not None), None)
        diagram = next((e for e in parent if e.tag == DIAGRAM), None)
        ahead = ahead if ahead is not None else diagram
        element.tail = parent.text if len(parent) else None
        parent.insert(parent.index(ahead) if ahead is not None else len(parent), element)

    def _in(self, twig: Twig, parent: Element) -> Element | None:
        element = self.placed.get(twig)
        return element if element is not None and element.getparent() is parent else None

    def _move(self, found: Difference) -> None:
        old, new = found.before, found.after
        live = self._there(old)
        assert old is not None and new is not None and old.parent is not None and new.parent is not None
        parent = self.placed.get(new.parent)
        if live is None or parent is None or live.parent is not self._there(old.parent):
            self._conflict(found)
            return
        drop(live.element)
        self._insert(parent, live.element, new)

    def _remove(self, found: Difference) -> None:
        old = found.before
        live = self._there(old)
        if live is None or old is None:
            return
        if live.digest != old.digest and not self._only_moved(old):
            self._conflict(found, "")
            return
        drop(live.element)

    def _only_moved(self, old: Twig) -> bool:
        """Whether what was moved out of it is all that makes the live element differ."""
        return all(
            t in self.forth.onward
            or ((live := self._there(t)) is not None and (live.attributes, live.text) == (t.attributes, t.text))
            for t in old.walk()
        ) and any(t in self.forth.onward for t in old.walk())

    def _turn(self, found: Difference) -> None:
        """Give what stands in an element the newer order, where the live one still has the old one."""
        old, new = found.before, found.after
        live = self._there(old)
        if live is None or old is None or new is None:
            self._conflict(found)
            return
        was = [t for t in old.children if t in self.over.onward and self.over.onward[t].parent is live]
        there = [self.over.onward[t] for t in was]
        kept = set(there)
        now = [t for t in live.children if t in kept]
        wanted = [e for t in new.children if (e := self._in(t, live.element)) is not None]
        if now != there:
            if [t.element for t in now] != [e for e in wanted if e in {t.element for t in now}]:
                self._conflict(found, "")
            return
        places = sorted(live.element.index(e) for e in wanted)
        for place, element in zip(places, wanted, strict=True):
            live.element.insert(place, element)
