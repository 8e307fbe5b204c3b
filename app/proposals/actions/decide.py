"""Deciding on a proposal: what the ballot said, signatures, rejection, withdrawal, and how it ended."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots import queries as ballot_queries
from app.kernel import audit
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, joined, languages, sentences
from app.kernel.policy import SYSTEM, Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.actions.ballot import cancel_ballot, voted_on
from app.proposals.actions.rebase import hold, recheck
from app.proposals.actions.transition import allowed, as_read, move
from app.proposals.queries.decision import approvals, missing_roles
from app.proposals.queries.find import Found
from app.proposals.tables import Approval, Proposal, ProposalEvent

LONGEST_NOTE = 4000


def approve(session: Session, actor: Actor, found: Found, note: str = "", revision: int | None = None) -> Proposal:
    """Sign the accepted revision; the last signature that the policy asks for makes it go live.

    Raises Conflict `REVISED` where the actor read another revision, or names none and may have read another.
    """
    way = allowed(actor, found, "approve")
    _read(session, actor, found, revision)
    _not_too_long("note", note)
    hold(session, found.process.id)
    _still_so(session, found)
    proposal, signed = found.proposal, approvals(session, found)
    role = next((r for r in missing_roles(found, signed) if actor.has_in(found.process.unit_path, r)), None)
    if role is None or any(a.person_id == actor.id for a in signed):
        raise Conflict(
            "ALREADY_SIGNED",
            _("Expected an approval that is missing, but yours is there. Ask the others."),
            for_people=_("You have approved this already. What is missing is what the others say."),
        )
    approval = Approval(proposal_id=proposal.id, revision=proposal.revision, person_id=actor.id, role=role,
                        note=note.strip(), language=languages.current(), at=clock.now())  # fmt: skip
    session.add(approval)
    session.flush()
    body = {"revision": proposal.revision, "sentence": proposal.sentence, "role": role, "note": note}
    audit.record(session, actor, "proposal_signed", Subject.of("proposal", proposal.id), body)
    complete = not missing_roles(found, (*signed, approval))
    move(session, actor, proposal, way if complete else allowed(actor, found, "sign"), note.strip())
    return proposal


def reject(session: Session, actor: Actor, found: Found, reason: str, revision: int | None = None) -> Proposal:
    """Refuse a proposal, with a written reason that its author and the voters read; `revision` as for `approve`."""
    way = allowed(actor, found, "reject")
    _read(session, actor, found, revision)
    if not reason.strip():
        words = _("Write why, so that the author and the voters understand it.")
        found_none = _("Expected a reason, but there is none.")
        raise Invalid("REASON_MISSING", sentences(found_none, words), {"reason": words})
    _not_too_long("reason", reason)
    found.proposal.outcome_words = reason.strip()
    move(session, actor, found.proposal, way, reason.strip())
    return found.proposal


def withdraw(session: Session, actor: Actor, found: Found, revision: int | None = None) -> Proposal:
    """Take one's own proposal back; a running vote ends without a decision."""
    way = allowed(actor, found, "withdraw")
    as_read(session, found, revision)
    cancel_ballot(session, actor, found.proposal)
    move(session, actor, found.proposal, way)
    return found.proposal


def ballot_closed(session: Session, proposal_id: str, *, passed: bool) -> None:
    """Take over what a ballot decided; without signatures in the policy the proposal is approved at once."""
    recheck(session, proposal_id)
    found = queries.find(session, SYSTEM, proposal_id, lock=True)
    if found.proposal.state == "conflict" or not _is_decided(session, found):
        return
    way = allowed(SYSTEM, found, "pass" if passed else "fail")
    if not passed:
        found.proposal.outcome_words = _("The vote did not pass.")
    move(session, SYSTEM, found.proposal, way)
    if passed and not found.policy.approvals:
        way = allowed(SYSTEM, found, "approve")
        move(session, SYSTEM, found.proposal, way, words=_("Approved: the policy asks nobody to approve"))


def go_live(session: Session, actor: Actor, found: Found, version_id: str, number: int) -> None:
    """Note that the proposal is the live version now."""
    found.proposal.version_id = version_id
    words = _("It went live as version {number}", number=str(number))
    move(session, actor, found.proposal, allowed(SYSTEM, found, "go_live"), words=words)


def say_done(
    session: Session, actor: Actor, found: Found, on: date, note: str = "", revision: int | None = None
) -> Proposal:
    """Say that what was proposed in words is done, since a day; raises Conflict for a change of the diagram.

    That one is live as soon as it is approved, and nobody has to say so.
    """
    way = allowed(actor, found, "done")
    as_read(session, found, revision)
    if not found.proposal.is_in_words:
        raise Conflict(
            "NOT_IN_WORDS",
            _("Expected a proposal in words, but this one changes the diagram. It goes live when it is approved."),
            for_people=_("This changes the diagram: it goes live by itself."),
        )
    _not_too_long("note", note)
    if on > clock.now().date() + timedelta(days=1):
        words = _("Say a day that has come.")
        raise Invalid("NOT_YET", sentences(_("Expected the day on which it was done."), words), {"on": words})
    said = _("Done on {day}", day=on.isoformat())
    found.proposal.outcome_words = joined(": ", [said, note.strip()]) if note.strip() else said
    move(session, actor, found.proposal, way, words=found.proposal.outcome_words)
    return found.proposal


def reverted(session: Session, actor: Actor, found: Found, reason: str) -> None:
    """Note that the version this proposal became was taken back."""
    move(session, actor, found.proposal, allowed(SYSTEM, found, "reverted"), reason)


def _is_decided(session: Session, found: Found) -> bool:
    """Whether the newest ballot is closed: where the change reads otherwise by now, another one was just opened."""
    ballot = ballot_queries.current(session, found.proposal.subject)
    return ballot is not None and not ballot.is_open


def _still_so(session: Session, found: Found) -> None:
    """Raise Conflict where the live version moved on and this is no longer what was accepted."""
    before = (found.proposal.state, found.proposal.revision)
    fate = recheck(session, found.proposal.id)
    if fate is not None and (found.proposal.state, found.proposal.revision) != before:
        wanted = _("Expected what was accepted to fit the live version.")
        raise Conflict(
            "REVISED",
            sentences(wanted, fate.words, _("Read it again.")),
            for_people=sentences(fate.words, _("Read it again.")),
        )


def _read(session: Session, actor: Actor, found: Found, revision: int | None) -> None:
    """Hold a decision to the revision that was read.

    Who names none is taken at their word as long as they can only have read this one: no other waited for signatures
    and was replaced before it had them, or the actor has had a part in this one.
    """
    proposal = found.proposal
    if revision is None:
        lines = select(ProposalEvent.revision, ProposalEvent.event, ProposalEvent.person_id)
        said = session.execute(lines.where(ProposalEvent.proposal_id == proposal.id)).all()
        signed = {number for number, event, _who in said if event == "approve"}
        others = {number for number, event, _who in said if event == "pass"} - signed - {proposal.revision}
        knows = any(who == actor.id and number == proposal.revision for number, _event, who in said)
        revision = 0 if others and not (knows or voted_on(session, actor, proposal)) else None
    as_read(session, found, revision)


def _not_too_long(field: str, text: str) -> None:
    if len(text) > LONGEST_NOTE:
        words = _("Use at most {number} characters.", number=LONGEST_NOTE)
        wanted = _("Expected a shorter note.") if field == "note" else _("Expected a shorter reason.")
        raise Invalid("TOO_LONG", sentences(wanted, words), {field: words})
