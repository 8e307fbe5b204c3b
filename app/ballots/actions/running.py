"""Ballots themselves: opening, putting off, closing, cancelling."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.ballots import queries, refusals
from app.ballots.actions.locks import lock
from app.ballots.events import BallotClosed, BallotClosing, BallotOpened
from app.ballots.methods import DEFAULT, method_of, terms_of
from app.ballots.methods.contract import Option
from app.ballots.policy import Ballots
from app.ballots.seals import verify
from app.ballots.seals.fingerprints import roll_hash
from app.ballots.tables import Ballot, Elector
from app.ballots.values import CANCELLED, FAILED, PASSED
from app.kernel import audit, jobs, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import about_to, announce
from app.kernel.i18n import _, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock


@dataclass(frozen=True)
class Question:
    """What is asked, about what, by which rule, until when, and whether the tally stays hidden till then.

    `settings` are those of the method, by default as it has them; the one option is by default what is asked about.
    """

    process_id: str
    subject: Subject
    revision: int
    text: str
    method: str = DEFAULT
    settings: Any = None
    options: tuple[Option, ...] = ()
    lasts: timedelta = timedelta(days=7)
    hidden: bool = False

    def frozen(self) -> dict[str, Any]:
        """Give method, settings and options as a ballot keeps them.

        Raises Conflict for a method that is not known, Invalid for what an option of it cannot carry.
        """
        method = method_of(self.method)
        settings = method.settings({}) if self.settings is None else self.settings
        options = self.options or (Option(self.subject.id, self.text),)
        return {
            "method": method.name, "settings": method.stored(settings),
            "options": [
                {"id": option.id, "title": option.title, **method.option_read(option.attributes)} for option in options
            ],
        }  # fmt: skip


def open_ballot(session: Session, actor: Actor, question: Question, electorate: Collection[str]) -> Ballot:
    """Freeze the electorate and the rule, and start taking votes; the caller has asked whether the actor may.

    Raises Conflict where nobody could vote.
    """
    roll = sorted(set(electorate))
    if not roll:
        raise refusals.nobody_to_ask()
    now = clock.now()
    ballot = Ballot(
        process_id=question.process_id, subject=question.subject, revision=question.revision, question=question.text,
        **question.frozen(), state="open", opens_at=now, closes_at=now + question.lasts, hidden=question.hidden,
        electorate_size=len(roll), electorate_hash=roll_hash(roll),
    )  # fmt: skip
    session.add(ballot)
    session.flush()
    session.execute(insert(Elector), [{"ballot_id": ballot.id, "person_id": person} for person in roll])
    body = {"electorate": len(roll), "hash": ballot.electorate_hash, "settings": ballot.settings}
    body |= {"method": ballot.method, "options": [option["id"] for option in ballot.options]}
    audit.record(session, actor, "ballot_opened", Subject.of("ballot", ballot.id), body)
    jobs.defer(session, "ballots.close", {"ballot_id": ballot.id}, at=ballot.closes_at)
    announce(session, BallotOpened(ballot.id, ballot.process_id, ballot.subject, ballot.revision, actor.id))
    return ballot


def close(session: Session, actor: Actor, ballot: Ballot) -> Ballot:
    """End the ballot and decide it; before the deadline only the owner may, and only when nothing can change it.

    Raises Conflict where it is closed already or the outcome is still open.
    """
    early = clock.now() < ballot.closes_at
    policy.require(actor, Ballots.CLOSE_EARLY, queries.standing(session, actor, ballot))
    about_to(session, BallotClosing(ballot.id, ballot.subject))
    lock(session, ballot)
    if not ballot.is_open:
        raise refusals.closed()
    _require_unaltered(session, ballot)
    votes, terms = queries.count(session, ballot), terms_of(ballot)
    if early and terms.method.can_change(votes, terms, queries.gone(session, ballot.id)):
        raise Conflict(
            "OUTCOME_OPEN",
            _(
                "Expected an outcome that nobody can turn any more, but people who have not voted still could. "
                "Wait for their votes or for the deadline."
            ),
            for_people=_("People who have not voted could still turn this. Wait for their votes, or for the deadline."),
        )
    return _decide(session, actor, ballot, votes)


def settle(session: Session, actor: Actor, ballot: Ballot) -> Ballot:
    """Decide a ballot whose deadline has passed; does nothing to one that is closed or still running.

    Nor to one that is asked in a way that is not known here: it waits for a release that knows it.
    """
    about_to(session, BallotClosing(ballot.id, ballot.subject))
    lock(session, ballot)
    if not ballot.is_open or clock.now() < ballot.closes_at or not terms_of(ballot).method.is_known:
        return ballot
    _require_unaltered(session, ballot)
    return _decide(session, actor, ballot, queries.count(session, ballot))


def put_off(session: Session, actor: Actor, ballot: Ballot, until: datetime) -> Ballot:
    """Give an open ballot a later deadline; the caller has asked whether the actor may.

    Raises Conflict where it is closed, Invalid for a deadline that is not later.
    """
    lock(session, ballot)
    if not ballot.is_open or clock.now() >= ballot.closes_at:
        raise refusals.closed()
    if until <= ballot.closes_at:
        words = _("A deadline can only be put off: choose a later moment.")
        wanted = _("Expected a later deadline than the one there is.")
        raise Invalid("NOT_LATER", sentences(wanted, words), {"closes_at": words})
    body = {"from": ballot.closes_at.isoformat(), "to": until.isoformat()}
    ballot.closes_at = until
    session.flush()
    audit.record(session, actor, "ballot_put_off", Subject.of("ballot", ballot.id), body)
    jobs.defer(session, "ballots.close", {"ballot_id": ballot.id}, at=until)
    return ballot


def cancel(session: Session, actor: Actor, ballot: Ballot) -> Ballot:
    """End a ballot without a decision because its question is gone; the caller has asked whether the actor may."""
    lock(session, ballot)
    return _end(session, actor, ballot, CANCELLED, {}) if ballot.is_open else ballot


def _require_unaltered(session: Session, ballot: Ballot) -> None:
    """Raise Conflict where votes are not as they were cast: nothing is decided by them."""
    if faults := verify.altered(session, ballot):
        raise refusals.altered(len(faults))


def _decide(session: Session, actor: Actor, ballot: Ballot, votes: Any) -> Ballot:
    terms = terms_of(ballot)
    outcome = PASSED if terms.method.chosen(votes, terms) else FAILED
    return _end(session, actor, ballot, outcome, terms.method.told(votes))


def _end(session: Session, actor: Actor, ballot: Ballot, outcome: str, tally: dict[str, Any]) -> Ballot:
    ballot.state, ballot.outcome, ballot.closed_at = "closed", outcome, clock.now()
    session.flush()
    audit.record(session, actor, "ballot_closed", Subject.of("ballot", ballot.id), {"outcome": outcome, "tally": tally})
    announce(session, BallotClosed(ballot.id, ballot.process_id, ballot.subject, outcome, actor.id))
    return ballot
