"""How the work of a service ended otherwise than well: it failed, or found what the model calls an error."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases.actions.engine_calls import act
from app.cases.actions.result.persist import persist_result
from app.cases.tables import Instance
from app.cases.words.unfit import unstorable
from app.catalog import queries as catalog
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.tasks import queries
from processes import engine


def fail(session: Session, task_id: str, words: str) -> Instance:
    """A service could not do its work: an incident that ops see; raises Conflict where it is no longer open."""
    task = queries.task_for_work(session, SYSTEM, task_id, lock=True)
    instance, now = task.instance, clock.now()
    definition = catalog.definition(task.version)
    try:
        result = act(engine.report_failure, definition, instance.blob or b"", task_id, words, now)
    except engine.NotOpen as error:
        raise queries.already_done(task.step_name) from error
    persist_result(session, instance, result, SYSTEM)
    return instance


def raise_error(session: Session, task_id: str, code: str, words: str, data: dict[str, Any]) -> Instance:
    """A service found an error that the model may catch; one that nobody catches is an incident."""
    task = queries.task_for_work(session, SYSTEM, task_id, lock=True)
    instance, now = task.instance, clock.now()
    definition = catalog.definition(task.version)
    try:
        result = act(engine.report_error, definition, instance.blob or b"", task_id, code, now, data, words)
    except engine.InvalidForm as error:
        raise unstorable(error.errors) from error
    except engine.NotOpen as error:
        raise queries.already_done(task.step_name) from error
    persist_result(session, instance, result, SYSTEM)
    return instance
