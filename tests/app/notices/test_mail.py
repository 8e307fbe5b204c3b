"""Notices by mail, through a real mail server: the digest, mail at once, leaving, a server that is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app import create_app
from app.accounts.actions import edit_person, try_mail_again
from app.accounts.actions.mail import note_refused
from app.accounts.tables import Person, RoleGrant
from app.catalog.tables import Process
from app.kernel import jobs
from app.kernel.mail import MailRefused
from app.kernel.settings import warnings
from app.kernel.times import clock
from app.notices import actions, queries
from app.notices import jobs as background
from app.notices.actions import News
from app.notices.tables import Notice
from tests.factories import accounts
from tests.factories import proposals as made

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def mailing(settings, database, mailbox):
    """Give the application with a real mail server."""
    return create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)


def test_the_daily_digest_comes_once_and_never_empty(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        who = accounts.actor(session, "Dina Digest")
        for n in range(2):
            actions.tell(session, News("test", f"Thing {n}", "/x", f"test:{n}"), [who.id])
    with clock.frozen(NINE + timedelta(hours=2)):
        background.digest(database)
    assert mailbox.mails == []
    for hours in (23, 24, 48):
        with clock.frozen(NINE + timedelta(hours=hours)):
            background.digest(database)
    mail = mailbox.wait(1)[0]
    assert len(mailbox.mails) == 1 and mail["Subject"] == "Thing 0 (and 1 more)"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Thing 0" in mail.get_body(("plain",)).get_content()


def test_what_one_may_no_longer_see_is_not_mailed(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        place = made.world(session)
        worker = place.workers[0]
        north = accounts.unit(session, "North")
        actions.tell(session, News("test", "Secret", "/x", "test:s", place.process.id), [worker.id])
        session.execute(update(Process).values(visibility="unit", unit_id=north.id, unit_path=north.path))
        session.execute(update(RoleGrant).where(RoleGrant.person_id == worker.id).values(role="guest"))
        session.execute(update(Notice).where(Notice.person_id != worker.id).values(read_at=NINE))
    with clock.frozen(NINE + timedelta(hours=23)):
        background.digest(database)
    assert mailbox.mails == []


def test_mail_at_once_and_leaving_by_one_click(mailing, database, unit, mailbox) -> None:
    with unit() as session:
        who = accounts.actor(session, "Ina Instant")
        actions.set_preference(session, who, "instant", 7)
        actions.tell(session, News("test", "Right now", "/x", "test:1"), [who.id])
    jobs.drain(database)
    link = mailbox.wait(1)[0]["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    client = mailing.test_client()
    assert client.get(link).status_code == 200
    with unit() as session:
        assert queries.preference(session, who.id)[0] == "instant", "looking at the link changes nothing"
    assert client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with unit() as session:
        assert queries.preference(session, who.id)[0] == "off"
        actions.tell(session, News("test", "Again", "/x", "test:2"), [who.id])
    jobs.drain(database)
    assert len(mailbox.mails) == 1
    assert client.post("/unsubscribe/0000").status_code == 404


def test_a_mail_server_that_is_away_loses_nothing(settings, database, unit, mailbox) -> None:
    create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=1), database)
    with unit() as session, clock.frozen(NINE):
        who = accounts.actor(session, "Lena Late")
        actions.tell(session, News("test", "Kept", "/x", "test:1"), [who.id])
    with clock.frozen(NINE + timedelta(days=1)):
        background.digest(database)
        create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)
        background.digest(database)
    assert mailbox.wait(1)[0]["Subject"] == "Kept"


def told_daily(session, *names: str) -> list:
    people = [accounts.actor(session, name) for name in names]
    actions.tell(session, News("test", "Something new", "/x", "test:all"), [one.id for one in people])
    return people


def test_an_address_that_is_refused_for_good_ends_it_and_keeps_nobody_waiting(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        gone, _ = told_daily(session, "Aaron Away", "Zoe Last")
        for n in range(520):
            actions.tell(session, News("test", f"Thing {n}", "/x", f"test:{n}"), [gone.id])
    mailbox.answers[gone.email] = "550 5.1.1 user unknown"
    for minutes in (0, 15, 30):
        with clock.frozen(NINE + timedelta(hours=23, minutes=minutes)):
            background.digest(database)
    assert mailbox.asked.count(gone.email) == 1 and len(mailbox.mails) == 1, "Zoe got hers"
    with unit() as session:
        person = session.get(Person, gone.id)
        assert person.mail_refused_at and "550 5.1.1 user unknown" in person.mail_refused_words
        assert queries.mail_refused(session, gone.id)
        try_mail_again(session, gone, person)
    mailbox.answers.clear()
    with clock.frozen(NINE + timedelta(hours=24)):
        background.digest(database)
    assert len(mailbox.mails) == 2 and mailbox.mails[1]["Subject"] == "Something new (and 520 more)"
    assert "471 more: http://localhost/notices" in mailbox.mails[1].get_body(("plain",)).get_content()


def test_another_address_is_not_refused_for_what_the_old_one_was(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        [gone] = told_daily(session, "Nina New")
        note_refused(session, gone.email, "550 no")
    with clock.frozen(NINE + timedelta(hours=23)):
        background.digest(database)
        assert mailbox.asked == []
        with unit() as session:
            edit_person(session, accounts.actor(session, "Ada Admin", "admin"), session.get(Person, gone.id),
                        email="nina.new@other.example")  # fmt: skip
        background.digest(database)
    assert mailbox.to("nina.new@other.example")


def test_what_fails_for_now_is_tried_again_after_everybody_else(mailing, database, unit, mailbox) -> None:
    with unit() as session, clock.frozen(NINE):
        full, other = told_daily(session, "Fred Full", "Olga Other")
    mailbox.answers[full.email] = "452 4.2.2 mailbox full"
    for minutes in (0, 15):
        with clock.frozen(NINE + timedelta(hours=23, minutes=minutes)):
            background.digest(database)
    assert mailbox.asked.count(full.email) == 1 and mailbox.to(other.email)
    mailbox.answers.clear()
    with clock.frozen(NINE + timedelta(hours=24, minutes=15)):
        background.digest(database)
    assert len(mailbox.to(full.email)) == 1
    with unit() as session:
        assert session.get(Person, full.id).mail_again_at is None


def test_mail_at_once_reaches_the_others_and_is_tried_again_for_the_one(mailing, database, unit, mailbox) -> None:
    with unit() as session:
        people = [accounts.actor(session, name) for name in ("Ivo", "Ines", "Iris")]
        for one in people:
            actions.set_preference(session, one, "instant", 7)
        actions.tell(session, News("test", "Right now", "/x", "test:1"), [one.id for one in people])
    busy = min(people, key=lambda one: one.id)
    mailbox.answers[busy.email] = "451 4.7.1 come again"
    with pytest.raises(MailRefused):
        background.instant(database, "test:1")
    assert len(mailbox.mails) == 2
    mailbox.answers.clear()
    background.instant(database, "test:1")
    assert len(mailbox.mails) == 3 and len(mailbox.to(busy.email)) == 1


def test_old_news_is_never_mailed_when_mail_is_switched_on(mailing, database, unit, mailbox) -> None:
    with unit() as session:
        who = accounts.actor(session, "Otto Old")
        with clock.frozen(NINE - timedelta(days=8)):
            actions.tell(session, News("test", "Long ago", "/x", "test:old"), [who.id])
        with clock.frozen(NINE - timedelta(days=5)):
            actions.tell(session, News("test", "This week", "/x", "test:new"), [who.id])
    for days in (0, 1, 2):
        with clock.frozen(NINE + timedelta(days=days)):
            background.digest(database)
    assert [mail["Subject"] for mail in mailbox.mails] == ["This week"]


def test_no_mail_goes_out_whose_links_lead_nowhere(settings, database, unit, mailbox) -> None:
    here = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, base_url="")
    create_app(here, database)
    with unit() as session, clock.frozen(NINE):
        [who] = told_daily(session, "Lotte Link")
        actions.set_preference(session, who, "instant", 7)
    with clock.frozen(NINE + timedelta(days=1)):
        background.instant(database, "test:all")
        background.digest(database)
    assert mailbox.asked == []
    assert "STEPWELL_BASE_URL" in warnings(here)[0] and warnings(replace(here, base_url="https://x.example")) == []
    with unit() as session:
        assert [notice.mailed_at for notice in queries.notices(session, who).items] == [None]
