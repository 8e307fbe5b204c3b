"""Whether the votes of a ballot are still those that were cast: each row is held against its sealed receipt."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.ballots.seals.fingerprints import seal
from app.ballots.tables import Ballot, Vote
from app.kernel.audit import AuditEntry

CAST, TAKEN_BACK = "vote_cast", "vote_taken_back"
SUBJECT = "ballot:"


def altered(session: Session, ballot: Ballot) -> list[str]:
    """Give in words every vote of a ballot that is not as it was cast, or is gone, or was never cast."""
    return list(_faults(session, AuditEntry.subject == SUBJECT + ballot.id, Vote.ballot_id == ballot.id))


def all_altered(session: Session) -> list[str]:
    """Give in words every vote of all ballots that is not as it was cast; two statements."""
    return list(_faults(session, AuditEntry.subject.startswith(SUBJECT), Vote.ballot_id.is_not(None)))


def _faults(session: Session, entries: ColumnElement[bool], votes: ColumnElement[bool]) -> Iterator[str]:
    newest = (
        select(func.max(AuditEntry.seq))
        .where(AuditEntry.kind.in_((CAST, TAKEN_BACK)), entries)
        .group_by(AuditEntry.subject, AuditEntry.actor_id)
    )
    entry = (AuditEntry.subject, AuditEntry.actor_id, AuditEntry.kind, AuditEntry.body)
    rows = session.execute(select(*entry).where(AuditEntry.seq.in_(newest)))
    sealed: dict[tuple[str, str], str | None] = {}
    undone: set[tuple[str, str]] = set()
    for subject, person, kind, body in rows:
        key = (subject.removeprefix(SUBJECT), person)
        if kind == CAST:
            sealed[key] = body.get("receipt")
        else:
            undone.add(key)
    selection = type_coerce(Vote.selection, Text)
    fields = (Vote.ballot_id, Vote.person_id, selection, Vote.cast_at, Vote.salt, Vote.seal_version, Vote.receipt)
    for ballot_id, person_id, said, cast_at, salt, version, receipt in session.execute(
        select(*fields).where(votes).execution_options(yield_per=1000)
    ):
        who = f"The vote of {person_id} in ballot {ballot_id}"
        logged = sealed.pop((ballot_id, person_id), None)
        if (ballot_id, person_id) in undone:
            yield f"{who} is there, but the log says that it was taken back."
        elif logged is None:
            yield f"{who} was never cast: the log holds no receipt of it."
        elif receipt != logged or seal(ballot_id, person_id, said, cast_at, salt, version) != logged:
            yield f"{who} is not as it was cast: it does not fit its receipt in the log."
    for ballot_id, person_id in sealed:
        yield f"The vote of {person_id} in ballot {ballot_id} is gone: the log holds its receipt."
