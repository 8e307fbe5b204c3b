"""Comments on one case: beside its work, told to those who are named, seen by those who see the case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.discussion import actions, queries
from app.discussion.tables import Mention
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.notices.tables import Notice
from tests.factories import accounts, catalog, models

Unit = Callable[[], AbstractContextManager[Session]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(session: Session) -> Any:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    owner = accounts.actor(session, role="manager", unit=north)
    process = catalog.process(session, owner, models.linear("A", "B"), unit=north, visibility="unit")
    case = case_actions.start(session, owner, process)
    session.flush()
    return owner, accounts.actor(session, unit=north), accounts.actor(session, unit=south), process, case


def test_a_case_has_threads_of_its_own(session: Session, world: Any) -> None:
    owner, worker, _, process, case = world
    first = actions.add_comment(session, worker, process, "The customer is away.", instance_id=case.id)
    actions.add_comment(session, owner, process, "Until when?", instance_id=case.id, reply_to=first.id)
    (root,) = queries.on_instance(session, owner, process, case.id)
    assert [reply.comment.text for reply in root.replies] == ["Until when?"]
    assert queries.newest_threads(session, process.id, "", None, 9) == []
    assert queries.counts(session, process.id) == {}
    assert queries.said_by(session, owner, worker.id) == []
    with pytest.raises(Invalid):
        actions.add_comment(session, owner, process, "Here?", reply_to=first.id)


def test_strangers_neither_read_nor_write_nor_are_told(session: Session, world: Any) -> None:
    owner, _, stranger, process, case = world
    named = session.get_one(type(accounts.person(session, "Xenia")), stranger.id)
    comment = actions.add_comment(session, owner, process, f"@{named.handle} look", instance_id=case.id)
    assert session.scalars(select(Mention.person_id)).all() == []
    with pytest.raises(NotFound):
        queries.comment_in(session, stranger, comment.id)
    with pytest.raises((NotFound, Forbidden)):
        actions.add_comment(session, stranger, process, "Mine", instance_id=case.id)


def test_who_is_named_is_led_to_the_case(session: Session, world: Any) -> None:
    owner, worker, _, process, case = world
    named = session.get_one(type(accounts.person(session, "Yan")), worker.id)
    comment = actions.add_comment(session, owner, process, f"@{named.handle} please", instance_id=case.id)
    session.flush()
    urls = session.scalars(select(Notice.url).where(Notice.person_id == worker.id)).all()
    assert f"/instances/{case.id}?comment={comment.id}#comment-{comment.id}" in urls


def test_over_rest_and_by_page(client: FlaskClient, unit: Unit, app) -> None:
    with unit() as session:
        person = accounts.person(session, "Wanda Worker")
        headers, browser = accounts.bearer(session, person), accounts.signed_in(app, session, person)
        stranger = accounts.bearer(session, accounts.person(session, "Gus", "guest"))
        catalog.process(session, accounts.actor(session, role="manager"), models.linear("A"), key="offer")
    case = client.post("/api/v1/processes/offer/instances", json={}, headers=headers).get_json()
    here = f"/api/v1/instances/{case['id']}/comments"
    said = client.post(here, json={"text": "Wait for the letter."}, headers=headers)
    assert said.status_code == 201
    assert said.get_json()["instance"] == case["id"]
    assert [c["text"] for c in client.get(here, headers=headers).get_json()["items"]] == ["Wait for the letter."]
    assert client.get(here, headers=stranger).status_code == 404
    assert client.post(here, json={"text": "x"}, headers=stranger).status_code == 404
    page = browser.get(f"/instances/{case['id']}").text
    assert "Wait for the letter." in page
    assert browser.get(f"/comments/{said.get_json()['id']}").location.startswith(f"/instances/{case['id']}?comment=")
