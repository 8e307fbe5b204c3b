"""Cases that start by themselves: by a time, a signal; each time once, whatever is published or put away meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases.tables import Incident, Instance
from app.catalog import actions as library
from app.catalog.tables import Process
from app.correlation import actions as correlation_actions
from app.correlation.actions import triggers
from app.correlation.jobs import starts
from app.correlation.tables import Trigger
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.errors import Conflict
from app.kernel.ids import made_at, new_id
from app.kernel.policy import Actor
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


def beginning(kind: str, text: str, task: str = "Check") -> bytes:
    return waits.process(models.task(task), ids=(models.step_id(task),), start=waits.time(kind, text))


def load(unit: Unit, manager: Actor, xml: bytes) -> str:
    with clock.frozen(NOON), unit() as session:
        return catalog.process(session, manager, xml, mode="executable").id


def at(unit: Unit, database: Database, moment: datetime, polls: int = 2) -> int:
    """Have two workers look at this moment, and say how many cases there are then."""
    with clock.frozen(moment):
        for _ in range(polls):
            with unit() as session:
                starts.poll(session)
        jobs.drain(database)
    with unit() as session:
        return session.scalar(select(func.count()).select_from(Instance)) or 0


def test_a_cycle_starts_a_case_each_time_once(unit: Unit, manager: Actor, database: Database) -> None:
    load(unit, manager, beginning("timeCycle", "R3/PT1H"))
    assert at(unit, database, NOON + timedelta(minutes=59)) == 0
    assert at(unit, database, NOON + timedelta(minutes=61)) == 1
    assert at(unit, database, NOON + timedelta(minutes=62)) == 1
    assert at(unit, database, NOON - timedelta(days=1)) == 1
    assert at(unit, database, NOON + timedelta(minutes=121)) == 2
    assert at(unit, database, NOON + timedelta(days=9)) == 3
    assert at(unit, database, NOON + timedelta(days=99)) == 3
    with unit() as session:
        (case, *_) = session.scalars(select(Instance).order_by(Instance.id))
        assert waits.open_steps(session, case.id) == ["Check"]


def test_what_was_missed_is_made_up_for_up_to_a_hundred(unit: Unit, manager: Actor, database: Database) -> None:
    load(unit, manager, beginning("timeCycle", "R/PT1H"))
    assert at(unit, database, NOON + timedelta(hours=24, minutes=1)) == 24
    assert at(unit, database, NOON + timedelta(hours=1)) == 24
    assert at(unit, database, NOON + timedelta(days=100)) == 24 + 1 + 100
    with unit() as session:
        assert session.scalars(select(Trigger.due_at)).one() == NOON + timedelta(days=100, hours=1)


@pytest.mark.parametrize(
    ("first", "days"), [(datetime(2026, 3, 27, 12, tzinfo=UTC), 4), (datetime(2026, 10, 23, 12, tzinfo=UTC), 4)]
)
def test_nights_when_clocks_change_neither_lose_nor_repeat(
    unit: Unit, manager: Actor, database: Database, first: datetime, days: int
) -> None:
    with clock.frozen(first), unit() as session:
        catalog.process(session, manager, beginning("timeCycle", "TZ=Europe/Berlin 30 2 * * *"), mode="executable")
    found, moment, cases = set[datetime](), first, 0
    while moment < first + timedelta(days=days):
        moment += timedelta(minutes=30)
        now = at(unit, database, moment, polls=1)
        assert now - cases in (0, 1)
        if now > cases:
            found.add(moment)
        cases = now
    assert cases == days
    assert len({moment.date() for moment in found}) == days


def test_a_date_starts_one_case(unit: Unit, manager: Actor, database: Database) -> None:
    load(unit, manager, beginning("timeDate", "2026-06-02T09:00:00Z"))
    assert at(unit, database, NOON) == 0
    assert at(unit, database, NOON + timedelta(days=1)) == 1
    assert at(unit, database, NOON + timedelta(days=2)) == 1


def test_a_new_version_keeps_a_time_that_stays_and_counts_a_new_one_afresh(
    unit: Unit, manager: Actor, database: Database
) -> None:
    process = load(unit, manager, beginning("timeCycle", "R/PT4H"))
    with clock.frozen(NOON + timedelta(hours=3)), unit() as session:
        catalog.published(session, manager, session.get_one(Process, process), beginning("timeCycle", "R/PT4H", "New"))
    assert at(unit, database, NOON + timedelta(hours=4, minutes=1)) == 1
    with unit() as session:
        assert waits.open_steps(session, session.scalars(select(Instance.id)).one()) == ["New"]
    with clock.frozen(NOON + timedelta(hours=5)), unit() as session:
        catalog.published(session, manager, session.get_one(Process, process), beginning("timeCycle", "R/PT2H"))
    assert at(unit, database, NOON + timedelta(hours=6, minutes=59)) == 1
    assert at(unit, database, NOON + timedelta(hours=7, minutes=1)) == 2
    with unit() as session:
        catalog.published(session, manager, session.get_one(Process, process), models.linear("A"))
        assert session.scalars(select(Trigger)).all() == []


def test_what_is_put_away_starts_nothing_and_goes_on_when_it_is_back(
    unit: Unit, manager: Actor, database: Database
) -> None:
    process = load(unit, manager, beginning("timeCycle", "R/PT1H"))
    with unit() as session:
        library.archive(session, manager, session.get_one(Process, process))
    assert at(unit, database, NOON + timedelta(hours=5, minutes=1)) == 0
    with unit() as session:
        library.restore(session, manager, session.get_one(Process, process))
    assert at(unit, database, NOON + timedelta(hours=6, minutes=1)) == 1


def test_a_documented_process_starts_by_people_only(unit: Unit, manager: Actor, database: Database) -> None:
    with unit() as session:
        catalog.process(session, manager, beginning("timeCycle", "R/PT1H"), mode="documenting")
        assert session.scalars(select(Trigger)).all() == []


def test_a_signal_reaches_all_who_wait_and_starts_what_begins_with_it(
    unit: Unit, manager: Actor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.correlation.actions.signals.CHUNK", 7)
    load(unit, manager, waits.process(models.task("Check"), ids=("Check",), start=waits.SIGNAL))
    sends = load(unit, manager, waits.process(waits.throw("send", waits.SIGNAL), ids=("send",)))
    with unit() as session:
        process = catalog.process(session, manager, waits.WAITS_FOR_SIGNAL, mode="executable")
        ids = [case_actions.start(session, manager, process, {}).id for _ in range(30)]
        case_actions.start(session, manager, session.get_one(Process, sends), {"why": "fire"})
    jobs.drain(database)
    with unit() as session:
        assert all(waits.open_steps(session, case) == ["After"] for case in ids)
        started = session.scalars(select(Instance).where(Instance.process_id.not_in((process.id, sends)))).one()
        assert started.data == {"why": "fire"}
        assert waits.open_steps(session, started.id) == ["Check"]


def test_a_signal_for_a_suspended_case_is_kept_until_it_goes_on(unit: Unit, manager: Actor, database: Database) -> None:
    from app.correlation.actions.catch_up import go_on

    with unit() as session:
        process = catalog.process(session, manager, waits.WAITS_FOR_SIGNAL, mode="executable")
        case = case_actions.start(session, manager, process, {})
        case.state = "suspended"
    with unit() as session:
        correlation_actions.send_signal(session, manager, "alarm", {"loud": True})
    jobs.drain(database)
    with unit() as session:
        held = session.get_one(Instance, case.id)
        assert waits.open_steps(session, case.id) == []
        held.state = "running"
        session.flush()
        go_on(session, case.id)
        assert waits.open_steps(session, case.id) == ["After"]
        session.refresh(held)
        assert held.data["loud"] is True


def test_a_message_for_a_suspended_case_is_kept_for_it_and_starts_no_other(
    unit: Unit, manager: Actor, database: Database
) -> None:
    from app.correlation.actions.catch_up import go_on

    xml = waits.process(
        waits.catch("wait", waits.MESSAGE), models.task("After"), ids=("wait", "After"), start=waits.MESSAGE
    )
    with unit() as session:
        process = catalog.process(session, manager, xml, mode="executable")
        case = case_actions.start(session, manager, process, {"order": 1})
        case.state = "suspended"
        session.flush()
        sent = correlation_actions.send(session, manager, "payment", {"order": 1}, {"paid": True})
        assert (sent.delivered_to, sent.state) == (None, "waiting")
    jobs.drain(database)
    with unit() as session:
        held = session.get_one(Instance, case.id)
        assert waits.open_steps(session, case.id) == []
        held.state = "running"
        session.flush()
        go_on(session, case.id)
        assert waits.open_steps(session, case.id) == ["After"]


ROUND = {
    "message": waits.process(waits.throw("send", waits.MESSAGE), ids=("send",), start=waits.MESSAGE),
    "signal": waits.process(waits.throw("send", waits.SIGNAL), ids=("send",), start=waits.SIGNAL),
}


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_cases_that_start_each_other_for_ever_are_stopped_and_said(
    unit: Unit, manager: Actor, database: Database, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(triggers, "MOST_IN_A_ROW", 5)
    with unit() as session:
        catalog.process(session, manager, ROUND[kind], mode="executable")
        if kind == "message":
            correlation_actions.send(session, manager, "payment", {}, {})
        else:
            correlation_actions.send_signal(session, manager, "alarm", {})
    with pytest.raises(Conflict, match=r"“payment”|“alarm”") as refused:
        jobs.drain(database)
    assert refused.value.code == "ENDLESS_STARTS"
    jobs.drain(database)
    with unit() as session:
        assert sorted(session.scalars(select(func.coalesce(Instance.chain, 0)))) == [0, 1, 2, 3, 4, 5]
        last = session.scalars(select(Instance).where(Instance.chain == 5)).one()
        (incident,) = session.scalars(select(Incident).where(Incident.instance_id == last.id))
        assert incident.closed_at is None and "number 6 in a row" in incident.words


DOUBLE = waits.process(
    waits.throw("one", waits.MESSAGE), waits.throw("two", waits.MESSAGE), ids=("one", "two"), start=waits.MESSAGE
)


def test_cases_that_double_with_each_generation_end_at_a_number(
    unit: Unit, manager: Actor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triggers, "MOST_OF_ONE", 20)
    with unit() as session:
        catalog.process(session, manager, DOUBLE, mode="executable")
        correlation_actions.send(session, manager, "payment", {}, {})
    for _ in range(100):
        with suppress(Conflict):
            jobs.drain(database)
    with unit() as session:
        first, *others = session.scalars(select(Instance).order_by(Instance.id))
        assert len(others) == 20 and {one.origin_id for one in others} == {first.id}
        assert "lead to at most 20 others" in session.scalars(select(Incident.words)).first()


def test_more_cases_a_minute_than_a_process_may_start_wait_and_are_not_lost(
    unit: Unit, manager: Actor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triggers, "MOST_A_MINUTE", 3)
    throws = [waits.throw(f"t{number}", waits.MESSAGE) for number in range(5)]
    with unit() as session:
        xml = waits.process(models.task("Work"), ids=("Work",), start=waits.MESSAGE)
        catalog.process(session, manager, xml, mode="executable")
        thrower = waits.process(*throws, ids=tuple(f"t{number}" for number in range(5)))
        case_actions.start(session, manager, catalog.process(session, manager, thrower, mode="executable"))
    jobs.drain(database)
    with unit() as session:
        assert len(session.scalars(select(Instance)).all()) == 1 + 3
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        jobs.drain(database)
    with unit() as session:
        assert len(session.scalars(select(Instance)).all()) == 1 + 5


def test_a_case_that_starts_the_next_one_after_some_time_may_do_so_for_ever(
    unit: Unit, manager: Actor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triggers, "MOST_IN_A_ROW", 0)
    with unit() as session:
        xml = waits.process(models.task("Work"), waits.throw("send", waits.MESSAGE), ids=("Work", "send"),
                            start=waits.MESSAGE)  # fmt: skip
        catalog.process(session, manager, xml, mode="executable")
        correlation_actions.send(session, manager, "payment", {}, {})
    for number in range(1, 4):
        with unit() as session:
            found = session.scalars(select(Instance).order_by(Instance.id.desc())).first()
            assert found is not None
            found.started_at -= timedelta(minutes=2)
            session.flush()
            waits.do(session, manager, found.id)
        jobs.drain(database)
        with unit() as session:
            assert session.scalar(select(func.count()).select_from(Instance)) == number + 1


def test_an_id_says_when_it_was_made() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    assert before <= made_at(new_id()) <= datetime.now(UTC) + timedelta(milliseconds=1)
