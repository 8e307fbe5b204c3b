"""Comparing two models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from processes.change.diff.affected import with_affected
from processes.change.diff.document.catchall import further_changes
from processes.change.diff.document.drawing import layout_changes
from processes.change.diff.forms import form_changes
from processes.change.diff.graph.collaboration import collaboration_changes
from processes.change.diff.graph.flows import flow_changes, reroutes
from processes.change.diff.graph.match import Matching, match
from processes.change.diff.graph.paths import handovers, steps
from processes.change.diff.graph.steps import eliminated_and_added, step_changes
from processes.change.diff.values import Change, Diff
from processes.change.tree.canonical import canonical
from processes.messages import _, joined, ngettext
from processes.model import Model

ORDER = (
    "eliminated", "added", "rerouted", "moved_lane", "retitled", "instructed", "type", "condition", "default",
    "timer", "message", "signal", "error", "event", "correlation", "multi_instance", "script", "form", "settings",
    "message_flow", "data", "renamed", "process", "pool", "lane", "documentation", "annotation", "association", "group",
    "document", "layout",
)  # fmt: skip

_COUNTED: Mapping[str, Callable[[int], str]] = {
    "eliminated": lambda n: ngettext("{n} step taken out", "{n} steps taken out", n),
    "added": lambda n: ngettext("{n} step added", "{n} steps added", n),
    "rerouted": lambda n: ngettext("{n} path re-routed", "{n} paths re-routed", n),
    "moved_lane": lambda n: ngettext("{n} step given to somebody else", "{n} steps given to somebody else", n),
    "retitled": lambda n: ngettext("{n} step retitled", "{n} steps retitled", n),
    "instructed": lambda n: ngettext("{n} work instruction changed", "{n} work instructions changed", n),
}


_PLACE = {kind: place for place, kind in enumerate(ORDER)}


def diff(before: Model, after: Model) -> Diff:
    """What changed from one model to another, in the order in which a reader wants to know."""
    pairs = match(before.graph, after.graph)
    found = () if before.key == after.key else tuple(_changes(before, after, pairs))
    changes = tuple(sorted(dict.fromkeys(found), key=lambda c: _PLACE[c.kind]))
    counts = steps(before.graph), steps(after.graph)
    hands = handovers(before.graph), handovers(after.graph)
    return Diff(changes, _summary(changes, counts, hands), counts, hands, tuple(n.id for n in pairs.gone))


def _changes(before: Model, after: Model, pairs: Matching) -> Iterator[Change]:
    told = [
        *eliminated_and_added(before.graph, after.graph, pairs),
        *reroutes(before.graph, after.graph, pairs),
        *step_changes(before, after, pairs),
        *flow_changes(before.graph, after.graph, pairs),
        *collaboration_changes(before.graph, after.graph, pairs),
    ]
    files = canonical(before), canonical(after)
    forms = form_changes(before, after, pairs)
    told += forms.changes
    told += list(further_changes(before, after, files, pairs, told, forms.told_whole))
    yield from with_affected(told, (before.graph, after.graph), files)
    yield from layout_changes(before, after)


def _summary(changes: tuple[Change, ...], counts: tuple[int, int], hands: tuple[int, int]) -> str:
    if not changes:
        return _("Nothing changed.")
    if all(c.kind == "layout" for c in changes):
        return _("Only the drawing changed.")
    parts = []
    other = 0
    for kind in ORDER[:-1]:
        number = sum(c.kind == kind for c in changes)
        if number and kind in _COUNTED:
            parts.append(_COUNTED[kind](number))
        elif number:
            other += number
    if other:
        parts.append(ngettext("{n} other change", "{n} other changes", other))
    said: list[str] = [joined(", ", parts)]
    if counts[0] != counts[1]:
        was, now = counts
        said.append(ngettext("{n} step instead of {before}", "{n} steps instead of {before}", now, before=was))
    if hands[0] != hands[1]:
        was, now = hands
        said.append(
            ngettext("{n} hand-over instead of {before}", "{n} hand-overs instead of {before}", now, before=was)
        )
    return _("{summary}.", summary=joined("; ", said))
