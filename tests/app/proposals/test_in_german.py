"""Proposals in another language: pages, errors for programs, and what is kept without a language."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.impact.tables import Forecast
from app.kernel import audit, features
from app.kernel.audit import AuditEntry
from app.kernel.http.application import StepwellApp
from app.kernel.i18n import Message, _, in_english, languages
from app.privacy import belongings
from app.proposals import actions, queries
from app.proposals.actions import rebase
from app.proposals.queries.live import PUT_AWAY_WORDS
from app.proposals.tables import Proposal
from tests.factories import accounts
from tests.factories.proposals import World, accepted, approved, draft, eliminate, find, voting, world

GERMAN = {"Accept-Language": "de"}
WORDS = _("Read it again.")


@pytest.fixture
def place(app: StepwellApp, session: Session) -> World:
    return world(session)


def plain(page: str) -> str:
    """Give what is read on a page, without what only programs read."""
    read = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", read)).split())


def test_a_proposal_is_read_in_german(place: World, app: StepwellApp, session: Session) -> None:
    proposal = voting(session, place, eliminate("Check"))
    actions.vote(session, place.manager, find(session, place.manager, proposal), {"choice": "no"}, "Too early.")
    browser = accounts.signed_in(app, session, session.get_one(Person, place.manager.id))
    key = place.process.key
    session.commit()
    page = browser.get(f"/proposals/{proposal.id}", headers=GERMAN)
    assert page.headers["Content-Language"] == "de"
    read = plain(page.text)
    for words in (
        "Ihre Stimme: Nein.", "1 von 5 hat abgestimmt", "0 Ja, 1 Nein", "Die Leitung muss freigeben",
        "Was dafür spricht",
        "Noch hat niemand etwas gesagt.",
        "Danach braucht es die Freigabe von einer Person mit der Rolle Leitung.",
    ):  # fmt: skip
        assert words in read, words
    assert '<bdi lang="en" dir="auto">Too early.</bdi>' in page.text
    timeline = plain(browser.get(f"/proposals/{proposal.id}?tab=timeline", headers=GERMAN).text)
    assert "Wanda Worker 0 hat den Entwurf geschrieben · hat die Abstimmung eröffnet; 5 Personen sind" in timeline
    listed = browser.get("/proposals", headers=GERMAN).text
    assert f'<span lang="en" dir="auto">„{proposal.nickname}“</span>' in listed
    improve = plain(browser.get(f"/processes/{key}/improve?step=Check", headers=GERMAN).text)
    assert "1. Was stört Sie?" in improve and "5 Personen, die die Arbeit dieses Prozesses tun" in improve
    policy = plain(browser.get(f"/processes/{key}/policy", headers=GERMAN).text)
    assert "Eine Abstimmung läuft 7 Tage." in policy and "Wer vorschlagen darf Wer den Prozess sehen darf" in policy
    assert "wartet auf Freigabe" in plain(browser.get("/proposals", headers=GERMAN).text)
    # Nothing of this page was kept from the catalogues.
    tabs = [f"/proposals/{proposal.id}?tab={tab}" for tab in ("conversation", "touched", "timeline")]
    accented = " ".join(plain(browser.get(tab, headers={"Accept-Language": "en-XA"}).text) for tab in tabs)
    for words in ("Timeline", "Nobody has said", "opened the vote", "people asked", "Decision", "Your reason"):
        assert words not in accented, words


def test_programs_are_refused_in_german(place: World, app: StepwellApp, session: Session) -> None:
    proposal = draft(session, place.workers[0], place.process)
    bearer = accounts.bearer(session, session.get_one(Person, place.workers[0].id))
    session.commit()
    client, here = app.test_client(), f"/api/v1/proposals/{proposal.id}"
    assert client.get(here, headers={**bearer, **GERMAN}).json["language"] == proposal.language
    told = client.post(f"{here}/votes", json={"choice": "yes"}, headers={**bearer, **GERMAN})
    assert (told.status_code, told.json["code"]) == (409, "NOT_VOTING")
    assert told.json["detail"].startswith("Erwartet wurde ein Vorschlag in Abstimmung, aber er ist ein Entwurf.")
    actions.withdraw(session, place.workers[0], find(session, place.workers[0], proposal))
    session.commit()
    told = client.post(f"{here}/withdraw", json={}, headers={**bearer, **GERMAN})
    assert told.json["detail"].startswith(
        "Erwartet wurde, um ihn zurückzuziehen, ein Vorschlag, der ein Entwurf, in Diskussion, in Abstimmung, "
        "angenommen, aber noch nicht freigegeben oder in Konflikt mit der gültigen Version ist, aber er ist "
        "zurückgezogen."
    )
    assert (
        client.post(f"{here}/withdraw", json={}, headers=bearer)
        .json["detail"]
        .startswith(
            "Expected a proposal that is a draft, in discussion, being voted on, accepted and waiting for approval or "
        )
    )


def test_what_is_sent_was_shown_in_whichever_language(place: World, app: StepwellApp, session: Session) -> None:
    browser = accounts.signed_in(app, session, session.get_one(Person, place.workers[0].id))
    address = f"/processes/{place.process.key}/improve"
    session.commit()
    form = {**accounts.CSRF, "step": "Check", "do": "eliminate", "reason": "Niemand liest es.", "act": "preview"}
    page = browser.post(address, data=form, headers=GERMAN).text
    for name in ("shown", "offered", "title"):
        field = next(tag for tag in re.findall(r"<input [^>]*>", page) if f'name="{name}"' in tag)
        form[name] = html.unescape(re.search(r'value="([^"]*)"', field)[1])
    assert form["title"] == form["offered"]
    sent = browser.post(address, data={**form, "act": "draft"}, headers=GERMAN)
    assert sent.status_code == 303, plain(sent.text)
    made = session.get_one(Proposal, sent.headers["Location"].rpartition("/")[2])
    assert (made.title, made.nickname, made.language) == ("Take out “Check”", "", "de")
    assert queries.revision(session, made).language == "de"


def test_what_stepwell_says_is_kept_without_a_language(place: World, session: Session) -> None:
    with languages.speaking("de"):
        proposal = accepted(session, place)
    session.expire_all()
    lines = [line.words for line in queries.timeline(session, proposal.id)]
    opened = "opened the vote; 5 people are asked"
    assert lines == ["wrote the draft", opened, "closed the vote", "The vote passed"]
    assert all(isinstance(line, Message) for line in lines)
    with languages.speaking("de"):
        assert str(lines[1]) == "hat die Abstimmung eröffnet; 5 Personen sind stimmberechtigt"
    session.execute(text("UPDATE proposal_event SET words = 'opened the vote; 5 people are asked'"))
    session.expire_all()
    with languages.speaking("de"):
        assert {str(line.words) for line in queries.timeline(session, proposal.id)} == {lines[1]}


def test_a_title_of_stepwell_is_found_in_english_and_stands_among_what_nobody_has(
    place: World, session: Session
) -> None:
    proposal = draft(session, place.workers[0], place.process)
    proposal.title = proposal.sentence = WORDS
    session.get_one(Person, place.workers[0].id).active = False
    session.flush()
    session.expire_all()
    listed = queries.listed(session, place.owner, queries.Filter(q="READ it"))
    assert listed.items == [proposal] and isinstance(proposal.title, Message) and proposal.nickname == ""
    found = belongings.without_anybody(session, place.manager, limit=10).items
    titles = [orphan.title for kind, orphan in found if kind.key == "proposals"]
    with languages.speaking("de"):
        assert [str(title) for title in titles] == ["Lesen Sie es noch einmal."]


def test_what_was_put_away_is_taken_back_whoever_kept_its_reason(place: World, session: Session) -> None:
    kept = [voting(session, place, eliminate(step)) for step in ("Check", "Print_form")]
    for proposal, words in zip(kept, (PUT_AWAY_WORDS, in_english(PUT_AWAY_WORDS)), strict=True):
        proposal.state, proposal.outcome_words = "conflict", words
    session.flush()
    rebase.taken_back(session, place.process.id)
    session.expire_all()
    assert [proposal.outcome_words for proposal in kept] == [rebase.TAKEN_BACK] * 2
    assert all(isinstance(proposal.outcome_words, Message) for proposal in kept)


def test_a_forecast_is_kept_without_a_language(place: World, session: Session) -> None:
    proposal = voting(session, place)
    row = session.get_one(Forecast, proposal.id)
    row.result = {
        "groups": [{"at": ["A"], "verdict": "stayed", "words": WORDS, "skips": [], "count": 1, "examples": []}]
    }
    row.result |= {"unknown": 0, "revision": 1}
    session.flush()
    session.expire_all()
    found = queries.forecast(session, find(session, place.owner, proposal), None).groups[0]
    with languages.speaking("de"):
        assert str(found.words) == "Lesen Sie es noch einmal."


def test_the_log_says_the_role_of_who_signed(app, session, place) -> None:
    approved(session, place)
    signed = session.scalars(select(AuditEntry).where(AuditEntry.kind == "proposal_signed")).all()
    assert signed
    for language, role in (("en", "approved, as manager, "), ("de", " freigegeben, in der Rolle Leitung")):
        with languages.speaking(language):
            (parts,) = audit.tell(session, signed, features.vocabulary(app))
            said = "".join(part if isinstance(part, str) else part.words for part in parts)
        assert role in said, said
