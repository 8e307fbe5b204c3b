"""Which transaction a view gets: by its decorator, else by the method of the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flask import Response
from sqlalchemy import text

from app import create_app
from app.kernel.db.database import Database
from app.kernel.db.transactions import MODES, Mode, transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp, current_session, keep_what_was_sent
from app.kernel.settings import Settings

INSERT = text("INSERT INTO job_periodic VALUES ('one', '2026-01-01')")


def wrapped(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def around() -> Any:
        return view()

    return around


@pytest.fixture
def rows(database: Database) -> Callable[[], int]:
    def count() -> int:
        with unit_of_work(database, readonly=True) as session:
            return session.scalar(text("SELECT count(*) FROM job_periodic")) or 0

    return count


@pytest.fixture
def own_app(settings: Settings, database: Database) -> StepwellApp:
    return create_app(settings, database)


def test_what_is_said_of_a_view_is_found_through_what_wraps_it_before_and_after() -> None:
    def view() -> None:
        """Do nothing."""

    assert MODES.of(wrapped(view)) is None and MODES.of(None) is None
    transaction("own")(wrapped(view))
    assert MODES.of(view) == MODES.of(wrapped(wrapped(view))) == "own"


@pytest.mark.parametrize(
    ("mode", "method", "written"),
    [(None, "GET", 0), (None, "POST", 1), ("read", "POST", 0), ("write", "GET", 1)],
)
def test_the_decorator_wins_over_the_method(
    own_app: StepwellApp, rows: Callable[[], int], mode: Mode | None, method: str, written: int
) -> None:
    def view() -> str:
        current_session().execute(INSERT)
        return "done"

    view = transaction(mode)(view) if mode else view
    own_app.add_url_rule("/api/v1/public/tried", "tried", view, methods=[method])
    assert own_app.test_client().open("/api/v1/public/tried", method=method).status_code == 200
    assert rows() == written


@pytest.mark.parametrize("keeps", [False, True])
def test_what_was_written_stays_with_an_error_only_where_the_view_says_so(
    own_app: StepwellApp, rows: Callable[[], int], keeps: bool
) -> None:
    def view() -> Response:
        current_session().execute(INSERT)
        if keeps:
            keep_what_was_sent()
        return Response("no", 422)

    own_app.add_url_rule("/api/v1/public/tried", "tried", view, methods=["POST"])
    assert own_app.test_client().post("/api/v1/public/tried").status_code == 422
    assert rows() == keeps
