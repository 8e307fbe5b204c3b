"""Background entry points of services: calls and mails, and forgetting what is done."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.database_settings import settings_of
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import periodic, task
from app.kernel.jobs.patience import until_saved
from app.kernel.times import clock
from app.services import actions
from app.services.actions.execute import Held
from app.services.connectors import http, mail
from app.services.outcomes import LONGEST_ASKED, Outcome
from app.services.tables import ServiceTask

KEPT = timedelta(hours=1)


@task("services.carry_out", manages_transactions=True, longest=timedelta(seconds=LONGEST_ASKED))
def carry_out(database: Database, task_id: str, instance_id: str) -> None:
    """Make one attempt to carry a call or mail out; holds no transaction while it waits for the service."""
    with unit_of_work(database) as session:
        held = actions.begin(session, task_id)
    if held is None:
        return
    delivery = mail.Delivery(set(held.sent), dict(held.refused))
    outcome = held.clear or _attempt(database, held, delivery)
    settle = partial(_settle, database, held, outcome, delivery)
    until_saved(partial(outside_locks.ready, database, settle))


def _settle(database: Database, held: Held, outcome: Outcome, delivery: mail.Delivery) -> None:
    with unit_of_work(database) as session:
        actions.settle(session, held, outcome, delivery)


def _attempt(database: Database, held: Held, delivery: mail.Delivery) -> Outcome:
    if held.connector is not None:
        return http.call(held.settings, held.data, held.connector, held.secrets or {}, held.key)
    return mail.post(settings_of(database), held.settings, held.data, held.to or [], held.key, delivery)


@periodic("services.forget", every=timedelta(hours=1))
def forget(session: Session) -> None:
    """Forget the work of services that is over: done, or withdrawn with its step."""
    over = Task.state.in_(("done", "withdrawn")) & (Task.closed_at < clock.now() - KEPT)
    gone = select(ServiceTask.task_id).join(Task, Task.id == ServiceTask.task_id).where(over)
    session.execute(
        delete(ServiceTask).where(ServiceTask.task_id.in_(gone)).execution_options(synchronize_session=False)
    )
