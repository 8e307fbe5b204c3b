"""Notices by mail, through a real mail server: the digest, mail at once, leaving, a server that is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app import create_app
from app.accounts.tables import RoleGrant
from app.catalog.tables import Process
from app.kernel import clock, jobs
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
    assert len(mailbox.mails) == 1 and mail["Subject"] == "2 things that concern you"
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
