"""The drawing of what was carried over: new shapes and ways come along, what is gone is drawn no more."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from processes.change.tree.lines import drop
from processes.change.tree.merge import Merge
from processes.model.elements import BDI
from processes.model.names import Names, refers

Element = etree._Element
_DRAWN = (f"{BDI}BPMNShape", f"{BDI}BPMNEdge")
_DOCKED = ("sourceElement", "targetElement")


def redraw(merge: Merge) -> None:
    """Bring the drawing of the live document after a merge up to what it now holds."""
    root = merge.live.root.element
    was, now, live = (_drawn(tree) for tree in (merge.before.root.element, merge.after.root.element, root))
    ids = {str(e.get("id")) for e in root.iter(etree.Element) if e.get("id") and not str(e.tag).startswith(BDI)}
    for what, drawn in list(live.items()):
        if what not in ids and what in merge.live.by_id:
            drop(drawn)
            del live[what]
    plane = next(root.iter(f"{BDI}BPMNPlane"), None)
    if plane is None:
        return
    fresh = [what for what in now if what in ids and what not in live and (what not in was or what in merge.renamed)]
    ways = [what for what in now if what in was and what in live and _turned(merge, what)]
    taken = {str(e.get("id")) for e in root.iter(etree.Element) if e.get("id")}
    for what in fresh:
        plane.append(_copy(now[what], taken))
    for what in now if fresh or ways else ():
        if what in was and what in live and _look(was[what]) == _look(live[what]) != _look(now[what]):
            _take_over(live[what], now[what])
    _undock(root)


def _drawn(root: Element) -> dict[str, Element]:
    names = Names.of(root)
    found: dict[str, Element] = {}
    for drawn in root.iter(*_DRAWN):
        found.setdefault(names.plain(drawn.get("bpmnElement") or "", drawn), drawn)
    return found


def _turned(merge: Merge, what: str) -> bool:
    old, new = merge.before.by_id.get(what), merge.after.by_id.get(what)
    ends = [(t.attributes.get("sourceRef"), t.attributes.get("targetRef")) for t in (old, new) if t is not None]
    return len(ends) == 2 and ends[0] != ends[1]


def _look(drawn: Element) -> str:
    """How and where a thing is drawn."""
    parts = (e for e in drawn.iter(etree.Element))
    return repr([(str(e.tag), sorted((str(k), str(v)) for k, v in e.attrib.items() if k != "id" and not refers(str(k))))
                 for e in parts])  # fmt: skip


def _copy(drawn: Element, taken: set[str]) -> Element:
    copy = deepcopy(drawn)
    copy.tail = None
    for element in copy.iter(etree.Element):
        known = str(element.get("id") or "")
        if known in taken:
            element.set("id", next(n for i in range(2, len(taken) + 3) if (n := f"{known}_{i}") not in taken))
        taken.add(str(element.get("id")))
    copy.set("bpmnElement", (copy.get("bpmnElement") or "").rpartition(":")[2])
    return copy


def _take_over(drawn: Element, like: Element) -> None:
    for child in list(drawn):
        drawn.remove(child)
    drawn.extend(deepcopy(child) for child in like)
    for key, value in like.attrib.items():
        if key not in ("id", "bpmnElement"):
            drawn.set(key, value)


def _undock(root: Element) -> None:
    ids = {e.get("id") for e in root.iter(etree.Element)}
    for edge in root.iter(f"{BDI}BPMNEdge"):
        for key in _DOCKED:
            if edge.get(key) and str(edge.get(key)).rpartition(":")[2] not in ids:
                del edge.attrib[key]
