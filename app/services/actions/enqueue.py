"""Take up the work of services when an instance opens it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task
from app.catalog import queries as catalog
from app.kernel.jobs import defer
from app.kernel.times import clock
from app.services import queries
from app.services.outcomes import LONGEST_ASKED, LONGEST_LEASE
from app.services.tables import ServiceTask
from processes.engine.commands.service_tasks import service_at

KINDS = ("external", "http", "mail")
TRIES = 3


def offer(session: Session, instance_id: str, tasks: list[tuple[str, str, str]]) -> None:
    """Note the tasks (id, step, kind) that services carry out, and order the calls and mails among them."""
    instance = session.get(Instance, instance_id)
    if instance is None:
        return
    definition, now = catalog.definition(instance.version), clock.now()
    for task_id, step_id, kind in tasks:
        topic, settings = service_at(definition, step_id)
        task = session.get(Task, task_id)
        row = queries.service_task(session, task_id)
        if row is None:
            row = ServiceTask(
                task_id=task_id, instance_id=instance_id, process_id=instance.process_id, series=1, created_at=now
            )
        elif row.settled:
            row.series += 1
        row.step_id, row.step_name, row.kind = step_id, task.step_name if task else "", kind
        row.topic, row.state, row.settled = topic[:200], "ready", False
        row.attempts, row.left = 0, int(settings.get("retries") or 0) or TRIES
        row.worker = row.lock = row.locked_until = None
        row.available_at = now
        session.add(row)
        if kind != "external":
            args = {"task_id": task_id, "instance_id": instance_id}
            defer(session, "services.carry_out", args, source=instance.process_id)
    session.flush()


def bring_forward(session: Session, latest: datetime) -> None:
    """Let what is to be done at once be available, what waits for longer than anything does, and what is held so."""
    wait, hold = timedelta(seconds=LONGEST_ASKED), timedelta(seconds=LONGEST_LEASE)
    far = or_(ServiceTask.attempts == 0, ServiceTask.available_at > latest + wait)
    ready = update(ServiceTask).where(ServiceTask.state == "ready").execution_options(synchronize_session=False)
    session.execute(ready.where(ServiceTask.available_at > latest, far).values(available_at=clock.now()))
    session.execute(ready.where(ServiceTask.locked_until > latest + hold).values(locked_until=None))
