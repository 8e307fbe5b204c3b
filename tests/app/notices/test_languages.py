"""The same news in the language of each who is told: on the page, by the API, by mail; kept without a language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from app import create_app
from app.accounts.tables import Person
from app.ballots.tables import Ballot
from app.discussion import actions as discussion
from app.kernel.i18n import _
from app.kernel.i18n.languages import speaking
from app.kernel.ids import new_id
from app.kernel.times import clock, zones
from app.notices import actions, queries
from app.notices import jobs as background
from app.notices.actions import News
from app.notices.tables import Notice
from app.privacy.actions import anonymise
from tests.factories import accounts
from tests.factories import proposals as made

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def mailing(settings, database, mailbox):
    """Give the application with a real mail server."""
    return create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)


def exact(language: str, moment: datetime) -> str:
    with speaking(language):
        return zones.exact(moment, UTC)


def test_two_people_get_the_same_news_each_in_their_language(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NOON):
        place = made.world(session)
        gerd, ben = (session.get(Person, one.id) for one in place.workers[1:3])
        gerd.language, ben.browser_language = "de", "en"
        gerd.browser_language = "en"
        made.voting(session, place)
        people = gerd.id, ben.id
        closes = session.scalars(select(Ballot.closes_at)).one()
        emails = {who.id: who.email for who in (gerd, ben)}
    with unit() as session, clock.frozen(closes - timedelta(hours=10)):
        background.closing_soon(session)
    with unit() as session, clock.frozen(closes):
        people_now = [session.get(Person, one) for one in people]
        keys = {who.id: accounts.bearer(session, who) for who in people_now}
        pages = {who.id: accounts.signed_in(mailing, session, who) for who in people_now}
    with clock.frozen(closes - timedelta(hours=3)):
        background.digest(database)
    told = {
        "de": (": Ihre Stimme ist gefragt.", f": Die Abstimmung endet am {exact('de', closes)}, und Sie haben"),
        "en": (": your vote is asked.", f": the vote closes on {exact('en', closes)}, and you have"),
    }
    around = {"de": ("Mitteilungen", "Ungelesen"), "en": ("Notices", "Unread")}
    ends = {"de": "Wie Sie E-Mails wünschen", "en": "How you want mail"}
    for person_id, own, other in zip(people, ("de", "en"), ("en", "de"), strict=True):
        with clock.frozen(closes):
            page = pages[person_id].get("/notices")
            listed = mailing.test_client().get("/api/v1/notices", headers=keys[person_id])
        assert page.headers["Content-Language"] == own and f'<html lang="{own}"' in page.text
        words = "\n".join(one["words"] for one in listed.json)
        (mail,) = mailbox.to(emails[person_id])
        plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert f"<html lang='{own}'>" in html
        for shown in (page.text, words, f"{mail['Subject']}\n{plain}", html):
            assert all(part in shown for part in told[own]), shown
            assert not any(part in shown for part in told[other]), shown
            assert "⟦" not in shown
        assert ends[own] in plain and ends[own] in html and ends[other] not in plain + html
        assert all(word in page.text for word in around[own])


@pytest.mark.parametrize(
    ("language", "did"),
    [
        ("en", "commented on it."),
        ("de", "hat einen Kommentar geschrieben."),
        ("es", "lo comentó."),
        ("fr", "a écrit un commentaire."),
    ],
)
def test_the_mail_of_a_comment_leads_with_its_proposal_once(mailing, database, unit, mailbox, language, did) -> None:
    with unit() as session, clock.frozen(NOON):
        place = made.world(session)
        author = session.get(Person, place.workers[0].id)
        author.language = language
        proposal = made.voting(session, place)
        discussion.add_comment(session, place.workers[1], place.process, "Good.", proposal_id=proposal.id)
        with speaking(language):
            sentence, email = str(proposal.sentence), author.email
    with clock.frozen(NOON + timedelta(hours=20)):
        background.digest(database)
    (mail,) = mailbox.to(email)
    plain = mail.get_body(("plain",)).get_content()
    assert did in plain and plain.count(sentence.rstrip(".")) == 1


def test_leaving_by_the_link_of_a_mail_is_said_as_the_browser_asks(mailing, unit, mailbox, database) -> None:
    with unit() as session, clock.frozen(NOON):
        who = accounts.actor(session, "Gerd")
        session.get(Person, who.id).browser_language = "de"
        actions.tell(session, News("test", _("{who} mentioned you.", who="Nora"), "/x", "test:1"), [who.id])
    with clock.frozen(NOON + timedelta(hours=20)):
        background.digest(database)
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Nora hat Sie erwähnt."
    link = mail["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert "Keine E-Mails mehr senden" in mailing.test_client().get(link, headers={"Accept-Language": "de-AT"}).text
    done = mailing.test_client().post(link, headers={"Accept-Language": "de"})
    assert "Sie erhalten keine E-Mails mehr von Stepwell." in done.text


def test_what_an_earlier_release_kept_is_read_as_it_was_written(session, app) -> None:
    ann = accounts.person(session, "Ann")
    about = {"person_id": ann.id, "kind": "test", "url": "/x", "at": NOON, "event_key": "old"}
    session.execute(insert(Notice.__table__).values(id=new_id(), words="Nora mentioned you.", **about))
    key, page = accounts.bearer(session, ann), accounts.signed_in(app, session, ann)
    assert session.scalar(text("select words from notice")) == "Nora mentioned you."
    session.commit()
    german = {"Accept-Language": "de"}
    (said,) = app.test_client().get("/api/v1/notices", headers=key | german).json
    assert said["words"] == "Nora mentioned you."
    assert "Nora mentioned you." in page.get("/notices", headers=german).text


def test_what_is_wrong_is_said_in_the_language_of_who_asks(app, session) -> None:
    ann = accounts.person(session, "Ann")
    page, key = accounts.signed_in(app, session, ann), accounts.bearer(session, ann)
    session.commit()
    sent = {**accounts.CSRF, "mode": "hourly", "hour": "99"}
    wrong = page.post("/notices/mail", data=sent, headers={"Accept-Language": "de"})
    assert wrong.status_code == 422 and "Wählen Sie eine Stunde von 0 bis 23." in wrong.text
    refused = app.test_client().post("/api/v1/notices/none/read", headers=key | {"Accept-Language": "de"})
    assert refused.status_code == 404 and "diese Mitteilung" in refused.json["detail"]
    assert "⟦Ñóŧíćéš" in page.get("/notices", headers={"Accept-Language": "en-XA"}).text


def test_who_is_anonymised_goes_from_news_in_every_language(session, app) -> None:
    ada, reader = accounts.actor(session, "Ada Admin", "admin"), accounts.actor(session, "Ben Reader")
    gone = accounts.person(session, "Nora Berg")
    gone.name = 'Nora "Fixer" Berg'
    words = _("{change}: {who} commented on it.", change=_("{who} answered you.", who=gone.name), who=gone.name)
    actions.tell(session, News("test", words, "/x", "test:1"), [reader.id])
    session.flush()
    anonymise(session, ada, gone)
    session.expire_all()
    kept = session.scalars(select(Notice.words).where(Notice.person_id == reader.id)).one()
    assert kept == "Somebody who left answered you.: Somebody who left commented on it."
    assert kept.id == "{change}: {who} commented on it." and kept.params["change"].id == "{who} answered you."


def test_a_mention_is_kept_without_a_language(session, app) -> None:
    place = made.world(session)
    reader = session.get(Person, place.workers[1].id)
    discussion.add_comment(session, place.workers[0], place.process, f"Dear @{reader.handle}", step_id=None)
    (notice,) = queries.notices(session, place.workers[1]).items
    assert notice.words == f"{place.workers[0].name} mentioned you."
    assert session.scalar(text("select words from notice where kind = 'mention'")).startswith("\x1e{")
