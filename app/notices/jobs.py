"""What notices do in the background: mail at once, the daily digest, ballots that close soon."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.ballots import queries as ballots
from app.kernel import clock
from app.kernel.database import Database
from app.kernel.jobs import periodic, task
from app.kernel.logs import log
from app.kernel.mail import MailRefused
from app.kernel.unit import unit_of_work
from app.notices import queries
from app.notices.actions import News, tell
from app.notices.mails import mail_to

SOON = timedelta(hours=24)


@task("notices.instant", own_units=True)
def instant(database: Database, event_key: str) -> None:
    """Mail the notices of one event to those who want mail at once."""
    with unit_of_work(database, readonly=True) as session:
        due = queries.instant(session, event_key)
    for person_id, ids in due.items():
        mail_to(database, person_id, ids, digest=False)


@periodic("notices.digest", every=timedelta(minutes=15), own_units=True)
def digest(database: Database) -> None:
    """Mail each person whose hour has come what they have not read, once; nobody gets an empty mail."""
    with unit_of_work(database, readonly=True) as session:
        due = queries.digests(session, clock.now())
    for person_id, ids in due.items():
        try:
            mail_to(database, person_id, ids, digest=True)
        except MailRefused:
            log.exception("digest_refused", person=person_id)


@periodic("notices.closing_soon", every=timedelta(minutes=30))
def closing_soon(session: Session) -> None:
    """Tell those who have not voted that a ballot closes within a day, once."""
    now = clock.now()
    for ballot in ballots.closing_before(session, now, now + SOON):
        kind, _, proposal_id = ballot.subject.partition(":")
        if kind != "proposal" or ballot.closes_at - ballot.opens_at <= SOON:
            continue
        words = f"{ballot.question}: the vote closes within a day, and you have not voted."
        key = f"closing:{ballot.id}:{ballot.closes_at:%Y%m%d%H%M}"
        news = News("vote_closing", words, f"/proposals/{proposal_id}", key, ballot.process_id)
        tell(session, news, ballots.not_voted(session, ballot.id))
