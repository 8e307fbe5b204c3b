"""Large values of an instance: stored once beside its row, not once per task, and never lost."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from processes import engine
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DOCUMENT = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=100_000))


@pytest.fixture
def case(client: FlaskClient, app, unit):
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        catalog.process(session, manager, models.linear("Read", "Check", "Sign"), key="papers")
        token = accounts.token(session, manager)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client.post("/api/v1/processes/papers/instances", json={"data": {"paper": DOCUMENT, "title": "A"}}).json


def _post(client: FlaskClient, path: str, data: dict, key: str):
    return client.post(f"/api/v1{path}", json={"data": data}, headers={"Idempotency-Key": key})


def test_a_large_value_is_stored_once_however_many_tasks_see_it(client: FlaskClient, case, unit) -> None:
    for number in range(3):
        answer = _post(client, f"/tasks/{case['tasks'][0]['id']}/complete", {}, f"key-{number}")
        assert answer.status_code == 200, answer.text
        assert answer.json["data"]["paper"] == DOCUMENT
        again = _post(client, f"/tasks/{case['tasks'][0]['id']}/complete", {}, f"key-{number}")
        assert again.data == answer.data
        with unit() as session:
            assert _stored(session) < 2.2 * len(DOCUMENT)
        case = answer.json
    assert case["state"] == "completed"
    assert case["data"]["title"] == "A"


def _stored(session) -> int:
    """The bytes of all values in all rows of the tables that work writes."""
    tables = ("instance", "task", "step_event", "idempotency_key", "answer_part")
    found = 0
    for name in tables:
        for row in session.execute(text(f"SELECT * FROM {name}")):
            found += sum(len(value) for value in row if isinstance(value, (str, bytes)))
    return found


def test_a_step_that_leaves_the_large_value_alone_does_not_write_it(client: FlaskClient, case, database) -> None:
    with count_statements(database) as ran:
        _post(client, f"/tasks/{case['tasks'][0]['id']}/complete", {}, "key")
    (written,) = [statement for statement in ran.statements if statement.startswith("UPDATE instance")]
    assert "large" not in written


VALUES = st.recursive(st.none() | st.integers(-9, 9) | st.text(max_size=3000), lambda one: st.lists(one, max_size=3))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), VALUES), st.dictionaries(st.sampled_from("abc"), VALUES))
def test_a_thin_state_made_full_is_the_state(first: dict, then: dict) -> None:
    definition = engine.definition(engine.prepare(models.linear("Read", "Sign")).runnable, "executable")
    turn = engine.start(definition, first, NOW)
    for data in ({}, then):
        small, large = engine.split_large(turn.data)
        assert {**small, **large} == turn.data
        thin = engine.without_large(turn.state, large)
        assert len(thin) <= len(turn.state)
        seen = engine.inspect(definition, engine.with_large(thin, large), NOW)
        assert (seen.data, seen.open, seen.status) == (turn.data, turn.open, turn.status)
        if turn.open:
            turn = engine.complete(definition, engine.with_large(thin, large), turn.open[0].id, data, NOW)
