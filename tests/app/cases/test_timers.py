"""Timers: once, though workers die, freeze or stand in a crowd, and though clocks jump; nothing while idle."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.cases import actions
from app.cases import jobs as case_jobs
from app.cases.tables import Instance, StepEvent, Timer
from app.catalog.tables import Process
from app.correlation.actions.catch_up import go_on
from app.kernel import jobs
from app.kernel.audit.tables import AuditEntry
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.tables import Job
from app.kernel.policy import Actor
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits
from tests.support.awaiting import BOUND, blocked, ended
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
HOURS = waits.process(
    waits.catch("wait", waits.time("timeDuration", "PT2H")), models.task("After"), ids=("wait", "After")
)
LIMITED = waits.process(
    models.task("Work"), models.task("Late"), ids=("Work",),
    more='<boundaryEvent id="limit" name="Too late" attachedToRef="Work" cancelActivity="false">'
    + waits.time("timeCycle", "R3/PT1H") + '</boundaryEvent>' + models.chain("limit", "Late", "over")
    + '<endEvent id="over"/>',
)  # fmt: skip


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.fixture
def case(unit: Unit, manager: Actor) -> str:
    with unit() as session:
        return started(session, manager)


def started(session: Session, manager: Actor, xml: bytes = HOURS) -> str:
    process = catalog.process(session, manager, xml, mode="executable")
    return actions.start(session, manager, process, {}).id


def poll(unit: Unit) -> None:
    with unit() as session:
        case_jobs.poll(session)


def fired(unit: Unit, step: str = "wait") -> int:
    with unit() as session:
        passed = select(func.count()).where(StepEvent.step_id == step, StepEvent.event == "step_passed")
        return session.scalar(passed) or 0


def test_a_timer_whose_job_is_lost_is_taken_again_and_fires_once(unit: Unit, case: str, database: Database) -> None:
    later = clock.now() + timedelta(hours=3)
    with clock.frozen(later):
        poll(unit)
        with unit() as session:
            assert session.scalar(select(func.count()).select_from(Job)) == 1
            session.query(Job).delete()
        poll(unit)
        jobs.drain(database)
        assert fired(unit) == 0
    with clock.frozen(later + case_jobs.LEASE + timedelta(seconds=1)):
        poll(unit)
        poll(unit)
        jobs.drain(database)
    assert fired(unit) == 1
    with unit() as session:
        assert waits.open_steps(session, case) == ["After"]
        assert session.scalars(select(Timer)).all() == []


def test_a_worker_that_froze_past_its_lease_fires_nothing(unit: Unit, case: str, database: Database) -> None:
    adapter, later = jobs.port.use(database), clock.now() + timedelta(hours=3)
    with clock.frozen(later):
        poll(unit)
        frozen = adapter.claim()
        assert adapter.claim() is None
    with clock.frozen(later + queue.LEASE + timedelta(seconds=1)):
        other = adapter.claim()
        assert frozen is not None
        assert other is not None
        assert other.id == frozen.id
        adapter.perform(other)
        adapter.perform(frozen)
    assert fired(unit) == 1
    with unit() as session:
        assert waits.open_steps(session, case) == ["After"]


@pytest.mark.databases("postgresql")
def test_one_frozen_in_the_middle_of_firing_and_another_worker(
    unit: Unit, case: str, database: Database, database_url: str
) -> None:
    later, has_fired, thaw = clock.now() + timedelta(hours=3), Event(), Event()
    slow = Database(database_url)

    def freeze() -> None:
        with clock.frozen(later), unit_of_work(slow) as session:
            actions.fire(session, case)
            has_fired.set()
            thaw.wait(BOUND)

    def drain() -> None:
        with clock.frozen(later + case_jobs.LEASE * 2):
            poll(unit)
            with unit() as session:
                jobs.defer(session, "work.fire", {"instance_id": case})
            jobs.drain(database)

    first, second = Thread(target=freeze), Thread(target=drain)
    first.start()
    assert has_fired.wait(BOUND)
    second.start()
    blocked(database, second)
    assert second.is_alive(), "the second worker waits for the instance"
    thaw.set()
    ended(first, second)
    slow.close()
    assert fired(unit) == 1
    with unit() as session:
        assert waits.open_steps(session, case) == ["After"]


@pytest.mark.databases("postgresql")
def test_four_workers_fire_each_of_many_timers_once(unit: Unit, manager: Actor, database: Database) -> None:
    with unit() as session:
        process = catalog.process(session, manager, HOURS, mode="executable")
        for _ in range(60):
            actions.start(session, manager, process, {})
    later = clock.now() + timedelta(hours=3)

    def work() -> None:
        with clock.frozen(later):
            for _ in range(3):
                poll(unit)
                jobs.drain(database)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    ended(*threads)
    assert fired(unit) == 60
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 0
        assert jobs.failed(session) == []


def test_a_clock_that_jumps_a_day_neither_loses_nor_repeats(unit: Unit, manager: Actor, database: Database) -> None:
    with unit() as session:
        case = started(session, manager, LIMITED)
    now = clock.now()

    def at(moment: timedelta) -> int:
        with clock.frozen(now + moment):
            poll(unit)
            jobs.drain(database)
        return fired(unit, "limit")

    assert at(timedelta(minutes=30)) == 0
    assert at(timedelta(hours=1, minutes=1)) == 1
    assert at(timedelta(days=-1)) == 1
    assert at(timedelta(hours=1, minutes=2)) == 1
    assert at(timedelta(days=1)) == 3, "all three, each once"
    assert at(timedelta(days=-1)) == 3
    assert at(timedelta(days=30)) == 3
    with unit() as session:
        assert sorted(waits.open_steps(session, case)) == ["Late", "Late", "Late", "Work"]


def test_a_timer_taken_under_a_clock_that_went_wrong_is_taken_again(unit: Unit, case: str, database: Database) -> None:
    now = clock.now()
    with clock.frozen(now + timedelta(days=1)):
        poll(unit)
        with unit() as session:
            session.query(Job).delete()
    with clock.frozen(now + timedelta(hours=3)):
        poll(unit)
        jobs.drain(database)
    assert fired(unit) == 1


def test_a_hundred_thousand_who_wait_cost_one_statement_by_an_index(unit: Unit, case: str, database: Database) -> None:
    numbers = (
        "WITH RECURSIVE every(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < 100000) SELECT n FROM every"
        if database.is_sqlite
        else "SELECT n FROM generate_series(1, 100000) AS n"
    )
    with unit() as session:
        rows = f"SELECT instance_id, 'task-' || n, 'wait', due_at FROM timer, ({numbers}) AS many"
        session.execute(text(f"INSERT INTO timer (instance_id, task_id, step_id, due_at) {rows}"))
    if not database.is_sqlite:
        with unit() as session:
            session.execute(text("ANALYZE timer"))
    with count_statements(database) as counted, unit() as session:
        case_jobs.poll(session)
    assert len(counted) == 1, str(counted)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with unit() as session:
        where = "due_at <= '2026-01-01' AND held IS NULL AND taken_at IS NULL"
        plan = session.execute(
            text(f"{explain} SELECT task_id FROM timer WHERE {where} ORDER BY due_at LIMIT 500")
        ).all()
    assert "ix_timer_due" in str(plan), plan


def test_the_timers_of_a_suspended_case_are_held_until_it_goes_on(unit: Unit, case: str, database: Database) -> None:
    def become(state: str) -> None:
        with unit() as session:
            session.execute(update(Instance).where(Instance.id == case).values(state=state))

    become("suspended")
    with clock.frozen(clock.now() + timedelta(hours=3)):
        poll(unit)
        jobs.drain(database)
        assert fired(unit) == 0
        with unit() as session:
            assert session.scalars(select(Timer.held)).one() is True
        with count_statements(database) as counted:
            poll(unit)
        assert len(counted) == 1, "nobody looks at it again"
        become("running")
        with unit() as session:
            go_on(session, case)
        poll(unit)
        jobs.drain(database)
    assert fired(unit) == 1


def test_only_what_differs_is_written(unit: Unit, manager: Actor, database: Database) -> None:
    with unit() as session:
        case = started(session, manager, LIMITED)
    with unit() as session:
        instance = session.get_one(Instance, case)
        session.refresh(instance, ["thin"])
        from app.cases.actions.result.writers import Writing
        from app.catalog import queries as library
        from app.correlation.actions.subscriptions import store_waits
        from processes import engine

        version = library.version_by_id(session, instance.version_id)
        turn = engine.inspect(library.definition(version), instance.blob or b"", clock.now())
        session.flush()
        with count_statements(database) as counted:
            store_waits(session, instance, turn, writing := Writing(manager, clock.now(), []))
        assert len(counted) == 1, str(counted)
        assert (writing.columns, writing.awaited) == ({"waits": True}, ())


def test_ops_let_a_timer_fire_now_or_do_without_it(unit: Unit, manager: Actor, case: str) -> None:
    with unit() as session:
        ops = accounts.actor(session, role="ops")
        (timer,) = session.scalars(select(Timer)).all()
        with pytest.raises(Forbidden):
            actions.fire_now(session, accounts.actor(session), case, timer.task_id, "I want it")
        with pytest.raises(Invalid):
            actions.fire_now(session, ops, case, timer.task_id, " ")
        with pytest.raises(Conflict) as refused:
            actions.cancel_timer(session, ops, case, timer.task_id, "No need")
        assert refused.value.code == "ONLY_WAY_ON"
        actions.fire_now(session, ops, case, timer.task_id, "The paper came early")
        assert waits.open_steps(session, case) == ["After"]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "timer.fired")).one()
        assert entry.body["reason"] == "The paper came early"
        limited = started(session, manager, LIMITED)
        (timer,) = session.scalars(select(Timer)).all()
        actions.cancel_timer(session, ops, limited, timer.task_id, "Not measured this week")
        assert session.scalars(select(Timer)).all() == []
        assert waits.open_steps(session, limited) == ["Work"]
        told = session.scalars(select(StepEvent.detail).where(StepEvent.event == "timer_cancelled")).one()
        assert told == "Not measured this week"


def test_over_rest(client: FlaskClient, unit: Unit, case: str) -> None:
    with unit() as session:
        ops = accounts.bearer(session, accounts.person(session, role="ops"))
        worker = accounts.bearer(session, accounts.person(session))
    waiting = client.get(f"/api/v1/instances/{case}/waits", headers=worker).get_json()
    (timer,) = waiting["timers"]
    assert timer["step"] == "wait"
    path = f"/api/v1/instances/{case}/timers/{timer['task']}"
    assert client.post(f"{path}/fire", json={"reason": "now"}, headers=worker).status_code == 403
    assert client.post(f"{path}/cancel", json={"reason": "now"}, headers=ops).status_code == 409
    assert client.post(f"{path}/fire", json={}, headers=ops).status_code == 422
    assert (
        client.post(f"/api/v1/instances/{case}/timers/none/fire", json={"reason": "x"}, headers=ops).status_code == 404
    )
    answer = client.post(f"{path}/fire", json={"reason": "now"}, headers={**ops, "Idempotency-Key": "fire-1"})
    assert [task["step"]["id"] for task in answer.get_json()["tasks"]] == ["After"]
    assert (
        client.post(f"{path}/fire", json={"reason": "now"}, headers={**ops, "Idempotency-Key": "fire-1"}).status_code
        == 200
    )
    assert client.post(f"{path}/fire", json={"reason": "now"}, headers=ops).status_code == 404


def test_a_case_of_a_process_that_nobody_may_see_has_no_timers(client: FlaskClient, unit: Unit, manager: Actor) -> None:
    with unit() as session:
        north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
        process = catalog.process(session, manager, HOURS, mode="executable", unit=north, visibility="unit")
        case = actions.start(session, accounts.actor(session, unit=north), process, {}).id
        other = accounts.bearer(session, accounts.person(session, role="ops", unit=south))
        assert session.get_one(Process, process.id).unit_path
    assert client.get(f"/api/v1/instances/{case}/waits", headers=other).status_code == 404
