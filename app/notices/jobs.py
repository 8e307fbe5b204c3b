"""What notices do in the background: mail at once, the daily digest, ballots that close soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.ballots import queries as ballots
from app.kernel.db.database import Database
from app.kernel.db.database_settings import settings_of
from app.kernel.db.outages import Outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.i18n import _
from app.kernel.jobs import periodic, task
from app.kernel.mail import MailRefused, ServerAway, connection
from app.kernel.observability.logs import log
from app.kernel.times import clock, zones
from app.notices import queries
from app.notices.actions import News, tell
from app.notices.messages.mails import mail_to

SOON = timedelta(hours=24)


@task("notices.instant", manages_transactions=True)
def instant(database: Database, event_key: str) -> None:
    """Mail the notices of one event to those who want mail at once; raises at the end if some are to be tried again."""
    if not settings_of(database).mails_links:
        return
    with unit_of_work(database, readonly=True) as session:
        due = queries.instant(session, event_key, clock.now())
    failed = _mail_all(database, due)
    if failed is not None:
        raise failed


@periodic("notices.digest", every=timedelta(minutes=15), manages_transactions=True)
def digest(database: Database) -> None:
    """Mail each person whose hour has come what they have not read, once; nobody gets an empty mail."""
    settings = settings_of(database)
    if not settings.mails_links:
        return
    with unit_of_work(database, readonly=True) as session:
        due = queries.digests(session, clock.now(), settings.time_zone or "UTC")
    _mail_all(database, due)


def _mail_all(database: Database, due: Mapping[str, Sequence[str]]) -> MailRefused | None:
    """Mail each of these people; what one mail meets keeps no other back, unless there is no server to talk to."""
    failed: MailRefused | None = None
    with connection(settings_of(database)) as post:
        for person_id, ids in due.items():
            try:
                mail_to(post, database, person_id, ids)
            except MailRefused as error:
                log.warning("notices_refused", person=person_id, error=str(error))
                failed = error
                if isinstance(error, ServerAway):
                    break
            except Outage:
                raise
            except Exception:
                # A mail that cannot even be written counts as sent, or it would fail for ever; its notices are read
                # on the page.
                log.exception("notices_not_mailed", person=person_id)
    return failed


@periodic("notices.closing_soon", every=timedelta(minutes=30))
def closing_soon(session: Session) -> None:
    """Tell those who have not voted that a ballot closes within a day, once."""
    now = clock.now()
    for ballot in ballots.closing_before(session, now, now + SOON):
        proposal_id = ballot.subject.id_if("proposal")
        if proposal_id is None or ballot.closes_at - ballot.opens_at <= SOON:
            continue
        words = _(
            "{question}: the vote closes on {closes_at}, and you have not voted.",
            question=ballot.question, closes_at=zones.mark(ballot.closes_at),
        )  # fmt: skip
        key = f"closing:{ballot.id}:{ballot.closes_at:%Y%m%d%H%M}"
        news = News("vote_closing", words, f"/proposals/{proposal_id}", key, ballot.process_id)
        tell(session, news, ballots.not_voted(session, ballot.id))
