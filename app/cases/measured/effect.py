"""How long cases took before a version went live, and take on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Subquery, literal, select, union_all
from sqlalchemy.orm import Session

from app.cases.tables import ALIVE, Instance
from app.kernel.times import clock

MOST_CASES, FEWEST_CASES = 100, 5
HALF = 0.5


class WentLive(NamedTuple):
    """A version that went live: its id, that of its process, when, and until when where another one followed."""

    version_id: str
    process_id: str
    at: datetime
    until: datetime | None = None


class Lasted(NamedTuple):
    """How many seconds a case has lasted, and whether it is over."""

    seconds: float
    is_over: bool


@dataclass(frozen=True)
class Effect:
    """Median seconds a case took before a version went live and on it, None for too few; how many of them ended."""

    before: float | None
    after: float | None
    cases_before: int
    cases_after: int


def effects(session: Session, changes: Collection[WentLive]) -> dict[str, Effect]:
    """Give, by the ids of versions, how long cases took that ended before it went live, and those that began on it.

    Of each the hundred that ended last before it count and the first hundred that began on it, and fewer than five
    tell nothing: one statement for all. What still runs counts, too, and no later cases come in its place: else only
    what ends soon would be seen.
    """
    if not changes:
        return {}
    now = clock.now()
    until = {change.version_id: change.until for change in changes if change.until is not None}
    lasted: dict[tuple[str, bool], list[Lasted]] = defaultdict(list)
    parts = [part for change in changes for part in _around(change)]
    for version_id, is_after, began, ended in session.execute(union_all(*(select(part) for part in parts))):
        last = ended or now
        if is_after:
            last = min(last, until.get(version_id, last))
        lasted[version_id, bool(is_after)].append(Lasted((last - began).total_seconds(), last == ended))
    return {change.version_id: _effect(lasted, change.version_id) for change in changes}


def middle(lasted: Sequence[Lasted]) -> float | None:
    """Give the median of cases some of which still run, as Kaplan and Meier (1958) estimate it.

    None for too few that are over, and as long as more than half of all may last longer than any has.
    """
    if sum(one.is_over for one in lasted) < FEWEST_CASES:
        return None
    share, reached = 1.0, None
    ordered = sorted(lasted, key=lambda one: (one.seconds, not one.is_over))
    for behind, one in zip(range(len(ordered), 0, -1), ordered, strict=True):
        if not one.is_over:
            continue
        if reached is not None:
            return (reached + one.seconds) / 2
        share *= 1 - 1 / behind
        if abs(share - HALF) < 1e-9:
            reached = one.seconds
        elif share < HALF:
            return one.seconds
    return reached


def _effect(lasted: Mapping[tuple[str, bool], list[Lasted]], version_id: str) -> Effect:
    before, after = (lasted.get((version_id, is_after), []) for is_after in (False, True))
    ended = (sum(one.is_over for one in side) for side in (before, after))
    return Effect(middle(before), middle(after), *ended)


def _around(change: WentLive) -> list[Subquery]:
    """The cases that ended last before it, and the first that began while it was live, which ended or still run."""
    began = [Instance.started_at >= change.at]
    if change.until is not None:
        began.append(Instance.started_at < change.until)
    sides: list[tuple[tuple[Any, ...], Any]] = [
        ((Instance.state == "completed", Instance.ended_at < change.at), Instance.ended_at.desc()),
        ((Instance.state.in_(("completed", *ALIVE)), *began), Instance.started_at.asc()),
    ]
    ran = (Instance.started_at, Instance.ended_at)
    return [
        select(literal(change.version_id).label("version"), literal(side).label("side"), *ran)
        .where(Instance.process_id == change.process_id, *which)
        .order_by(order)
        .limit(MOST_CASES)
        .subquery()
        for side, (which, order) in enumerate(sides)
    ]
