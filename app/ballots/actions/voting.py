"""Votes: casting, changing and taking back, as long as the ballot is open."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.ballots import queries
from app.ballots.actions.locks import lock
from app.ballots.events import VoteCast, VoteTakenBack
from app.ballots.methods import terms_of
from app.ballots.methods.contract import Terms
from app.ballots.policy import Ballots
from app.ballots.seals.fingerprints import NEWEST, canonical, seal
from app.ballots.tables import Ballot, Vote
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, languages, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock

LONGEST_REASON = 2000
Sent = Mapping[str, Any] | Callable[[Terms[Any]], Mapping[str, Any]]
"""A selection as programs send it, or how to read it off a form, which the method of the ballot knows."""


def cast(session: Session, actor: Actor, ballot: Ballot, sent: Sent, reason: str = "") -> Vote:
    """Set the actor's vote, or change it, while the ballot is open; gives it with its receipt.

    Raises Forbidden for whoever is not on the roll, Conflict after the end, Invalid for what cannot be chosen.
    """
    _require_asked(session, actor, ballot)
    terms = terms_of(ballot)
    given = sent if isinstance(sent, Mapping) else sent(terms)
    said = canonical(terms.method.read(given, terms))
    _check_reason(reason, terms.method.reason_needed(orjson.loads(said), terms))
    now = _while_open(session, ballot)
    vote = session.get(Vote, (ballot.id, actor.id)) or Vote(ballot_id=ballot.id, person_id=actor.id)
    vote.selection, vote.reason, vote.cast_at = orjson.loads(said), reason.strip(), now
    vote.language = languages.current()
    vote.choice = None  # what an earlier release wrote is not what is said now
    vote.seal_version, vote.salt = NEWEST, secrets.token_hex(16)
    vote.receipt = seal(ballot.id, actor.id, said, now, vote.salt)
    session.add(vote)
    session.flush()
    audit.record(session, actor, "vote_cast", Subject.of("ballot", ballot.id), {"receipt": vote.receipt})
    announce(session, VoteCast(ballot.id, ballot.subject, actor.id))
    return vote


def take_back(session: Session, actor: Actor, ballot: Ballot) -> None:
    """Undo the actor's vote while the ballot is open: they count as not having voted, and may vote anew.

    What they chose and why is gone; the ledger keeps that they voted, under which receipt, and that they took it back.
    Raises Forbidden for whoever is not on the roll, Conflict after the end or where they have not voted.
    """
    _require_asked(session, actor, ballot)
    _while_open(session, ballot)
    mine = delete(Vote).where(Vote.ballot_id == ballot.id, Vote.person_id == actor.id).returning(Vote.receipt)
    receipt = session.execute(mine).scalar_one_or_none()
    if receipt is None:
        raise Conflict(
            "NOT_VOTED",
            _("Expected a vote of yours to take back, but there is none. Nothing was done."),
            for_people=_("You have not voted here, so there is nothing to take back."),
        )
    audit.record(session, actor, "vote_taken_back", Subject.of("ballot", ballot.id), {"receipt": receipt})
    announce(session, VoteTakenBack(ballot.id, ballot.subject, actor.id))


def _require_asked(session: Session, actor: Actor, ballot: Ballot) -> None:
    standing = queries.standing(session, actor, ballot)
    policy.require(actor, Ballots.CAST, standing)
    if not standing.is_elector:
        raise Forbidden(
            "NOT_ON_THE_ROLL",
            _("Expected you to be asked in this vote, but you are not on its roll."),
            for_people=_("You were not asked in this vote, so you cannot vote in it."),
        )


def _while_open(session: Session, ballot: Ballot) -> datetime:
    """Keep the ballot from being closed meanwhile, and give the moment; raises Conflict where voting is over."""
    lock(session, ballot, share=True)
    now = clock.now()
    if not ballot.is_open or now >= ballot.closes_at:
        raise Conflict(
            "BALLOT_CLOSED",
            _("Expected the vote to be open, but voting is over. Your vote did not change."),
            for_people=_("Voting is over. Your vote did not change."),
        )
    return now


def _check_reason(reason: str, needed: str) -> None:
    if needed and not reason.strip():
        found = _("Expected a reason with this vote, but there is none.")
        raise Invalid("REASON_MISSING", sentences(found, needed), {"reason": needed})
    if len(reason) > LONGEST_REASON:
        words = _("Write at most {number} characters.", number=LONGEST_REASON)
        raise Invalid("TOO_LONG", sentences(_("Expected a shorter reason."), words), {"reason": words})
