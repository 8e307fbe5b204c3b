"""Views that begin to write late: what they write is one commit with the answer and its key, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Response
from sqlalchemy import text

from app import create_app
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.deferred import begin, looking, withdraw
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, Unauthorized
from app.kernel.http.application import StepwellApp, current_actor, current_session, is_read
from app.kernel.settings import Settings
from tests.factories import accounts
from tests.support.locks import nothing_is_held

INSERT = text("INSERT INTO job_periodic VALUES (:name, '2026-01-01')")
NAMES = text("SELECT name FROM job_periodic ORDER BY name")
URL = "/api/v1/public/tried"
View = Callable[[], Any]


@pytest.fixture
def own_app(settings: Settings, database: Database) -> StepwellApp:
    return create_app(settings, database)


@pytest.fixture
def post(own_app: StepwellApp, database: Database) -> Callable[..., Response]:
    """Give `post(view, key)`: sends a request of somebody who is known to a view that begins to write late."""
    with unit_of_work(database) as session:
        headers = accounts.bearer(session, accounts.person(session, "Wim", "worker"))

    def send(view: View, **more: str) -> Response:
        if "tried" not in own_app.view_functions:
            own_app.add_url_rule(URL, "tried", transaction("deferred")(view), methods=["POST"])
        return own_app.test_client().post(URL, headers={**headers, **more})

    return send


def names(database: Database) -> list[str]:
    with unit_of_work(database, readonly=True) as session:
        return list(session.scalars(NAMES))


def test_it_looks_then_holds_nothing_then_writes(post: Callable[..., Response], database: Database) -> None:
    seen: list[Any] = []

    def view() -> str:
        with looking() as session:
            seen.append((is_read(), session is current_session(), list(session.scalars(NAMES))))
        seen.append((current_actor().name, nothing_is_held(database)))
        session = begin()
        seen.append((is_read(), session is current_session()))
        session.execute(INSERT, {"name": "one"})
        return "done"

    assert post(view).status_code == 200
    assert seen == [(True, True, []), ("Wim", True), (False, True)] and names(database) == ["one"]


@pytest.mark.parametrize("ends", ["raises", "answers", "withdraws"])
def test_with_an_error_nothing_stays(post: Callable[..., Response], database: Database, ends: str) -> None:
    free: list[bool] = []

    def view() -> Response:
        begin().execute(INSERT, {"name": "one"})
        if ends == "raises":
            raise Conflict("NO", "Expected something else.")
        if ends == "withdraws":
            withdraw()
            free.append(nothing_is_held(database))
            with looking() as session:
                assert list(session.scalars(NAMES)) == []
        return Response("no", 422)

    assert post(view).status_code == (409 if ends == "raises" else 422)
    assert names(database) == [] and all(free)


def test_without_a_word_of_writing_nothing_is_written(post: Callable[..., Response], database: Database) -> None:
    assert post(lambda: "nothing to do").status_code == 200 and names(database) == []


def test_the_answer_is_kept_in_the_same_commit(post: Callable[..., Response], database: Database) -> None:
    calls: list[str] = []

    def view() -> str:
        calls.append("called")
        begin().execute(INSERT, {"name": "one"})
        return f"call {len(calls)}"

    first, second = (post(view, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.data == second.data == b"call 1" and second.headers["Idempotency-Replayed"] == "true"
    assert names(database) == ["one"]
    assert post(view, **{"Idempotency-Key": "k" * 300}).status_code == 422


def test_the_door_is_guarded_again_before_anything_is_written(
    post: Callable[..., Response], own_app: StepwellApp, database: Database
) -> None:
    def view() -> str:
        own_app.guards.append(closed)
        begin().execute(INSERT, {"name": "one"})
        return "done"

    def closed(*given: Any) -> None:
        raise Unauthorized("SIGN_IN", "Expected you to be signed in for this, but nobody is.")

    assert post(view).status_code == 401 and names(database) == []


def test_it_begins_anew_when_what_it_looked_at_has_changed(post: Callable[..., Response], database: Database) -> None:
    """What was worked out outside is known in all tries; what the first one wrote is undone."""
    done: list[str] = []
    tries: list[str] = []

    def view() -> str:
        tries.append("try")
        outside_locks.outside("work", lambda: done.append("done"))
        begin().execute(INSERT, {"name": f"try {len(tries)}"})
        if len(tries) == 1:
            outside_locks.anew()
        return "done"

    assert post(view).status_code == 200
    assert (tries, done, names(database)) == (["try", "try"], ["done"], ["try 2"])


def test_what_never_stays_as_it_was_ends_with_words(post: Callable[..., Response], database: Database) -> None:
    def view() -> str:
        begin().execute(INSERT, {"name": "one"})
        outside_locks.anew()

    answer = post(view)
    assert (answer.status_code, answer.json["code"]) == (409, "TRY_AGAIN") and names(database) == []
