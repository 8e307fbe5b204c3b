"""What sharing out work looks at: who did a step, who is next, who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assignment.queries.lanes import mappings_by_lane
from app.assignment.queries.performers import seeing_performers
from app.assignment.tables import Candidate, LaneMapping
from app.cases.tables import Task


def completed_by(session: Session, instance_id: str, apart: str) -> set[str]:
    """Give who did one of these steps (“,a,b,”) in an instance."""
    steps = [step for step in apart.split(",") if step]
    done = select(Task.closed_by).where(
        Task.instance_id == instance_id, Task.step_id.in_(steps), Task.state == "done", Task.closed_by.is_not(None)
    )
    return {who for who in session.scalars(done) if who}


def last_doer(session: Session, instance_id: str, step_id: str) -> str | None:
    """Give who did a step in an instance last."""
    statement = (
        select(Task.closed_by)
        .where(Task.instance_id == instance_id, Task.step_id == step_id, Task.state == "done")
        .order_by(Task.closed_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def mappings_of(session: Session, task: Task) -> list[LaneMapping]:
    """Give who does the lane of a task."""
    return mappings_by_lane(session, task.process_id).get(task.lane, [])


def eligible_for(session: Session, task: Task) -> set[str]:
    """Give the ids of the people who may do a task now."""
    able = seeing_performers(session, task.process, meant_for(session, task))
    return able - (completed_by(session, task.instance_id, task.separated_from) if task.separated_from else set())


def meant_for(session: Session, task: Task) -> list[Any]:
    """Give whom a task is for: its candidates where it has some, else those of its lane."""
    return candidates(session, task.id) if task.has_candidates else mappings_of(session, task)


def able_if_given(session: Session, task: Task) -> set[str]:
    """Give the ids of the people a task can be given to by who answers for it.

    Those it is meant for and those of its lane; where nobody of these is left, whoever does the process.
    """
    lane, process = mappings_of(session, task), task.process
    barred = completed_by(session, task.instance_id, task.separated_from) if task.separated_from else set()
    ways = [candidates(session, task.id) or lane, lane] if task.has_candidates else [lane]
    able = seeing_performers(session, process, *ways, role=True) - barred
    return able or seeing_performers(session, process, [], role=True) - barred


def next_in_turn(session: Session, process_id: str, step_id: str, able: Sequence[str]) -> str:
    """Give who comes after the one who got this step last, in the order of `able`."""
    statement = (
        select(Task.claimed_by)
        .where(Task.process_id == process_id, Task.step_id == step_id, Task.claimed_by.is_not(None))
        .order_by(Task.opened_at.desc(), Task.id.desc())
        .limit(1)
    )
    last = session.scalar(statement)
    return next((who for who in able if last is not None and who > last), able[0])


def least_loaded(session: Session, process_id: str, step_id: str, able: Sequence[str]) -> str:
    """Give who of these has the fewest open tasks."""
    statement = (
        select(Task.claimed_by, func.count())
        .where(Task.claimed_by.in_(able), Task.state == "open")
        .group_by(Task.claimed_by)
    )
    load = {who: count for who, count in session.execute(statement)}
    return min(able, key=lambda who: (load.get(who, 0), who))


def candidates(session: Session, task_id: str) -> list[Candidate]:
    """Give whom a task is for, where that is not its lane."""
    return list(session.scalars(select(Candidate).where(Candidate.task_id == task_id).order_by(Candidate.id)))
