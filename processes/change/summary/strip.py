"""The strip of a change: just the steps that it touches and what stands next to them, before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from processes.change.diff.values import OF_NO_WORK, Change, Diff
from processes.model import Model
from processes.model.graph import GATEWAYS, Graph

MOST_PIECES, MOST_BESIDE, MOST_TOUCHED, MOST_NEAR = 3, 3, 12, 8
GONE, NEW, CHANGED, UNTOUCHED = "gone", "new", "changed", ""
Ways = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """A step of a strip: what it is called, and what becomes of it."""

    step: str
    name: str
    mark: str = UNTOUCHED


@dataclass(frozen=True, slots=True)
class Column:
    """Steps that stand side by side, and how many more of them there is no room for."""

    boxes: tuple[Box, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A place of the process where something changes, in the direction of the work."""

    before: tuple[Column, ...]
    after: tuple[Column, ...]

    @property
    def keeps_its_way(self) -> bool:
        """Whether the same steps stand in the same order under the same names, so that one row says all."""
        return _names(self.before) == _names(self.after)


@dataclass(frozen=True, slots=True)
class Strip:
    """What a change touches, place by place; `more` counts the steps that there is no room for."""

    pieces: tuple[Piece, ...] = ()
    more: int = 0


def strip(before: Model, after: Model, found: Diff, about: Collection[str] = ()) -> Strip:
    """Give the strip of a change: the steps that it touches with their neighbours, place by place.

    Where it is known what somebody wanted to change, `about` are the elements of that: of all other steps only those
    that come or go are marked.
    """
    old, new = before.graph, after.graph
    touched = dict.fromkeys(chain.from_iterable(_touched(change, old, new) for change in found.changes))
    if about:
        wanted = [step for step in about if step in old.nodes or step in new.nodes]
        comes_or_goes = [step for step in touched if (step in old.nodes) != (step in new.nodes)]
        touched = dict.fromkeys((*wanted, *comes_or_goes)) or touched
    marks = {step: _mark(step, old, new) for step in list(touched)[:MOST_TOUCHED]}
    kept = dict.fromkeys(chain.from_iterable((step, *_beside(old, step), *_beside(new, step)) for step in marks))
    was, now = _ways(old, kept), _ways(new, kept)
    places = list(_connected(kept, was, now))
    pieces = (Piece(_row(old, place, was, marks), _row(new, place, now, marks)) for place in places[:MOST_PIECES])
    shown = {step for place in places[:MOST_PIECES] for step in place}
    return Strip(tuple(pieces), sum(step not in shown for step in touched))


def _names(row: tuple[Column, ...]) -> list[list[tuple[str, str]]]:
    return [[(box.step, box.name) for box in column.boxes] for column in row]


def _touched(change: Change, old: Graph, new: Graph) -> Iterator[str]:
    """The steps that a change is about; what only follows from another one, and the drawing, touch none."""
    if change.kind in OF_NO_WORK or change.follows:
        return
    is_step = change.step in old.nodes or change.step in new.nodes
    yield from (
        step for step in ((change.step,) if is_step else change.affects) if step in old.nodes or step in new.nodes
    )


def _mark(step: str, old: Graph, new: Graph) -> str:
    if step not in new.nodes:
        return GONE
    return CHANGED if step in old.nodes else NEW


def _beside(graph: Graph, step: str) -> list[str]:
    """The nearest steps before and after a step, past gateways."""
    if step not in graph.nodes:
        return []
    return [*_nearest(graph, step, back=True)[:MOST_NEAR], *_nearest(graph, step)[:MOST_NEAR]]


def _nearest(graph: Graph, step: str, *, back: bool = False, known: Collection[str] = ()) -> list[str]:
    """The steps that a way from here comes to first; gateways are passed that are not `known`."""
    found: list[str] = []
    seen, ahead = {step}, [step]
    while ahead:
        here = ahead.pop(0)
        for other in graph.before(here) if back else graph.after(here):
            if other in seen:
                continue
            seen.add(other)
            if other in known or graph.nodes[other].type not in GATEWAYS:
                found.append(other)
            else:
                ahead.append(other)
    return found


def _ways(graph: Graph, kept: Collection[str]) -> Ways:
    here = [step for step in kept if step in graph.nodes]
    return {step: [other for other in _nearest(graph, step, known=kept) if other in kept] for step in here}


def _connected(kept: Collection[str], *ways: Ways) -> Iterator[list[str]]:
    """Steps between which work goes in either model, place by place, in the order in which they were found."""
    near: dict[str, set[str]] = {step: set() for step in kept}
    for source, targets in chain.from_iterable(way.items() for way in ways):
        for target in targets:
            near[source].add(target)
            near[target].add(source)
    seen: set[str] = set()
    for start in kept:
        if start in seen:
            continue
        place, ahead = {start}, [start]
        while ahead:
            fresh = near[ahead.pop()] - place
            place |= fresh
            ahead += fresh
        seen |= place
        yield [step for step in kept if step in place]


def _row(graph: Graph, place: Sequence[str], ways: Ways, marks: Mapping[str, str]) -> tuple[Column, ...]:
    """The steps of a place in columns: each stands behind all that lead to it; ways that lead back do not count."""
    here = [step for step in place if step in graph.nodes]
    order = _in_order(here, ways)
    turn = {step: n for n, step in enumerate(order)}
    ranks = dict.fromkeys(order, 0)
    for step in order:
        for other in ways[step]:
            if turn[other] > turn[step]:
                ranks[other] = max(ranks[other], ranks[step] + 1)
    columns: dict[int, list[Box]] = {}
    for step in sorted(here, key=lambda one: not marks.get(one)):
        columns.setdefault(ranks[step], []).append(Box(step, graph.label(step), marks.get(step, UNTOUCHED)))
    return tuple(
        Column(tuple(boxes[:MOST_BESIDE]), max(0, len(boxes) - MOST_BESIDE)) for _rank, boxes in sorted(columns.items())
    )


def _in_order(here: Sequence[str], ways: Ways) -> list[str]:
    """Each step behind those that lead to it, as far as there is no way back."""
    done: dict[str, None] = {}
    led_to = {other for step in here for other in ways[step]}

    def visit(step: str, above: frozenset[str]) -> None:
        """Note a step once all that it leads to are noted; `above` are the steps on the way to it."""
        if step in done or step in above:
            return
        for other in reversed(ways[step]):
            visit(other, above | {step})
        done[step] = None

    for step in (*(one for one in reversed(here) if one not in led_to), *reversed(here)):
        visit(step, frozenset())
    return list(reversed(done))
