"""Choosing among people: a list one can read, the rest by what one types, nobody whose name one may not know."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.queries import choose
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from tests.factories import accounts
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
MANY = 130


def names(session: Session, actor: object, circle: str, q: str = "", **more: object) -> list[str]:
    return [one[1] for one in queries.people_to_choose(session, actor, circle, q, **more)]  # type: ignore[arg-type]


def test_people_are_found_by_name_address_and_short_name(session: Session) -> None:
    actor = accounts.actor(session, "Wilma Worker")
    north = accounts.unit(session, "North")
    nora = accounts.person(session, "Nora Lindqvist", "worker", north)
    twin = accounts.person(session, "Nora Lindqvist")
    for text in ("nora", "LINDQ", "lind nor", nora.email.upper(), nora.handle):
        found = queries.people_to_choose(session, actor, queries.COLLEAGUES, text)
        assert nora.id in {one[0] for one in found}, text
        assert nora in queries.search(session, actor, text)
    told = {one[0]: one[2] for one in queries.people_to_choose(session, actor, queries.COLLEAGUES, "nora")}
    assert told == {nora.id: f"North · {nora.email}", twin.id: twin.email}
    for text in ("%", "_", "nora qqq", "\\"):
        assert names(session, actor, queries.COLLEAGUES, text) == []
        assert queries.search(session, actor, text) == []
    assert names(session, actor, queries.COLLEAGUES, "nora", besides=twin.id) == ["Nora Lindqvist"]


def test_of_many_a_part_is_offered_with_the_chosen_one_in_it_by_one_statement(
    session: Session, database: Database
) -> None:
    actor = accounts.actor(session, "Wilma Worker")
    for n in range(MANY):
        accounts.person(session, f"Person {n:03}")
    last = accounts.person(session, "Zoe Last")
    session.flush()
    with count_statements(database) as seen:
        found = queries.people_to_choose(session, actor, queries.COLLEAGUES, chosen=last.id)
    assert (len(found), found.cut, len(seen)) == (choose.MOST, True, 1)
    assert found[-1][0] == last.id
    assert not queries.people_to_choose(session, actor, queries.COLLEAGUES, "zoe").cut


@pytest.mark.parametrize("circle", queries.CIRCLES)
def test_partners_and_guests_are_told_nobody_but_their_own(session: Session, circle: str) -> None:
    printer, rival = (accounts.unit(session, name, "partner") for name in ("Printer", "Rival"))
    accounts.person(session, "Karla Colleague")
    accounts.person(session, "Rita Rival", "worker", rival)
    accounts.person(session, "Paul Printer", "worker", printer)
    petra = accounts.actor(session, "Petra Printer", "manager", printer)
    ours = ["Paul Printer", "Petra Printer"] if circle == queries.AT_WORK else []
    assert names(session, petra, circle) == ours
    assert names(session, petra, circle, "colleague") == names(session, petra, circle, "rival") == []
    assert names(session, accounts.actor(session, "Gesa Guest", "guest"), circle, "a") in ([], ["Gesa Guest"])
    assert queries.chosen_by_address(session, petra, circle, "@karla.colleague") == ""


@pytest.fixture
def browser(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        for n in range(MANY):
            accounts.person(session, f"Person {'q' if n < 10 else 'w'}{n:03}")
        accounts.person(session, "Zoe Last")
        return accounts.signed_in(app, session, accounts.person(session, "Wilma Worker"))


def test_the_server_is_asked_as_one_types(browser: FlaskClient, app: StepwellApp) -> None:
    found = browser.get("/people/choose?of=colleagues&q=person+q").json
    assert [one["words"] for one in found["items"]] == [f"Person q{n:03}" for n in range(10)]
    assert found["cut"] is False
    assert browser.get("/people/choose?of=colleagues&q=person").json["cut"] is True
    assert browser.get("/people/choose?of=everybody&q=person").status_code == 404
    assert app.test_client().get("/people/choose?of=colleagues&q=person").status_code == 303


def test_without_scripts_somebody_beyond_the_list_is_named_by_their_address(browser: FlaskClient, unit: Unit) -> None:
    page = browser.get("/me/absences").text
    assert page.count("<option") == choose.MOST + 1
    assert 'data-offers="/people/choose?of=colleagues' in page
    assert '<noscript><div class="field">' in page
    with unit() as session:
        zoe = queries.search(session, accounts.actor(session), "Zoe Last")[0].email
    first, last = (f"{clock.now() + timedelta(days=n):%Y-%m-%d}" for n in (3, 5))
    when = {**accounts.CSRF, "begins_at": first, "ends_at": last, "substitute": ""}
    refused = browser.post("/me/absences", data={**when, "substitute_address": "nobody@example.org"})
    assert refused.status_code == 422
    assert browser.post("/me/absences", data={**when, "substitute_address": zoe}).status_code == 303
    assert "Zoe Last" in browser.get("/me/absences").text
