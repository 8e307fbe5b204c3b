"""Where the days of a case went: how long each step of it was open, and how long nothing was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.measured.durations import duration
from app.cases.tables import ALIVE, Incident, Instance, Task
from app.kernel.i18n import _, ngettext, pgettext
from processes.called import headed
from processes.engine import SERVICE_KINDS

PEOPLE, SERVICE, STOPPED, BETWEEN = "people", "service", "stopped", "between"
KINDS: dict[str, str] = {
    PEOPLE: pgettext("where the days went", "with people: waiting and work together"),
    SERVICE: pgettext("where the days went", "a service or another case was at work"),
    STOPPED: pgettext("where the days went", "stood still, as a step could not go on"),
    BETWEEN: pgettext("where the days went", "nothing was to be done: it waited for a time or a message"),
}
MOST_ROWS, MOST_BARS, WIDTH = 2000, 12, 1000
A_MOMENT = 60.0
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Bar:
    """A step, or what a case waited for, with how long that took; `width` is its share of the longest, in thousandths.

    `times` says how often the step was open; `is_open` that it is so now.
    """

    name: str
    kind: str
    seconds: float
    width: int
    share: int
    times: int = 1
    is_open: bool = False

    @property
    def said(self) -> str:
        """How long it took, in words."""
        return duration(self.seconds)


@dataclass(frozen=True)
class Days:
    """How long a case has taken so far, and its bars; `more` steps took `rest` altogether and have none."""

    total: float
    bars: list[Bar]
    kinds: dict[str, str]
    more: int = 0
    rest: float = 0.0

    @property
    def whole(self) -> str:
        """How long the case has taken, in words."""
        return duration(self.total)

    @property
    def others(self) -> str:
        """What has no bar of its own, in words."""
        return ngettext("{n} more step: {time}", "{n} more steps: {time}", self.more, time=duration(self.rest))


def days(session: Session, instance: Instance, now: datetime) -> Days | None:
    """Give where the time of a case went, to who sees it; None before anything took longer than a moment.

    Steps that are open at the same time each have all of that time. Two statements, over at most `MOST_ROWS` rows each.
    """
    end = now if instance.state in ALIVE else instance.ended_at or now
    total = (end - instance.started_at).total_seconds()
    opened = _opened(session, instance, end)
    if total < A_MOMENT or not opened:
        return None
    found: dict[tuple[str, str], tuple[str, list[Span], bool]] = {}
    for step, name, kind, span, is_open in opened:
        _name, spans, was_open = found.get((step, kind), (name, [], False))
        found[step, kind] = (name, [*spans, span], was_open or is_open)
    measured = [
        (name, kind, _covered(spans), len(spans), is_open) for (_step, kind), (name, spans, is_open) in found.items()
    ]
    idle = total - _covered(span for _s, _n, _k, span, _o in opened)
    if idle >= max(A_MOMENT, total / 100):
        measured.append((_("Between the steps"), BETWEEN, idle, 1, False))
    return _drawn(total, measured)


def _opened(session: Session, instance: Instance, end: datetime) -> list[tuple[str, str, str, Span, bool]]:
    """Give when which step was open, or stood still, first ones first; what failed is told by its incident."""
    tasks = session.execute(
        select(Task.step_id, Task.step_name, Task.kind, Task.opened_at, Task.closed_at)
        .where(Task.instance_id == instance.id)
        .order_by(Task.opened_at, Task.id)
        .limit(MOST_ROWS)
    )
    found = [
        (step, headed(name), SERVICE if kind in SERVICE_KINDS else PEOPLE, _span(since, until, end), until is None)
        for step, name, kind, since, until in tasks
    ]
    stopped = session.execute(
        select(Incident.step_id, Incident.step_name, Incident.opened_at, Incident.closed_at)
        .where(Incident.instance_id == instance.id)
        .order_by(Incident.id)
        .limit(MOST_ROWS)
    )
    found += [
        (step, headed(name) if name else _("Background work"), STOPPED, _span(since, until, end), until is None)
        for step, name, since, until in stopped
    ]
    return sorted(found, key=lambda one: one[3])


def _span(since: datetime, until: datetime | None, end: datetime) -> Span:
    return since, max(since, min(until or end, end))


def _covered(spans: Iterable[Span]) -> float:
    """Give how long at least one of these spans lasted."""
    seconds, reached = 0.0, None
    for since, until in sorted(spans):
        if reached is None or until > reached:
            seconds += (until - max(since, reached or since)).total_seconds()
            reached = until
    return seconds


def _drawn(total: float, measured: list[tuple[str, str, float, int, bool]]) -> Days:
    """Make bars of what took longest, in the order in which it came."""
    longest = sorted(range(len(measured)), key=lambda at: -measured[at][2])
    kept, left = longest[:MOST_BARS], longest[MOST_BARS:]
    most = max(measured[at][2] for at in kept) or 1.0
    bars = [
        Bar(name, kind, seconds, round(WIDTH * seconds / most), round(100 * min(1.0, seconds / total)), times, is_open)
        for name, kind, seconds, times, is_open in (measured[at] for at in sorted(kept))
    ]
    kinds = {kind: words for kind, words in KINDS.items() if any(bar.kind == kind for bar in bars)}
    return Days(total, bars, kinds, len(left), sum(measured[at][2] for at in left))
