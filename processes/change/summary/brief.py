"""What a version changed, in one sentence of bounded length: what is told of versions that nobody proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from processes.change.diff import Change
from processes.change.names import MOST_NAMES, full_label, listed, more, plain, quoted, sentence
from processes.messages import _, clause, cut, joined, ngettext, pgettext, placed
from processes.model import Model
from processes.model.graph import Graph

LONGEST = 240
ROOM = 96  # of one kind of change
NOTHING = _("Nothing changes")
ONLY_DRAWN = _("Only the drawing changes")


def brief(before: Model, after: Model, changes: Sequence[Change], first: Sequence[str] = ()) -> str:
    """Say what differences do, without a full stop and as proposals say it: Take out “Print form”; and 4 more changes.

    `first` are parts that stand before all others. What only follows from steps that came or went is not counted.
    """
    told_of = [change for change in changes if change.kind != "layout"]
    parts = [*((words, 1) for words in first), *_parts(before.graph, after.graph, told_of)]
    if not parts:
        return NOTHING if not changes else ONLY_DRAWN
    said, left = [_cut(parts[0][0], LONGEST)], 0
    for words, number in parts[1:]:
        if left or len(joined("; ", [*said, words])) > LONGEST:
            left += number
        else:
            said.append(words)
    further = [ngettext("and {n} more change", "and {n} more changes", left)] if left else []
    return sentence(joined("; ", [*said, *further]))


def _parts(before: Graph, after: Graph, changes: Sequence[Change]) -> Iterator[tuple[str, int]]:
    """One part a kind of change, with how many changes it tells: first what steps do, then all else as it is said."""
    known: list[tuple[str, Callable[[Change], bool], Callable[[Change], str]]] = [
        (_("take out {steps}"), lambda c: c.kind == "eliminated", lambda c: full_label(before, c.step)),
        (_("add {steps}"), lambda c: c.kind == "added", lambda c: full_label(after, c.step)),
        (_("rename {steps}"), _renamed, _anew),
        (_("give {steps}"), _to_other_lane, lambda c: _to_lane(full_label(after, c.step), quoted(c.after or ""))),
        (_("remove the instruction of {steps}"), lambda c: _taught(c, gone=True), lambda c: full_label(after, c.step)),
        (_("change the instruction of {steps}"), lambda c: _taught(c, gone=False), lambda c: full_label(after, c.step)),
    ]
    named: set[Change] = set()
    for words, fits, name in known:
        found = [change for change in changes if fits(change)]
        if found:
            named.update(found)
            steps = _few([name(change) for change in found[:MOST_NAMES]], len(found))
            yield placed(words, steps=steps), len(found)
    for change in changes:
        if change not in named and not change.follows:
            yield clause(change.words), 1


def _anew(change: Change) -> str:
    old, new = quoted(change.before or ""), quoted(change.after or "")
    return pgettext("rename", "{old} to {new}", old=old, new=new)


def _to_lane(step: str, lane: str) -> str:
    return pgettext("give", "{step} to {lane}", step=step, lane=lane)


def _renamed(change: Change) -> bool:
    return change.kind == "retitled" and bool(plain(change.before or "")) and bool(plain(change.after or ""))


def _to_other_lane(change: Change) -> bool:
    return change.kind == "moved_lane" and bool(change.after)


def _taught(change: Change, *, gone: bool) -> bool:
    return change.kind == "instructed" and gone == (not (change.after or "").strip())


def _few(names: Sequence[str], number: int) -> str:
    shown: list[str] = []
    for name in names:
        name = _cut(name, ROOM)
        if shown and sum(len(one) + 2 for one in shown) + len(name) > ROOM:
            break
        shown.append(name)
    return listed([*shown, more(number - len(shown))]) if number > len(shown) else listed(shown)


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else cut(words, longest)
