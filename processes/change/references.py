"""References of a model that lead nowhere, and where its drawing stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from lxml import etree

from processes.change.draft.tags import BPMN, DD, DI, Element, own_text

Place = tuple[tuple[str, ...], ...]
_LISTS = ("incoming", "outgoing")


def dangling(root: Element) -> Counter[tuple[str, str, str]]:
    """Every reference (tag, field, value) to an id that the document does not hold."""
    elements = list(root.iter(etree.Element))
    ids = {e.get("id") for e in elements}
    found: Counter[tuple[str, str, str]] = Counter()
    for element in elements:
        tag = str(element.tag)
        if not tag.startswith((BPMN, DI)):
            continue
        name = tag.rpartition("}")[2]
        for field, raw in element.attrib.items():
            key, value = str(field), str(raw)
            if _refers(key) and value not in ids and value.rpartition(":")[2] not in ids:
                found[name, key, value] += 1
        text = own_text(element)
        if (name.endswith("Ref") or name in _LISTS) and text and not _known(text, ids):
            found[name, "", text] += 1
    return found


def _refers(key: str) -> bool:
    return key.endswith("Ref") or key in ("default", "bpmnElement", "sourceElement", "targetElement")


def _known(value: str, ids: set[str | None]) -> bool:
    return value in ids or value.rpartition(":")[2] in ids


def places(root: Element) -> dict[str, Place]:
    """Where every drawn thing stands, by what it draws; edges together with the ends of what they draw."""
    by_id = {e.get("id"): e for e in root.iter(etree.Element) if e.get("id")}
    found: dict[str, Place] = {}
    often: Counter[str] = Counter()
    for drawn in root.iter(DI + "BPMNShape", DI + "BPMNEdge"):
        what = drawn.get("bpmnElement") or ""
        often[what] += 1
        key = what if often[what] == 1 else f"{what}#{often[what]}"
        numbers = tuple(tuple(str(v) for v in e.attrib.values()) for e in drawn.iter(*_NUMBERS))
        element = by_id.get(what) if what in by_id else by_id.get(what.rpartition(":")[2])
        ends = (element.get("sourceRef") or "", element.get("targetRef") or "") if element is not None else ()
        found[key] = (tuple(ends), *numbers)
    return found


def shapes_moved(before: Element, after: Element) -> list[str]:
    """The ids of the shapes that stand elsewhere than before; what only grew stands where it stood."""
    was, now = _corners(before), _corners(after)
    return sorted(one for one, corner in now.items() if one in was and was[one] != corner)


def _corners(root: Element) -> dict[str, tuple[str | None, str | None]]:
    found: dict[str, tuple[str | None, str | None]] = {}
    for shape in root.iter(DI + "BPMNShape"):
        box = shape.find(_NUMBERS[0])
        if box is not None:
            found.setdefault((shape.get("bpmnElement") or "").rpartition(":")[2], (box.get("x"), box.get("y")))
    return found


_NUMBERS = ("{http://www.omg.org/spec/DD/20100524/DC}Bounds", DD + "waypoint")


def moved_elements(
    before: Mapping[str, Place], after: Mapping[str, Place], redrawn: Collection[str] = frozenset()
) -> list[str]:
    """What is drawn elsewhere than before although its ends are the same, by id; not what was to be redrawn."""
    found = (key for key, place in after.items() if key in before and before[key] != place)
    ids = ((key.partition("#")[0], before[key][0], after[key][0]) for key in found)
    return [id_ for id_, was, now in ids if was == now and id_ not in redrawn and not {*was} & {*redrawn}]
