"""Messages: to the one whose keys are equal, whoever waits first or later, found by an index, started by, expired."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Instance
from app.correlation import actions as correlation_actions
from app.correlation.actions.correlation_keys import keys_of
from app.correlation.jobs import tidy
from app.correlation.tables import Message, Subscription, SubscriptionKey
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models, waits
from tests.support.awaiting import blocked, ended
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


def load(unit: Unit, manager: Actor, xml: bytes, **more: str) -> str:
    with unit() as session:
        return catalog.process(session, manager, xml, mode="executable", **more).id


def start(session: Session, manager: Actor, process_id: str, data: dict[str, object]) -> str:
    from app.catalog.tables import Process

    return case_actions.start(session, manager, session.get_one(Process, process_id), data).id


def test_a_message_goes_to_the_case_whose_keys_are_equal(unit: Unit, manager: Actor) -> None:
    for xml in (waits.WAITS_FOR_MESSAGE, waits.BY_KEYS, waits.BY_ZEEBE_KEYS):
        process = load(unit, manager, xml)
        with unit() as session:
            first, second = (start(session, manager, process, {"order": n, "who": "A"}) for n in (1, 2))
            sent = correlation_actions.send(session, manager, "payment", {"order": 2.0}, {"paid": True})
            assert (sent.delivered_to, sent.state) == (second, "delivered")
            assert waits.open_steps(session, second) == ["After"]
            assert waits.open_steps(session, first) == []
            assert session.get_one(Instance, second).data["paid"] is True
            for keys in ({"order": 2}, {"order": "1"}, {"order": 1, "colour": "red"}, {"order": True}):
                sent = correlation_actions.send(session, manager, "payment", keys, {}, timedelta(0))
                assert (sent.delivered_to, sent.state) == (None, "expired"), keys
            assert correlation_actions.send(session, manager, "other", {}, {}).delivered_to is None
            assert correlation_actions.send(session, manager, "payment", {}, {}, timedelta(0)).delivered_to == first


def test_several_keys_must_all_be_equal(unit: Unit, manager: Actor) -> None:
    process = load(unit, manager, waits.WAITS_FOR_MESSAGE)
    with unit() as session:
        ids = {(n, shop): start(session, manager, process, {"order": n, "shop": shop}) for n in (1, 2) for shop in "AB"}
        for (n, shop), instance_id in reversed(ids.items()):
            assert (
                correlation_actions.send(session, manager, "payment", {"shop": shop, "order": n}, {}).delivered_to
                == instance_id
            )


def test_an_early_message_is_kept_for_the_first_who_waits_later(unit: Unit, manager: Actor) -> None:
    process = load(unit, manager, waits.LATER)
    with unit() as session:
        for n in (1, 2):
            kept = correlation_actions.send(session, manager, "payment", {"order": 7}, {"number": n})
            assert (kept.delivered_to, kept.state) == (None, "waiting")
        seven, eight = (start(session, manager, process, {"order": n}) for n in (7, 8))
    with unit() as session:
        for instance_id in (eight, seven):
            waits.do(session, manager, instance_id)
        assert waits.open_steps(session, eight) == []
        assert waits.open_steps(session, seven) == ["After"]
        assert session.get_one(Instance, seven).data["number"] == 1
        states = session.execute(select(Message.state, Message.delivered_to).order_by(Message.id)).all()
        assert [tuple(row) for row in states] == [("delivered", seven), ("waiting", None)]
        again = start(session, manager, process, {"order": 7})
        waits.do(session, manager, again)
        assert session.get_one(Instance, again).data["number"] == 2


def test_a_kept_message_expires_and_is_cleared_away(unit: Unit, manager: Actor) -> None:
    process = load(unit, manager, waits.WAITS_FOR_MESSAGE)
    now = clock.now()
    with unit() as session:
        correlation_actions.send(session, manager, "payment", {"order": 1}, {}, timedelta(minutes=10))
        correlation_actions.send(session, manager, "payment", {"order": 2}, {})
    with clock.frozen(now + timedelta(minutes=11)), unit() as session:
        assert waits.open_steps(session, start(session, manager, process, {"order": 1})) == []
        assert waits.open_steps(session, start(session, manager, process, {"order": 2})) == ["After"]
        tidy.messages(session)
        assert session.scalars(select(Message.state).order_by(Message.id)).all() == ["expired", "delivered"]
    with clock.frozen(now + timedelta(days=8)), unit() as session:
        tidy.messages(session)
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_keys_follow_the_data_of_a_case_while_it_waits(unit: Unit, manager: Actor) -> None:
    split = (
        '<parallelGateway id="split"/><parallelGateway id="join"/>' + models.task("Name it")
        + waits.catch("wait", waits.MESSAGE) + models.task("After")
    )  # fmt: skip
    flows = models.chain("split", "wait", "join") + models.chain("split", "Name_it", "After", "join")
    xml = waits.process(split, ids=("split",), more=flows + models.flow("join", "done"))
    process = load(unit, manager, xml.replace(models.flow("split", "done").encode(), b""))
    with unit() as session:
        instance_id = start(session, manager, process, {"order": 1})
        (task,) = (t for t in queries.open_tasks(session, instance_id) if t.step_id == "Name_it")
        task_actions.complete(session, manager, task.id, {"result": "new"})
        assert (
            correlation_actions.send(session, manager, "payment", {"order": 1, "result": "old"}, {}).delivered_to
            is None
        )
        assert correlation_actions.send(session, manager, "payment", {"result": "new"}, {}).delivered_to == instance_id
        assert session.scalar(select(func.count()).select_from(SubscriptionKey)) == 0


def test_a_message_goes_to_the_round_whose_item_is_equal(unit: Unit, manager: Actor) -> None:
    over = '<multiInstanceLoopCharacteristics camunda:collection="ids" camunda:elementVariable="rid"/>'
    receive = f'<receiveTask id="R" name="R" messageRef="m">{over}</receiveTask>'
    process = load(unit, manager, waits.process(receive, models.task("After"), ids=("R", "After")))
    with unit() as session:
        assert correlation_actions.send(session, manager, "payment", {"rid": "t3"}, {"first": 1}).delivered_to is None
        instance_id = start(session, manager, process, {"ids": ["t1", "t2", "t3"], "shop": "A"})
        case = session.get_one(Instance, instance_id)
        assert case.data == {"ids": ["t1", "t2", "t3"], "shop": "A", "first": 1}
        assert (
            correlation_actions.send(session, manager, "payment", {"rid": "t3"}, {}, timedelta(0)).delivered_to is None
        )
        sent = correlation_actions.send(
            session, manager, "payment", {"rid": "t2", "shop": "A"}, {"rid": "t2", "paid": True}
        )
        assert sent.delivered_to == instance_id
        assert case.data == {"ids": ["t1", "t2", "t3"], "shop": "A", "first": 1, "paid": True}
        assert (
            correlation_actions.send(session, manager, "payment", {"rid": "t2"}, {}, timedelta(0)).delivered_to is None
        )
        assert (
            correlation_actions.send(session, manager, "payment", {"rid": "t1", "paid": True}, {}).delivered_to
            == instance_id
        )
        assert waits.open_steps(session, instance_id) == ["After"]
        assert session.scalar(select(func.count()).select_from(SubscriptionKey)) == 0


def test_keys_follow_the_data_of_a_call_that_keeps_its_own(unit: Unit, manager: Actor) -> None:
    mapping = '<extensionElements><camunda:in source="who" target="who"/></extensionElements>'
    inside = '<startEvent id="s2"/><parallelGateway id="split"/><parallelGateway id="join"/><endEvent id="e2"/>'
    inside += models.task("Name it") + waits.catch("wait", waits.MESSAGE) + models.chain("s2", "split", "wait", "join")
    inside += models.chain("split", "Name_it", "join", "e2")
    called = f'<callActivity id="c" name="C" calledElement="q">{mapping}</callActivity>'
    before = f'{waits.KNOWN}<process id="q">{inside}</process>'
    process = load(unit, manager, waits.process(called, models.task("After"), ids=("c", "After"), before=before))
    with unit() as session:
        instance_id = start(session, manager, process, {"who": "Ada", "order": 1})
        assert (
            correlation_actions.send(session, manager, "payment", {"order": 1}, {}, timedelta(0)).delivered_to is None
        )
        (task,) = (t for t in queries.open_tasks(session, instance_id) if t.step_id == "Name_it")
        assert (
            correlation_actions.send(session, manager, "payment", {"result": "new"}, {}, timedelta(0)).delivered_to
            is None
        )
        task_actions.complete(session, manager, task.id, {"result": "new"})
        assert session.get_one(Instance, instance_id).data == {"who": "Ada", "order": 1}
        sent = correlation_actions.send(session, manager, "payment", {"result": "new", "who": "Ada"}, {})
        assert sent.delivered_to == instance_id
        assert waits.open_steps(session, instance_id) == ["After"]


def test_the_receiver_is_found_by_an_index_among_ten_thousand(unit: Unit, manager: Actor, database: Database) -> None:
    process = load(unit, manager, waits.WAITS_FOR_MESSAGE)
    with unit() as session:
        template = session.get_one(Instance, start(session, manager, process, {"order": -1, "shop": "A"}))
        row = session.scalars(select(Subscription)).one()
        table = Instance.__table__
        fixed = dict(session.execute(select(table).where(table.c.id == template.id)).mappings().one())
        ids = sorted(new_id() for _ in range(10_500))
        session.execute(
            insert(table), [{**fixed, "id": i, "data": {"order": n, "shop": "A"}} for n, i in enumerate(ids)]
        )
        session.execute(
            insert(Subscription.__table__),
            [{"instance_id": i, "task_id": row.task_id, "step_id": "wait", "kind": "message", "name": "payment",
              "correlation": {}, "keyed": True} for i in ids],
        )  # fmt: skip
        session.execute(
            insert(SubscriptionKey.__table__),
            [{"hash": h, "instance_id": i, "task_id": row.task_id}
             for n, i in enumerate(ids) for h in keys_of("payment", {"order": n, "shop": "A"}).values()],
        )  # fmt: skip
    for keys in ({"order": 10_400}, {"shop": "A", "order": 10_300}):
        with count_statements(database) as counted, unit() as session:
            sent = correlation_actions.send(session, manager, "payment", keys, {})
        assert sent.delivered_to == ids[keys["order"]]
        assert len(counted) <= 14, str(counted)
        looked = [s for s in counted.statements if "FROM subscription_key" in s and s.startswith("SELECT")]
        assert len(looked) == len(keys)
    with count_statements(database) as counted, unit() as session:
        assert correlation_actions.send(session, manager, "payment", {"order": 99_999}, {}).delivered_to is None
    assert len(counted) <= 8, str(counted)


def test_a_message_starts_a_case_where_nobody_waits(unit: Unit, manager: Actor) -> None:
    xml = waits.process(
        models.task("Check"), waits.catch("wait", waits.MESSAGE), ids=("Check", "wait"), start=waits.MESSAGE
    )
    process = load(unit, manager, xml)
    with unit() as session:
        first = correlation_actions.send(session, manager, "payment", {"order": 5}, {"amount": 10}).delivered_to
        assert first is not None
        started = session.get_one(Instance, first)
        assert (started.process_id, started.data) == (process, {"order": 5, "amount": 10})
        waits.do(session, manager, first)
        # a case that waits with equal keys comes first, another one is started by other keys
        assert correlation_actions.send(session, manager, "payment", {"order": 6}, {}).delivered_to not in (None, first)
        assert correlation_actions.send(session, manager, "payment", {"order": 5}, {}).delivered_to == first
        session.flush()
        assert session.get_one(Instance, first).state == "completed"


def test_what_was_replaced_or_put_away_is_not_started(unit: Unit, manager: Actor) -> None:
    from app.catalog import actions as library
    from app.catalog.tables import Process

    begins = waits.process(models.task("Check"), ids=("Check",), start=waits.MESSAGE)
    one, other = load(unit, manager, begins), load(unit, manager, begins)
    with unit() as session:
        assert _started(session, manager) == one
        catalog.published(session, manager, session.get_one(Process, one), models.linear("A"))
        assert _started(session, manager) == other
        library.archive(session, manager, session.get_one(Process, other))
        session.flush()
        assert correlation_actions.send(session, manager, "payment", {}, {}).delivered_to is None


def _started(session: Session, manager: Actor) -> str:
    """The process of the case that a message starts."""
    return session.get_one(
        Instance, correlation_actions.send(session, manager, "payment", {}, {}).delivered_to
    ).process_id


def test_nobody_sends_to_a_unit_that_is_closed_to_them(unit: Unit, manager: Actor) -> None:
    with unit() as session:
        north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
        northerner, southerner = accounts.actor(session, unit=north), accounts.actor(session, unit=south)
        kwargs = {"unit": north, "visibility": "unit", "mode": "executable"}
        process = catalog.process(session, manager, waits.LATER, **kwargs)
        case = case_actions.start(session, northerner, process, {"order": 1}).id
        assert (
            correlation_actions.send(session, southerner, "payment", {"order": 1}, {"bad": True}).delivered_to is None
        )
        waits.do(session, northerner, case)
        assert (
            correlation_actions.send(session, southerner, "payment", {"order": 1}, {"bad": True}).delivered_to is None
        )
        assert waits.open_steps(session, case) == []
        assert correlation_actions.send(session, northerner, "payment", {"order": 1}, {}).delivered_to == case


def test_what_a_case_sends_comes_once_though_its_job_runs_twice(unit: Unit, manager: Actor, database: Database) -> None:
    from app.correlation.jobs import deliveries

    sends = waits.process(waits.throw("send", waits.MESSAGE), ids=("send",), before=waits.KNOWN + waits.KEYS)
    receiver, sender = load(unit, manager, waits.BY_KEYS), load(unit, manager, sends)
    with unit() as session:
        first, second = (start(session, manager, receiver, {"order": 1}) for _ in range(2))
        start(session, manager, sender, {"order": 1})
    jobs.drain(database)
    with unit() as session:
        sent = session.scalars(select(Message)).one()
        assert sent.delivered_to == first
        again = {"kind": "message", "name": sent.name, "data": sent.data, "correlation": sent.correlation}
        deliveries.throw(session, **again, **{"from": sent.from_id, "id": sent.id})
        session.flush()
        assert waits.open_steps(session, second) == []
        assert session.scalar(select(func.count()).select_from(Message)) == 1


@pytest.mark.databases("postgresql")
def test_eight_senders_at_once_reach_one_receiver_each_message_one(
    unit: Unit, manager: Actor, database_url: str, database: Database
) -> None:
    process = load(unit, manager, waits.WAITS_FOR_MESSAGE)
    with unit() as session:
        ids = [start(session, manager, process, {"order": 1, "n": n}) for n in range(3)]
    other, barrier, got = Database(database_url, pool_size=10), Barrier(8), list[str | None]()

    def send() -> None:
        barrier.wait()
        with unit_of_work(other) as session:
            got.append(correlation_actions.send(session, manager, "payment", {"order": 1}, {}).delivered_to)

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    ended(*threads)
    other.close()
    assert sorted(filter(None, got)) == sorted(ids)
    assert got.count(None) == 5
    jobs.drain(database)
    with unit() as session:
        assert [waits.open_steps(session, i) for i in ids] == [["After"]] * 3
        assert session.scalar(select(func.count()).where(Message.state == "waiting")) == 5


@pytest.mark.databases("postgresql")
def test_a_message_and_one_who_begins_to_wait_in_the_same_moment_meet(
    unit: Unit, manager: Actor, database_url: str, database: Database
) -> None:
    """Neither sees the other's row before the commits: the kept message is looked for once more."""
    process = load(unit, manager, waits.WAITS_FOR_MESSAGE)
    other = Database(database_url)
    with unit_of_work(other) as waiting:
        instance_id = start(waiting, manager, process, {"order": 1})
        with unit() as session:
            assert correlation_actions.send(session, manager, "payment", {"order": 1}, {}).delivered_to is None
        worker = Thread(target=jobs.drain, args=(database,))
        worker.start()
        blocked(database, worker)
        assert worker.is_alive(), "the job waits for whoever has not yet committed"
    ended(worker)
    other.close()
    with unit() as session:
        assert waits.open_steps(session, instance_id) == ["After"]
        assert session.scalars(select(Message.delivered_to)).one() == instance_id


def test_over_rest(client: FlaskClient, unit: Unit, manager: Actor) -> None:
    load(unit, manager, waits.WAITS_FOR_MESSAGE, key="paying")
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session))
    case = client.post("/api/v1/processes/paying/instances", json={"data": {"order": 1}}, headers=headers).get_json()
    body = {"name": "payment", "correlation": {"order": 1}, "data": {"paid": True}}
    keyed = {**headers, "Idempotency-Key": "message-1"}
    for _ in range(2):
        answer = client.post("/api/v1/messages", json=body, headers=keyed)
        assert answer.status_code == 202
        assert answer.get_json()["delivered_to"] == case["id"]
    kept = client.post("/api/v1/messages", json={**body, "expires": "PT1H"}, headers=headers).get_json()
    assert (kept["delivered_to"], kept["state"]) == (None, "waiting")
    assert kept["kept_until"].endswith("Z")
    for wrong in ("soon", "1", 5, [], "P1Y1X"):
        assert client.post("/api/v1/messages", json={**body, "expires": wrong}, headers=headers).status_code == 422
    assert client.post("/api/v1/messages", json={**body, "name": ""}, headers=headers).status_code == 422


def test_of_all_that_a_gateway_waits_for_the_first_starts_a_case_and_the_others_come_to_it(
    unit: Unit, manager: Actor
) -> None:
    parts = {"bill": "m", "goods": "n"}
    events = (waits.catch(one, waits.definition("message", about=f' messageRef="{ref}"')) for one, ref in parts.items())
    gate = '<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/><parallelGateway id="j"/>'
    chains = (models.chain("g", one, "j") for one in parts)
    body = "".join((gate, *events, *chains, models.task("Pay"), '<endEvent id="e"/>', models.chain("j", "Pay", "e")))
    load(unit, manager, models.bpmn(body, before='<message id="m" name="bill"/><message id="n" name="goods"/>'))
    for first, last in (("bill", "goods"), ("goods", "bill")):
        with unit() as session:
            begun = correlation_actions.send(session, manager, first, {"order": 1}, {"order": 1})
            assert begun.state == "delivered"
            case = begun.delivered_to or ""
            other = correlation_actions.send(session, manager, last, {"order": 2}, {"order": 2})
            assert other.delivered_to not in (None, case)
            assert correlation_actions.send(session, manager, last, {"order": 1}, {}).delivered_to == case
            assert waits.open_steps(session, case) == ["Pay"]
            case_actions.cancel(session, manager, other.delivered_to or "", "Over")
