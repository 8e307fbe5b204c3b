"""A clock that is set back keeps no call and no worker waiting."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.kernel.jobs import ticker
from app.kernel.times import clock
from app.services import actions
from app.services.tables import ServiceTask
from tests.app.services.conftest import Town, http, with_service
from tests.support.servers import Target

HOURS = timedelta(hours=3)


def test_a_call_is_made_though_it_was_ordered_later_than_now(town: Town, http_target: Target) -> None:
    town.connect(http_target.url)
    town.process(with_service(http('stepwell:path="/x"')))
    with clock.set_by(HOURS):
        town.start()
    town.work()
    assert http_target.requests == []
    ticker.bring_forward(town.database)
    town.work()
    assert len(http_target.requests) == 1


def test_what_waits_for_another_try_waits_for_it(town: Town) -> None:
    town.connect("http://127.0.0.1:1")
    town.process(with_service(http('stepwell:path="/x"')))
    case = town.start()
    with town.unit() as session:
        row = session.scalars(select(ServiceTask).where(ServiceTask.instance_id == case)).one()
        moment = clock.now() + timedelta(minutes=10)
        row.attempts, row.available_at, row.locked_until = 1, moment, moment
        session.flush()
        actions.bring_forward(session, clock.now())
        session.refresh(row)
        assert row.available_at == moment and row.locked_until == moment
        row.available_at = row.locked_until = clock.now() + timedelta(days=3)
        session.flush()
        actions.bring_forward(session, clock.now())
        session.refresh(row)
        assert row.available_at <= clock.now() and row.locked_until is None
