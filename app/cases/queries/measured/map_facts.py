"""What the map of a process shows of its work: per step how often, how long and what waits, per arrow how often."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.cases.tables import Instance, StepEvent, Task

NEWEST = 200
MOST_TASKS = 20_000
_CHOSEN = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class MapFacts:
    """Figures of the steps and arrows of a process.

    `done`, `seconds` (median from opened to done), `passed` (steps whose every arrow is taken) and `chosen` (arrows
    that were chosen) are of the newest completed `cases`; `open` says what waits now: how many, the oldest since when.
    """

    cases: int
    done: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    chosen: dict[str, int] = field(default_factory=dict)
    open: dict[str, tuple[int, datetime]] = field(default_factory=dict)


def map_facts(session: Session, process_id: str) -> MapFacts:
    """Measure a process over its newest completed cases, at most `NEWEST` with `MOST_TASKS`, in four statements."""
    newest = (
        select(Instance.id)
        .where(Instance.process_id == process_id, Instance.state == "completed")
        .order_by(Instance.id.desc())
        .limit(NEWEST)
    )
    ids = list(session.scalars(newest))
    facts = MapFacts(len(ids), open=_open(session, process_id))
    if ids:
        _add_durations(session, ids, facts)
        _add_ways(session, ids, facts)
    return facts


def _open(session: Session, process_id: str) -> dict[str, tuple[int, datetime]]:
    rows = session.execute(
        select(Task.step_id, func.count(), func.min(Task.opened_at))
        .where(Task.process_id == process_id, Task.state == "open")
        .group_by(Task.step_id)
    )
    return {step: (count, since) for step, count, since in rows}


def _add_durations(session: Session, ids: list[str], facts: MapFacts) -> None:
    rows = session.execute(
        select(Task.step_id, Task.opened_at, Task.closed_at)
        .where(Task.instance_id.in_(ids), Task.state == "done")
        .order_by(Task.closed_at.desc())
        .limit(MOST_TASKS)
    )
    lasted = defaultdict(list)
    for step, opened, closed in rows:
        if closed is not None:
            lasted[step].append((closed - opened).total_seconds())
    facts.seconds.update({step: median(seconds) for step, seconds in lasted.items()})


def _add_ways(session: Session, ids: list[str], facts: MapFacts) -> None:
    """Count steps and arrows; a history names the arrows where a gateway chose among them."""
    detail = type_coerce(StepEvent.detail, Text)
    rows = session.execute(
        select(StepEvent.step_id, detail, func.count())
        .where(StepEvent.instance_id.in_(ids), StepEvent.event.in_(("task_completed", "step_passed")))
        .group_by(StepEvent.step_id, detail)
    )
    for step, said, count in rows:
        if step is None:
            continue
        facts.done[step] = facts.done.get(step, 0) + count
        if said and said.startswith("flows: "):
            for flow in _CHOSEN.findall(said):
                facts.chosen[flow] = facts.chosen.get(flow, 0) + count
        else:
            facts.passed[step] = facts.passed.get(step, 0) + count
