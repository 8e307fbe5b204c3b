"""Which elements to mark when two versions are drawn on one canvas."""

from __future__ import annotations

from dataclasses import dataclass

from processes.change.diff import Change, diff
from processes.change.diff.graph.match import match
from processes.messages import _
from processes.model import Model

_LABELS = {
    "eliminated": _("− gone"), "added": _("+ new"), "rerouted": _("↷ new way"), "retitled": _("✎ new title"),
    "instructed": _("✎ new instruction"), "moved_lane": _("⇄ somebody else"), "type": _("≠ other kind"),
    "condition": _("? other condition"), "default": _("? otherwise"), "timer": _("◷ other time"),
    "message": _("✉ other message"), "signal": _("≠ other signal"), "error": _("≠ other error"),
    "event": _("≠ other event"), "settings": _("≠ other settings"), "multi_instance": _("≡ other repetition"),
    "message_flow": _("✉ other message"), "renamed": _("✎ new name"), "annotation": _("✎ note"),
    "form": _("≠ other form"), "script": _("≠ other script"), "data": _("≠ other data"),
}  # fmt: skip
_CHANGED = _("≠ changed")


@dataclass(frozen=True, slots=True)
class Mark:
    """An element to mark, with a short label that says how without colour, and the words for who asks."""

    id: str
    label: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """`removed` are ids of the older model, all others of the newer one."""

    removed: tuple[Mark, ...] = ()
    added: tuple[Mark, ...] = ()
    changed: tuple[Mark, ...] = ()
    rerouted: tuple[Mark, ...] = ()

    def as_dict(self) -> dict[str, list[dict[str, str]]]:
        """The overlay as the page's script reads it."""
        return {
            name: [{"id": m.id, "label": m.label, "words": m.words} for m in getattr(self, name)]
            for name in ("removed", "added", "changed", "rerouted")
        }


def overlay(before: Model, after: Model) -> Overlay:
    """The marks for drawing two models on one canvas."""
    drawn = {*after.graph.nodes, *after.graph.flows, *after.graph.message_flows, *after.graph.notes,
             *after.graph.lanes, *after.graph.pools, *before.graph.nodes, *before.graph.flows}  # fmt: skip
    changes = [c for c in diff(before, after).changes if c.step in drawn]
    pairs = match(before.graph, after.graph)
    old, new = before.graph, after.graph
    gone = {n.id for n in pairs.gone} | {f.id for f in pairs.flows_gone}
    gone |= {i for i in (*old.message_flows, *old.notes) if i not in new.message_flows and i not in new.notes}
    fresh = {n.id for n in pairs.new} | {f.id for f in pairs.flows_new}
    fresh |= {i for i in (*new.message_flows, *new.notes) if i not in old.message_flows and i not in old.notes}
    other_way = [
        b.id for a, b in pairs.flows if (pairs.nodes.get(a.source), pairs.nodes.get(a.target)) != (b.source, b.target)
    ]
    words = {c.step: c for c in changes}
    ways = [Mark(i, _LABELS["rerouted"]) for i in other_way]
    return Overlay(
        tuple(_mark(i, "eliminated", words) for i in sorted(gone)),
        tuple(_mark(i, "added", words) for i in sorted(fresh)),
        tuple(Mark(c.step, _LABELS.get(c.kind, _CHANGED), c.words) for c in changes if _is_change(c, gone | fresh)),
        (*ways, *(Mark(c.step, _LABELS["rerouted"], c.words) for c in changes if _is_way(c, gone | fresh))),
    )


def _mark(id_: str, kind: str, words: dict[str, Change]) -> Mark:
    return Mark(id_, _LABELS[kind], words[id_].words if id_ in words else "")


def _is_change(change: Change, known: set[str]) -> bool:
    return change.kind not in ("eliminated", "added", "rerouted", "layout") and change.step not in known


def _is_way(change: Change, known: set[str]) -> bool:
    return change.kind == "rerouted" and change.step not in known
