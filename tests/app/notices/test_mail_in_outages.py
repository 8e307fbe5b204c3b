"""Mail while the database fails: a mail that was not sent does not count as sent, and none goes out twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app import create_app
from app.kernel.db.outages import Outage, saying
from app.kernel.jobs import patience
from app.notices import actions, queries
from app.notices import jobs as background
from app.notices.actions import News
from app.notices.messages import mails
from tests.factories import accounts


@pytest.fixture
def told(settings, database, mailbox, unit) -> list[str]:
    """Two people who want mail at once, and have something to be told."""
    create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)
    with unit() as session:
        people = [accounts.actor(session, name) for name in ("Ana First", "Zoe Last")]
        for one in people:
            actions.set_preference(session, one, "instant", 7)
        actions.tell(session, News("test", "Right now", "/x", "test:1"), [one.id for one in people])
        return [one.email for one in people]


def test_a_database_that_fails_keeps_the_job_from_being_done(
    told: list[str], database: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = queries.still_to_see

    def away(*given: Any) -> Any:
        raise saying("DATABASE_AWAY")

    monkeypatch.setattr(queries, "still_to_see", away)
    with pytest.raises(Outage):
        background.instant(database, "test:1")
    assert mailbox.mails == []
    monkeypatch.setattr(queries, "still_to_see", real)
    background.instant(database, "test:1")
    assert all(len(mailbox.to(email)) == 1 for email in told)


def test_what_the_mail_server_refused_is_given_back_when_the_database_is_back(
    told: list[str], database: Any, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.answers[told[0]] = "450 4.2.2 mailbox full"
    waits: list[int] = []
    real = mails._give_back

    def away(*given: Any) -> None:
        if len(waits) < 2:
            raise saying("DISK_FULL")
        real(*given)

    monkeypatch.setattr(mails, "_give_back", away)
    monkeypatch.setattr(patience, "wait", lambda: waits.append(1))
    with pytest.raises(Exception, match="mailbox full"):
        background.instant(database, "test:1")
    mailbox.answers.clear()
    background.instant(database, "test:1")
    assert len(waits) == 2 and all(len(mailbox.to(email)) == 1 for email in told)
