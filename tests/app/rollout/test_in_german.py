"""Rollouts in German; what became of a case, and why a version was taken back, is kept without a language."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.accounts.tables import Person
from app.cases import actions as case_actions
from app.catalog import queries as catalog
from app.kernel.i18n import Message, languages
from app.proposals import actions as proposals
from app.rollout import actions, queries
from app.rollout.actions import judging as cases
from app.rollout.tables import Verdict
from tests.factories import accounts
from tests.factories.proposals import accepted, approved, find

GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def rolled_out(town):
    """Give the id of a rollout that moved a case."""
    with town.unit() as session:
        case_actions.start(session, town.place.workers[0], town.place.process, {})
        session.flush()
        rollout = queries.of_proposal(session, approved(session, town.place).id)
        while rollout.state != "done":
            actions.advance(session, rollout.id)
        return rollout.id


@pytest.fixture
def browser(app, town):
    """Give a browser in which the manager is signed in."""
    with town.unit() as session:
        return accounts.signed_in(app, session, session.get_one(Person, town.place.manager.id))


def test_pages_are_read_in_german(browser, town, rolled_out) -> None:
    page = browser.get(f"/rollouts/{rolled_out}", headers=GERMAN)
    assert page.headers["Content-Language"] == "de"
    for said in (
        "Version 2 ist in Kraft getreten",
        "Von Version 1 auf <a href",
        "Der eine laufende Vorgang ist auf der neuen Version.",
        "Version 2 zurücknehmen? 1 Vorgang geht zurück, wenn er kann.",
        "0 von 5 Betroffenen haben gelesen, was sich geändert hat.",
    ):
        assert said in page.text, said
    page = browser.get(f"/processes/{town.place.process.key}/versions/2/changed", headers=GERMAN).text
    for said in (
        "Was sich für Sie geändert hat",
        "der Vorschlag „Stop printing“</a>, mit Begründungen",
        "In Ihrer Arb",
    ):
        assert said in page, said


def test_programs_are_refused_in_german(client, town, rolled_out) -> None:
    with town.unit() as session:
        headers = accounts.bearer(session, session.get_one(Person, town.place.manager.id)) | GERMAN
    told = client.post(f"/api/v1/rollouts/{rolled_out}/revert", json={"reason": ""}, headers=headers)
    assert told.status_code == 422
    assert told.json["errors"] == {"reason": "Schreiben Sie, warum, mit höchstens 4.000 Zeichen."}


def test_taking_back_is_noted_without_a_language(town, rolled_out) -> None:
    with town.unit() as session, languages.speaking("de"):
        by = town.place.manager
        new = actions.revert(session, by, queries.find(session, by, rolled_out, lock=True), "Zu **früh**.")
        version_id = new.version_id
    with town.unit() as session:
        version = catalog.version_by_id(session, version_id)
        assert (version.note, version.language) == ("Version 2 was taken back: Zu **früh**.", None)
        with languages.speaking("de"):
            assert str(version.note) == "Version 2 wurde zurückgenommen: Zu **früh**."


def test_the_note_of_a_proposal_keeps_the_language_of_its_author(session, place) -> None:
    proposal = accepted(session, place)
    proposal.language = "de"
    proposals.approve(session, place.manager, find(session, place.manager, proposal), "Good.")
    session.expire_all()
    live = catalog.live_version(session, place.process)
    assert (live.note, live.language) == ("“Stop printing”\n\nNobody reads it.", "de")
    with languages.speaking("de"):
        assert str(live.note) == "„Stop printing“\n\nNobody reads it."


def test_verdicts_are_kept_without_a_language(town, rolled_out) -> None:
    with town.unit() as session:
        (verdict,) = session.query(Verdict).all()
        verdict.words = cases.STAYS_BY_POLICY
    with town.unit() as session:
        (verdict,) = session.query(Verdict).all()
        assert isinstance(verdict.words, Message) and verdict.words == str(cases.STAYS_BY_POLICY)
        with languages.speaking("de"):
            assert str(verdict.words).startswith("Die Regeln dieses Prozesses lassen laufende Vorgänge")
        session.execute(text("UPDATE verdict SET words = 'Goes on as it is.'"))
        session.expire_all()
        assert verdict.words == "Goes on as it is." and not isinstance(verdict.words, Message)


def test_all_changes_that_one_has_not_read_stand_on_a_page_until_one_has(browser, town, rolled_out) -> None:
    page = browser.get("/changes", headers=GERMAN).text
    changed = f"/processes/{town.place.process.key}/versions/2/changed"
    assert f'href="{changed}"' in page
    assert 'href="/changes"' in browser.get("/", headers=GERMAN).text
    assert browser.post(changed, data=accounts.CSRF).status_code == 303
    page = browser.get("/changes", headers=GERMAN).text
    assert f'href="{changed}"' not in page and "Sie haben alle gelesen" in page
