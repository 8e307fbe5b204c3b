"""What a version changed, in one sentence of bounded length: what is told of versions that nobody proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from processes.change.diff import Change
from processes.change.names import MOST_NAMES, listed, plain, quoted, sentence, told
from processes.model import Model
from processes.model.graph import Graph

LONGEST = 240
ROOM = 96  # of one kind of change
NOTHING = "Nothing changes"
ONLY_DRAWN = "Only the drawing changes"


def brief(before: Model, after: Model, changes: Sequence[Change], first: Sequence[str] = ()) -> str:
    """Say what differences do, without a full stop and as proposals say it: Take out “Print form”; and 4 more changes.

    `first` are parts that stand before all others. What only follows from steps that came or went is not counted.
    """
    told_of = [change for change in changes if change.kind != "layout"]
    parts = [*((words, 1) for words in first), *_parts(before.graph, after.graph, told_of)]
    if not parts:
        return NOTHING if not changes else ONLY_DRAWN
    said, left = [_cut(parts[0][0])], 0
    for words, number in parts[1:]:
        if left or len("; ".join([*said, words])) > LONGEST:
            left += number
        else:
            said.append(words)
    more = [f"and {left} more change{'s' if left > 1 else ''}"] if left else []
    return sentence("; ".join([*said, *more]))


def _parts(before: Graph, after: Graph, changes: Sequence[Change]) -> Iterator[tuple[str, int]]:
    """One part a kind of change, with how many changes it tells: first what steps do, then all else as it is said."""
    known: list[tuple[str, Callable[[Change], bool], Callable[[Change], str]]] = [
        ("take out", lambda c: c.kind == "eliminated", lambda c: told(before, c.step)),
        ("add", lambda c: c.kind == "added", lambda c: told(after, c.step)),
        ("rename", _renamed, lambda c: f"{quoted(c.before or '')} to {quoted(c.after or '')}"),
        ("give", _given, lambda c: f"{told(after, c.step)} to {quoted(c.after or '')}"),
        ("remove the instruction of", lambda c: _taught(c, gone=True), lambda c: told(after, c.step)),
        ("change the instruction of", lambda c: _taught(c, gone=False), lambda c: told(after, c.step)),
    ]
    named: set[Change] = set()
    for verb, fits, name in known:
        found = [change for change in changes if fits(change)]
        if found:
            named.update(found)
            yield f"{verb} {_few([name(change) for change in found[:MOST_NAMES]], len(found))}", len(found)
    for change in changes:
        if change not in named and not change.follows:
            yield change.words.strip().rstrip("."), 1


def _renamed(change: Change) -> bool:
    return change.kind == "retitled" and bool(plain(change.before or "")) and bool(plain(change.after or ""))


def _given(change: Change) -> bool:
    return change.kind == "moved_lane" and bool(change.after)


def _taught(change: Change, *, gone: bool) -> bool:
    return change.kind == "instructed" and gone == (not (change.after or "").strip())


def _few(names: Sequence[str], number: int) -> str:
    shown: list[str] = []
    for name in names:
        name = _cut(name, ROOM)
        if shown and len(", ".join([*shown, name])) > ROOM:
            break
        shown.append(name)
    return listed([*shown, f"{number - len(shown)} more"]) if number > len(shown) else listed(shown)


def _cut(words: str, longest: int = LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
