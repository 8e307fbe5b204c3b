"""An upload is looked at, prepared while nothing is held, and written if what was looked at is still so."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

from app.catalog import actions, queries
from app.catalog.actions import reading
from app.catalog.queries import version_diff
from app.catalog.queries.models import Recent
from app.catalog.tables import Process
from app.catalog.uploads import impact
from app.kernel.policy import SYSTEM
from processes.engine.preparation import child
from tests.factories import accounts, catalog, models
from tests.factories.accounts import CSRF
from tests.processes.decisions.tables import dmn, table
from tests.support.awaiting import ended
from tests.support.counting import count_statements
from tests.support.locks import nothing_is_held

URL = "/api/v1/processes"
LIVE, NEWER = models.linear("A", "B"), models.linear("A", "C")
OLD = dmn(table("credit", "age:number", "limit", "> 1 => 1"))
TABLE = dmn(table("credit", "age:number", "limit", "> 2 => 1"))
CALLS = models.linear("A").replace(b"<userTask ", b'<callActivity calledElement="later" ', 1)
CALLS = CALLS.replace(b"</userTask>", b"</callActivity>", 1)


class Watch:
    """Stands in for the preparing of models: says what is held meanwhile, and lets others act in the middle of it."""

    def __init__(self, database) -> None:
        self.database = database
        self.free: list[bool] = []
        self.meanwhile: list[Callable[[], Any]] = []

    def __call__(self, *given, **more):
        self.free.append(nothing_is_held(self.database) and not self._in_transactions())
        for act in self.meanwhile[:1]:
            self.meanwhile.remove(act)
            other = threading.Thread(target=act)
            other.start()
            ended(other)
        return child.prepare_in_child(*given, **more)

    def _in_transactions(self) -> int:
        """Count, from outside, the sessions of PostgreSQL that are in a transaction on this database."""
        if self.database.is_sqlite:
            return 0
        engine = create_engine(self.database.engine.url)
        mine = "datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        with engine.connect() as other:
            found = other.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}"))
        engine.dispose()
        return found


@pytest.fixture
def watch(database, monkeypatch) -> Watch:
    """Nothing is known from before, and all preparing is watched."""
    watched = Watch(database)
    monkeypatch.setattr(reading, "prepare_in_child", watched)
    monkeypatch.setattr(reading, "_read", Recent(0))
    monkeypatch.setattr(reading, "_parsed", Recent(0))
    return watched


@pytest.fixture
def offer(unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        actions.create(session, owner, "offer", "Offer", LIVE, files={"credit.dmn": OLD})
    return "offer"


@pytest.fixture
def live(unit):
    """Give what is live of a process: number, model, files."""

    def of(key="offer"):
        with unit() as session:
            process = queries.process_by_key(session, SYSTEM, key)
            found = queries.live_version(session, process)
            return found.number, found.xml, queries.files_of(session, found.id)

    return of


def part(content: bytes, name: str = "m.bpmn"):
    return io.BytesIO(content), name


def page(**fields):
    return {**fields, **CSRF}


WAYS = {
    "new by program": lambda c, b, h: c.post(URL, json={"key": "fresh", "bpmn": NEWER.decode()}, headers=h),
    "new file by program": lambda c, b, h: c.post(URL, data={"key": "fresh", "file": part(NEWER)}, headers=h),
    "new on the page": lambda c, b, h: b.post("/processes/new", data=page(title="Fresh", file=part(NEWER))),
    "next by program": lambda c, b, h: c.post(f"{URL}/offer/versions", json={"bpmn": NEWER.decode()}, headers=h),
    "next as it was seen": lambda c, b, h: c.post(
        f"{URL}/offer/versions", json={"bpmn": NEWER.decode()},
        headers={**h, "If-Match": c.get(f"{URL}/offer", headers=h).headers["ETag"]},
    ),
    "files alone by program": lambda c, b, h: c.post(
        f"{URL}/offer/versions", data={"files": part(TABLE, "credit.dmn")}, headers=h
    ),
    "next on the page": lambda c, b, h: b.post("/processes/offer/versions/new", data=page(file=part(NEWER))),
    "another mode by program": lambda c, b, h: c.post(f"{URL}/offer/mode", json={"mode": "documenting"}, headers=h),
    "another mode on the page": lambda c, b, h: b.post("/processes/offer/mode", data=page(mode="documenting")),
    "a table on the page": lambda c, b, h: b.post(
        "/processes/offer/decisions", data=page(files=part(TABLE, "credit.dmn"))
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_held_while_a_model_is_prepared(client, browser, people, offer, watch, live, way):
    watch.free.clear()
    answer = WAYS[way](client, browser, people["as_manager"])
    assert answer.status_code in (201, 303), answer.text
    assert watch.free == [True], "prepared once, with no lock and no transaction"
    assert live("fresh" if way.startswith("new") else "offer")[0] == (1 if way.startswith("new") else 2)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("way", ["next by program", "next on the page"])
def test_what_it_changes_is_worked_out_before_anybody_waits(client, browser, people, offer, database, monkeypatch, way):
    held = []
    diff, rows = version_diff.change.diff, impact.version_touched.answers

    def comparing_now(*given):
        held.append(database.write_lock.locked())
        return diff(*given)

    def touching_now(*given, **more):
        held.append(database.write_lock.locked())
        return rows(*given, **more)

    monkeypatch.setattr(version_diff.change, "diff", comparing_now)
    monkeypatch.setattr(impact.version_touched, "answers", touching_now)
    assert WAYS[way](client, browser, people["as_manager"]).status_code in (201, 303)
    assert held and not any(held)


def test_what_became_live_meanwhile_is_what_the_next_version_follows(client, people, offer, watch, live, unit):
    """A model that is sent alone keeps the live files; where those changed meanwhile, it is prepared with them."""

    def meanwhile():
        with unit() as session:
            process = queries.process_by_key(session, SYSTEM, offer)
            actions.publish(session, SYSTEM, process, LIVE, files={"credit.dmn": TABLE})

    watch.free.clear()
    watch.meanwhile = [meanwhile]
    answer = client.post(f"{URL}/offer/versions", json={"bpmn": NEWER.decode()}, headers=people["as_manager"])
    assert (answer.status_code, answer.json["number"]) == (201, 3), answer.text
    assert live() == (3, NEWER, {"credit.dmn": TABLE})
    assert watch.free == [True, False, True], "the second is that of who published meanwhile, in a unit of its own"


def test_what_was_seen_must_still_be_live_when_it_is_written(client, people, offer, watch, live, unit):
    def meanwhile():
        with unit() as session:
            process = queries.process_by_key(session, SYSTEM, offer)
            actions.publish(session, SYSTEM, process, models.linear("Z"))

    headers = people["as_manager"]
    seen = client.get(f"{URL}/offer", headers=headers).headers["ETag"]
    watch.meanwhile = [meanwhile]
    answer = client.post(f"{URL}/offer/versions", json={"bpmn": NEWER.decode()}, headers={**headers, "If-Match": seen})
    assert (answer.status_code, answer.json["code"]) == (412, "CHANGED_MEANWHILE")
    assert live()[:2] == (2, models.linear("Z"))


def test_a_page_says_that_somebody_published_meanwhile(browser, people, offer, watch, live, unit):
    def meanwhile():
        with unit() as session:
            process = queries.process_by_key(session, SYSTEM, offer)
            actions.publish(session, SYSTEM, process, models.linear("Z"))

    watch.meanwhile = [meanwhile]
    answer = browser.post("/processes/offer/versions/new", data=page(file=part(NEWER), seen="1", note="Mine"))
    assert answer.status_code == 409 and "Somebody changed this while" in answer.text and "Mine" in answer.text
    assert live()[0] == 2


def test_who_lost_the_right_meanwhile_writes_nothing(client, people, offer, watch, live, unit):
    def meanwhile():
        with unit() as session:
            session.get_one(type(people["manager"]), people["manager"].id).active = False

    watch.meanwhile = [meanwhile]
    answer = client.post(f"{URL}/offer/versions", json={"bpmn": NEWER.decode()}, headers=people["as_manager"])
    assert answer.status_code == 401 and live()[0] == 1


def test_a_key_that_was_taken_meanwhile_is_said_as_one_that_was_taken_before(client, browser, people, watch, unit):
    def meanwhile():
        with unit() as session:
            catalog.process(session, accounts.queries.actor_for(session, people["manager"]), key="fresh")

    watch.meanwhile = [meanwhile]
    answer = client.post(URL, json={"key": "fresh", "bpmn": NEWER.decode()}, headers=people["as_manager"])
    again = client.post(URL, json={"key": "fresh", "bpmn": NEWER.decode()}, headers=people["as_manager"])
    assert answer.status_code == again.status_code == 409
    assert answer.json["code"] == again.json["code"] == "KEY_TAKEN" and answer.json["errors"] == again.json["errors"]
    refused = browser.post("/processes/new", data=page(key="fresh", title="Kept", file=part(NEWER)))
    assert refused.status_code == 409 and "Choose another one" in refused.text and 'value="Kept"' in refused.text


def test_what_it_calls_may_come_meanwhile(client, people, watch, unit):
    def meanwhile():
        with unit() as session:
            catalog.process(session, accounts.queries.actor_for(session, people["manager"]), key="later")

    sent = {"key": "outer", "bpmn": CALLS.decode()}
    before = client.post(URL, json=sent | {"key": "before"}, headers=people["as_manager"]).json["live"]
    watch.meanwhile = [meanwhile]
    found = client.post(URL, json=sent, headers=people["as_manager"]).json["live"]
    after = client.post(URL, json=sent | {"key": "after"}, headers=people["as_manager"]).json["live"]
    facts = ("runs", "mode", "why", "assumptions")
    assert [found[name] for name in facts] == [after[name] for name in facts] != [before[name] for name in facts]


def test_the_same_key_of_a_request_gives_the_same_answer_and_writes_once(client, people, watch, unit):
    sent, headers = {"key": "fresh", "bpmn": NEWER.decode()}, {**people["as_manager"], "Idempotency-Key": "k"}
    first, second = (client.post(URL, json=sent, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 201 and first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true" and watch.free == [True]
    with unit() as session:
        assert session.scalars(select(Process.key)).all() == ["fresh"]


@pytest.mark.parametrize(("way", "most"), [("new by program", 20), ("next by program", 31), ("new on the page", 19)])
def test_an_upload_costs_few_statements(client, browser, people, offer, database, way, most):
    with count_statements(database) as counted:
        assert WAYS[way](client, browser, people["as_manager"]).status_code in (201, 303)
    assert len(counted) <= most and counted.commits == 1, str(counted)
