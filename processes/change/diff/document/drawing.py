"""Things that only look otherwise or stand elsewhere on the canvas: folded into one change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from processes.change.diff.values import Change
from processes.change.draft.tags import DI, Element
from processes.change.references import Place, moved_elements, places
from processes.change.tree.canonical import COLOURS, KEPT
from processes.messages import _, ngettext
from processes.model import Model
from processes.model.names import refers

_DRAWN = (DI + "BPMNShape", DI + "BPMNEdge", DI + "BPMNPlane")
_DOCKED = frozenset({"sourceElement", "targetElement"})


def layout_changes(before: Model, after: Model) -> Iterator[Change]:
    """One change if anything is drawn otherwise than before, although it connects the same."""
    was, now = _places(before), _places(after)
    there = list(dict.fromkeys(moved_elements(was, now)))
    if bool(now) != bool(was):
        yield Change("layout", "", _("The diagram is drawn.") if now else _("The drawing is gone."))
    elif there:
        words = ngettext(
            "{n} element is drawn elsewhere; nothing else about it.",
            "{n} elements are drawn elsewhere; nothing else about it.",
            len(there),
        )
        yield Change("layout", there[0], words)
    elif other := _looks_otherwise(before, after):
        yield Change(
            "layout", other, _("The drawing looks otherwise: a colour, a label or the like; nothing else about it.")
        )


@lru_cache(maxsize=KEPT)
def _places(model: Model) -> Mapping[str, Place]:
    return places(model.root)


def _looks_otherwise(before: Model, after: Model) -> str:
    """The id of something that both draw, the one not as the other; '' for none."""
    was, now = _looks(before), _looks(after)
    found = next((what for what in now if what in was and was[what] != now[what]), None)
    if found is not None:
        return found
    old, new = _known(before.root), _known(after.root)
    lost = (what for what in was if what not in now and what in new)
    return next(lost, None) or next((what for what in now if what not in was and what in old), "")


def _known(root: Element) -> set[str]:
    return {str(e.get("id")) for e in root.iter(etree.Element) if e.get("id")}


@lru_cache(maxsize=KEPT)
def _looks(model: Model) -> Mapping[str, list[str]]:
    """How everything is drawn, but for where, which is told apart; and what is painted in the model itself."""
    found: dict[str, list[str]] = {}
    for drawn in model.root.iter(*_DRAWN):
        inner = (e for child in drawn if child.tag not in _DRAWN for e in child.iter(etree.Element))
        look = [e for e in inner if not str(e.tag).endswith(("}waypoint", "}Bounds")) or _in_label(e)]
        found.setdefault(_bare(drawn.get("bpmnElement")), []).extend(_appearance(e) for e in (drawn, *look))
    for element in model.root.iter(etree.Element):
        paint = [k for k in element.attrib if str(k).startswith(COLOURS)]
        if paint and element.tag not in _DRAWN:
            found.setdefault(element.get("id") or "", []).append(repr(sorted((str(k), element.get(k)) for k in paint)))
    return found


def _appearance(element: Element) -> str:
    given = (
        (str(k), _bare(str(v)) if refers(str(k)) else str(v)) for k, v in element.attrib.items() if k not in _DOCKED
    )
    return repr((str(element.tag), sorted(given), (element.text or "").strip()))


def _bare(value: str | None) -> str:
    return (value or "").strip().rpartition(":")[2]


def _in_label(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == DI + "BPMNLabel"
