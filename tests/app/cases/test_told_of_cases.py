"""What is told of cases and tasks in public stands in their history, and costs no statement of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases.tables import StepEvent
from app.catalog.tables import Process
from app.kernel import outbox
from app.kernel.events import PublicEvent, announced
from app.kernel.policy import Actor
from app.tasks import actions as task_actions
from tests.factories.work import the_task

pytestmark = pytest.mark.usefixtures("app")


def told(session: Session) -> list[PublicEvent]:
    """What was announced of cases and tasks, and is told in public."""
    found = [one.event for one in announced(session)]
    return [one for one in found if isinstance(one, PublicEvent) and one.name.startswith(("case.", "task."))]


def test_each_event_of_a_case_has_its_line_with_all_that_it_tells(
    session: Session, ann: Actor, boss: Actor, process: Process
) -> None:
    done, stopped = (case_actions.start(session, ann, process, {}) for _ in range(2))
    for _ in "AB":
        task_actions.complete(session, ann, the_task(session, done).id, {})
    case_actions.cancel(session, boss, stopped.id, "Not needed.")
    names = [event.name for event in told(session)]
    assert sorted(names) == [
        "case.cancelled", "case.completed", "case.started", "case.started", "task.completed", "task.completed",
    ]  # fmt: skip
    lines = session.scalars(select(StepEvent).order_by(StepEvent.id)).all()
    for event in told(session):
        payload = event.payload()
        same = [
            line for line in lines
            if line.event == event.history and all(getattr(line, name) == value for name, value in payload.items())
        ]  # fmt: skip
        assert len(same) == 1, f"{event} has {len(same)} lines"


def test_they_have_no_row_in_the_outbox(session: Session, ann: Actor, process: Process) -> None:
    started = case_actions.start(session, ann, process, {})
    task_actions.complete(session, ann, the_task(session, started).id, {})
    outbox.write(session)
    names = {row.name for row in outbox.events_after(session, 0)}
    assert "process.created" in names and not any(name.startswith(("case.", "task.")) for name in names)
