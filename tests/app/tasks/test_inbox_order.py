"""Every order of the inbox is followed to its end: nothing is lost or doubled while others work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases.tables import Task
from app.kernel.errors import Invalid
from app.kernel.times import clock
from app.tasks import actions as task_actions
from app.tasks import queries
from tests.factories import accounts, catalog, models

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
SORTS = ("due", "priority", "follow_up")


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_goes_on_where_it_stopped_while_others_work(unit: Unit, sort: str) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        process = catalog.process(session, manager, models.linear("A", "B"), mode="executable")
        for _ in range(9):
            case_actions.start(session, manager, process, {})
        session.flush()
        ids = list(session.scalars(select(Task.id).order_by(Task.id)))
        now = clock.now()
        for n, task_id in enumerate(ids[:6]):
            at = now + timedelta(hours=5 - n // 2)
            changed = update(Task).where(Task.id == task_id)
            session.execute(changed.values(due_at=at, follow_up_at=at, priority=(n // 2) * 40))
        session.expire_all()
        whole = [task.id for task in queries.inbox(session, manager, sort=sort).items]
        seen: list[str] = []
        cursor: str | None = None
        while True:
            found = queries.inbox(session, manager, cursor, 2, sort=sort)
            seen += [task.id for task in found.items]
            cursor = found.next
            if cursor is None:
                break
            if len(seen) == 2:
                task_actions.complete(session, manager, seen[0])
            case_actions.start(session, manager, process, {})
            session.flush()
        assert [task_id for task_id in seen if task_id in ids] == whole
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize("cursor", ["2", "nonsense", "W10"])
def test_a_cursor_of_another_list_is_refused(unit: Unit, cursor: str) -> None:
    with unit() as session, pytest.raises(Invalid, match="cursor"):
        queries.inbox(session, accounts.actor(session), cursor, 2, sort="due")
