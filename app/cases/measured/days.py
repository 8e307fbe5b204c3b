"""Where the days of a case went: how long each step of it was open, and how long nothing was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.measured.durations import duration
from app.cases.tables import ALIVE, Hold, Incident, Instance, Task
from app.kernel.i18n import _, ngettext, pgettext
from processes.called import headed
from processes.engine import SERVICE_KINDS

PEOPLE, SERVICE, STOPPED, BETWEEN = "people", "service", "stopped", "between"
WAITED, WORKED = "waited", "worked"
KINDS: dict[str, str] = {
    WAITED: pgettext("where the days went", "waited: nobody had taken the task"),
    WORKED: pgettext("where the days went", "worked on: somebody had the task"),
    PEOPLE: pgettext("where the days went", "with people: waiting and work together"),
    SERVICE: pgettext("where the days went", "a service or another case was at work"),
    STOPPED: pgettext("where the days went", "stood still, as a step could not go on"),
    BETWEEN: pgettext("where the days went", "nothing was to be done: it waited for a time or a message"),
}
MOST_ROWS, MOST_BARS, WIDTH, NARROWEST = 2000, 12, 1000, 6
A_MOMENT = 60.0
NEVER_TAKEN = Task.claimed_by.is_(None) & Task.closed_by.is_(None)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Bar:
    """A step, or what a case waited for, with how long that took; `width` is its share of the longest, in thousandths.

    `times` says how often the step was open; `is_open` that it is so now; `held` how long somebody had its task, None
    where it is nobody's to take, or was not written down.
    """

    step: str
    name: str
    kind: str
    seconds: float
    width: int = 0
    share: int = 0
    times: int = 1
    is_open: bool = False
    held: float | None = None

    @property
    def said(self) -> str:
        """How long it took, in words."""
        return duration(self.seconds)

    @property
    def split(self) -> str:
        """How much of it was waiting and how much was work, in words; nothing of a moment, or where it is not known."""
        if self.seconds < A_MOMENT:
            return ""
        waited, worked = (duration(seconds) for seconds in (self.seconds - (self.held or 0.0), self.held or 0.0))
        match [kind for kind, _at, _width in self.parts]:
            case ["waited", "worked"]:
                return _("waited {waited}, worked on for {worked}", waited=waited, worked=worked)
            case ["waited"]:
                return pgettext("where the days went", "waited {time}", time=self.said)
            case ["worked"]:
                return pgettext("where the days went", "worked on for {time}", time=self.said)
        return ""

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """What it is drawn of: of which kind, from where, how wide; what lasted less than a moment is left out."""
        width = max(self.width, NARROWEST)
        if self.held is None:
            return [(self.kind, 0, width)]
        waited = self.seconds - self.held
        if min(waited, self.held) < A_MOMENT:
            return [(WAITED if waited >= self.held else WORKED, 0, width)]
        middle = min(max(round(width * waited / self.seconds), NARROWEST), width - NARROWEST)
        return [(WAITED, 0, middle), (WORKED, middle, width - middle)]


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


@dataclass(frozen=True)
class _Opened:
    """When a step was open, or stood still; `held` says when somebody had its task, where that `is_known`."""

    step: str
    name: str
    kind: str
    span: Span
    is_open: bool
    held: tuple[Span, ...] = ()
    is_known: bool = False


def days(session: Session, instance: Instance, now: datetime) -> Days | None:
    """Give where the time of a case went, to who sees it; None before anything took longer than a moment.

    Steps that are open at the same time each have all of that time. Three statements, of at most `MOST_ROWS` rows.
    """
    end = now if instance.state in ALIVE else instance.ended_at or now
    total = (end - instance.started_at).total_seconds()
    opened = _opened(session, instance, end)
    if total < A_MOMENT or not opened:
        return None
    found: dict[tuple[str, str], list[_Opened]] = {}
    for one in opened:
        found.setdefault((one.step, one.kind), []).append(one)
    measured = [_measured(same) for same in found.values()]
    idle = total - _covered(one.span for one in opened)
    if idle >= max(A_MOMENT, total / 100):
        measured.append(Bar("", _("Between the steps"), BETWEEN, idle))
    return _drawn(total, measured)


def _opened(session: Session, instance: Instance, end: datetime) -> list[_Opened]:
    """Give when which step was open, or stood still, first ones first; what failed is told by its incident."""
    tasks = session.execute(
        select(
            Task.id, Task.step_id, Task.step_name, Task.kind, Task.opened_at, Task.closed_at, Task.claimed_at,
            NEVER_TAKEN,
        )
        .where(Task.instance_id == instance.id)
        .order_by(Task.opened_at, Task.id)
        .limit(MOST_ROWS)
    )  # fmt: skip
    before = _held_before(session, instance)
    found = [
        _Opened(
            step, headed(name), SERVICE if kind in SERVICE_KINDS else PEOPLE, _span(since, until, end), until is None,
            (*before[task], *([_span(max(since, taken), until, end)] if taken else [])), bool(taken or is_free),
        )
        for task, step, name, kind, since, until, taken, is_free in tasks
    ]  # fmt: skip
    stopped = session.execute(
        select(Incident.step_id, Incident.step_name, Incident.opened_at, Incident.closed_at)
        .where(Incident.instance_id == instance.id)
        .order_by(Incident.id)
        .limit(MOST_ROWS)
    )
    found += [
        _Opened(step, headed(name) if name else _("Background work"), STOPPED, _span(since, until, end), until is None)
        for step, name, since, until in stopped
    ]
    return sorted(found, key=lambda one: one.span)


def _held_before(session: Session, instance: Instance) -> dict[str, list[Span]]:
    """Give when somebody had which task who gave it back, the last first where there are very many."""
    found: dict[str, list[Span]] = defaultdict(list)
    statement = select(Hold.task_id, Hold.since, Hold.until).where(Hold.instance_id == instance.id)
    for task, since, until in session.execute(statement.order_by(Hold.id.desc()).limit(MOST_ROWS)):
        found[task].append((since, until))
    return found


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


def _measured(same: list[_Opened]) -> Bar:
    """Add up how long a step was open; of rounds at the same time, one that somebody had is enough."""
    first = same[0]
    is_known = first.kind == PEOPLE and all(one.is_known for one in same)
    held = _covered(span for one in same for span in one.held) if is_known else None
    seconds, is_open = _covered(one.span for one in same), any(one.is_open for one in same)
    return Bar(first.step, first.name, first.kind, seconds, times=len(same), is_open=is_open, held=held)


def _drawn(total: float, measured: list[Bar]) -> Days:
    """Make bars of what took longest, in the order in which it came."""
    longest = sorted(range(len(measured)), key=lambda at: -measured[at].seconds)
    kept, left = longest[:MOST_BARS], longest[MOST_BARS:]
    most = max(measured[at].seconds for at in kept) or 1.0
    bars = [
        replace(bar, width=round(WIDTH * bar.seconds / most), share=round(100 * min(1.0, bar.seconds / total)))
        for bar in (measured[at] for at in sorted(kept))
    ]
    drawn = {kind for bar in bars for kind, _at, _width in bar.parts}
    kinds = {kind: words for kind, words in KINDS.items() if kind in drawn}
    return Days(total, bars, kinds, len(left), sum(measured[at].seconds for at in left))
