"""Let what could not go on try again: one incident, or all of an instance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.actions.engine_calls import act
from app.cases.actions.result.history import log_step
from app.cases.actions.result.incidents import JOB, open_incidents
from app.cases.actions.result.persist import persist_result
from app.cases.policy import Cases
from app.cases.queries.incidents import STUCK
from app.cases.tables import Incident, Instance, Task
from app.cases.words.states import state_words
from app.cases.words.unfit import unstorable
from app.catalog import queries as catalog
from app.kernel import audit, jobs, policy
from app.kernel.errors import Conflict, StepwellError
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from processes import engine

MOST_AT_ONCE = 100


def retry(session: Session, actor: Actor, instance_id: str) -> Instance:
    """Try every step again at which an instance could not go on."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Cases.RETRY, instance.process)
    waiting = [row for row in open_incidents(session, instance.id) if row.kind != STUCK]
    if not waiting or not instance.blob:
        raise Conflict(
            "NO_INCIDENT",
            _(
                "Expected something to try again, but nothing in this case failed that could be; it is {state}. If it "
                "cannot go on, cancel it.",
                state=state_words(instance.state),
            ),
            for_people=_(
                "There is nothing here to try again: the case is {state}. If it cannot go on, cancel it.",
                state=state_words(instance.state),
            ),
        )
    for row in waiting:
        if row.closed_at is None:
            _again(session, actor, instance, row, None)
    return instance


def retry_incident(session: Session, actor: Actor, incident_id: str, data: dict[str, Any] | None = None) -> Incident:
    """Try the step of one incident again, with corrected data where given; the others of its instance stay."""
    row = queries.incident(session, actor, incident_id)
    policy.require(actor, Cases.RETRY, row.process)
    instance = queries.instance(session, actor, row.instance_id, lock=True)
    session.refresh(row, ["closed_at"])
    if row.closed_at is not None or not (instance.blob or row.kind == JOB):
        raise Conflict(
            "INCIDENT_CLOSED",
            _("Expected an open incident, but somebody has seen to this one already."),
            for_people=_("Somebody has seen to this already."),
        )
    _again(session, actor, instance, row, data)
    return row


@dataclass(frozen=True)
class Retried:
    """What came of trying several incidents again: how many went on, failed again, and could not be tried."""

    went_on: int
    failed: int
    left: int


def retry_incidents(session: Session, actor: Actor, rows: Sequence[Incident]) -> Retried:
    """Try the steps of these incidents again, at most `MOST_AT_ONCE`, each as the actor may and apart from the others.

    What waits in vain cannot be tried, nor what a colleague sees to at the same moment.
    """
    went_on = failed = 0
    for row in rows[:MOST_AT_ONCE]:
        if row.kind == STUCK:
            continue
        try:
            with session.begin_nested():
                done = retry_incident(session, actor, row.id)
                session.flush()
        except StepwellError:
            continue
        went_on, failed = (went_on, failed + 1) if done.closed_at is None else (went_on + 1, failed)
    return Retried(went_on, failed, len(rows) - went_on - failed)


def _again(session: Session, actor: Actor, instance: Instance, row: Incident, data: dict[str, Any] | None) -> None:
    log_step(session, instance, "incident_retried", actor, (row.step_id, row.step_name or None), "")
    audit.record(
        session, actor, "incident.retried", Subject.of("incident", row.id), {"instance": instance.id, "kind": row.kind}
    )
    if row.kind == JOB:
        _order_again(session, actor, instance, row)
        return
    session.execute(
        delete(Task).where(Task.id == row.task_id, Task.state == "failed").execution_options(synchronize_session=False)
    )
    row.attempts += 1
    try:
        now, definition = clock.now(), catalog.definition(instance.version)
        result = act(engine.retry, definition, instance.blob or b"", row.task_id, now, data)
    except engine.NotOpen as error:
        words = _(
            "Expected a step that can be tried again, but this one waits in vain. Move its case on, or cancel it."
        )
        raise Conflict(
            "NOT_TO_BE_RETRIED",
            words,
            for_people=_(
                "This step waits in vain, and trying it again would not help. Move its case on, or cancel it."
            ),
        ) from error
    except engine.InvalidForm as error:
        raise unstorable(error.errors) from error
    instance.ended_at = None
    persist_result(session, instance, result, actor)


def _order_again(session: Session, actor: Actor, instance: Instance, row: Incident) -> None:
    row.closed_at, row.closed_by = clock.now(), actor.id or None
    instance.incidents = max(0, instance.incidents - 1)
    jobs.retry(session, row.job_id or "")
