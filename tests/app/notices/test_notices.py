"""Who is told what, once; how it comes by mail; how one leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.discussion import actions as discussion
from app.kernel import clock, jobs
from app.kernel.database import Database
from app.kernel.errors import NotFound
from app.kernel.web import StepwellApp
from app.notices import actions, queries
from app.notices import jobs as notice_jobs
from app.notices.tables import Notice
from app.proposals import actions as proposals
from tests.factories import accounts
from tests.factories.proposals import approved, draft, eliminate, find, voting, world
from tests.support.counting import count_statements
from tests.support.servers import Mailbox

Unit = Callable[[], AbstractContextManager[Session]]
pytestmark = pytest.mark.usefixtures("app")


def told(session: Session, person_id: str) -> list[str]:
    session.flush()
    return [notice.kind for notice in queries.of_person(session, person_id).items]


def test_everybody_asked_hears_of_a_vote_once(session: Session) -> None:
    place = world(session)
    proposal = voting(session, place)
    for person in place.everybody:
        assert told(session, person.id).count("asked") == 1
    actions.tell(session, [place.owner.id], "asked", "Again", "/", f"proposal:{proposal.id}:1:asked")
    assert told(session, place.owner.id).count("asked") == 1


def test_a_new_revision_tells_the_voters(session: Session) -> None:
    place = world(session)
    proposal = voting(session, place)
    author = next(p for p in place.everybody if p.id == proposal.author_id)
    proposals.revise(session, author, find(session, author, proposal), eliminate("Check"))
    assert told(session, place.workers[0].id).count("asked") == 2


def test_a_rejection_reaches_the_author_with_its_reason(session: Session) -> None:
    place = world(session)
    proposal = draft(session, place.workers[0], place.process)
    proposals.discuss(session, place.workers[0], find(session, place.workers[0], proposal))
    proposals.reject(session, place.manager, find(session, place.manager, proposal), "The law asks for it.")
    session.flush()
    words = session.scalars(select(Notice.words).where(Notice.person_id == place.workers[0].id)).all()
    assert any("The law asks for it." in text for text in words)


def test_those_concerned_hear_that_their_process_changed(session: Session) -> None:
    place = world(session)
    approved(session, place, eliminate("Print_form"))
    notices = queries.of_person(session, place.workers[0].id).items
    (changed,) = [n for n in notices if n.kind == "changed"]
    assert changed.url == f"/processes/{place.process.key}/versions/2/changed"


def test_mentions_answers_and_comments_on_a_proposal(session: Session) -> None:
    place = world(session)
    first, second = place.workers[:2]
    comment = discussion.add_comment(session, first, place.process, "What about this, everybody?", step_id="Check")
    session.flush()
    discussion.add_comment(session, second, place.process, "Yes.", step_id="Check", reply_to=comment.id)
    assert told(session, first.id) == ["answered"]
    assert told(session, second.id) == []


def test_a_vote_that_closes_soon_reminds_only_who_has_not_voted(session: Session) -> None:
    place = world(session)
    proposal = voting(session, place)
    voter, silent = place.workers[:2]
    proposals.vote(session, voter, find(session, voter, proposal), "yes")
    with clock.frozen(clock.now() + timedelta(days=6, hours=12)):
        for _ in range(2):
            notice_jobs.closes_soon(session)
    assert "closes_soon" not in told(session, voter.id)
    assert told(session, silent.id).count("closes_soon") == 1


def test_nobody_reads_anothers_notices(session: Session) -> None:
    place = world(session)
    voting(session, place)
    (notice,) = queries.of_person(session, place.workers[0].id).items
    with pytest.raises(NotFound):
        actions.read(session, place.workers[1], notice.id)
    actions.read(session, place.workers[0], notice.id)
    session.flush()
    assert queries.unread_count(session, place.workers[0].id) == 0
    assert queries.unread_count(session, place.workers[1].id) == 1


def test_a_digest_comes_at_its_hour_once_and_one_click_ends_it(
    app: StepwellApp, database: Database, unit: Unit, mailbox: Mailbox, client: FlaskClient
) -> None:
    mail_on = replace(app.settings, smtp_host="127.0.0.1", smtp_port=mailbox.port)
    notice_jobs._settings[database] = mail_on
    with unit() as session:
        place = world(session)
        voting(session, place)
        person = place.workers[0]
    seven = clock.now().replace(hour=7, minute=10)
    with clock.frozen(seven.replace(hour=9)):
        assert notice_jobs.mail(database, "daily") == 0
    with clock.frozen(seven):
        assert notice_jobs.mail(database, "instant") == 0
        assert notice_jobs.mail(database, "daily") == len(place.everybody)
        assert notice_jobs.mail(database, "daily") == 0
    (mail,) = mailbox.to(person.email)
    assert "asked to vote" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix(app.settings.base_url)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with unit() as session:
        assert actions.preference_of(session, "", person.id).mode == "off"
    assert client.post("/unsubscribe/nonsense").status_code == 404


def test_a_mail_says_nothing_that_its_reader_may_no_longer_see(
    app: StepwellApp, database: Database, unit: Unit, mailbox: Mailbox
) -> None:
    notice_jobs._settings[database] = replace(app.settings, smtp_host="127.0.0.1", smtp_port=mailbox.port)
    with unit() as session:
        place, north, south = world(session), accounts.unit(session, "North"), accounts.unit(session, "South")
        stranger = accounts.actor(session, "Nora North", unit=north)
        actions.tell(session, [stranger.id, place.owner.id], "asked", "Vote", "/", "k", place.process.id)
        place.process.visibility, place.process.unit_id, place.process.unit_path = "unit", south.id, south.path
    with clock.frozen(clock.now().replace(hour=7)):
        assert notice_jobs.mail(database, "daily") == 1
    assert mailbox.to(stranger.email) == []
    assert len(mailbox.to(place.owner.email)) == 1


def test_a_refusing_mail_server_loses_nothing(app: StepwellApp, database: Database, unit: Unit) -> None:
    notice_jobs._settings[database] = replace(app.settings, smtp_host="127.0.0.1", smtp_port=9)
    with unit() as session:
        voting(session, world(session))
    with clock.frozen(clock.now().replace(hour=7)), pytest.raises(Exception, match="mail server"):
        notice_jobs.mail(database, "daily")
    with unit() as session:
        assert session.scalars(select(Notice).where(Notice.mailed_at.is_not(None))).all() == []


def test_the_pages_and_the_api(app: StepwellApp, unit: Unit, database: Database) -> None:
    with unit() as session:
        place = world(session)
        proposal = voting(session, place)
        person = place.workers[0]
        browser = accounts.signed_in(app, session, session.get_one(accounts.Person, person.id))
        headers = accounts.bearer(session, session.get_one(accounts.Person, person.id))
    page = browser.get("/notices")
    assert "You are asked to vote on" in page.text
    listed = app.test_client().get("/api/v1/notices?unread=1", headers=headers).get_json()
    assert [set(item) >= {"kind", "words", "url", "at"} for item in listed] == [True]
    followed = browser.get(f"/notices/{listed[0]['id']}")
    assert followed.headers["Location"].endswith(f"/proposals/{proposal.id}")
    assert app.test_client().get("/api/v1/notices?unread=1", headers=headers).get_json() == []
    assert "Nothing new" in browser.get("/notices?unread=1").text
    saved = browser.post("/notices/preferences", data={**accounts.CSRF, "mode": "instant", "hour": "8"})
    assert saved.status_code == 303
    wrong = browser.post("/notices/preferences", data={**accounts.CSRF, "mode": "pigeon"}, follow_redirects=True)
    assert "Expected one of" in wrong.text
    with count_statements(database) as counted:
        assert "bell" in browser.get("/notices/bell").text
    assert len(counted) <= 4, str(counted)


def test_jobs_are_known(database: Database) -> None:
    assert jobs.drain(database) == 0
    assert isinstance(clock.now(), datetime)
