"""Keeping open proposals on the live version: carried over, asked again, or ended in words, whenever it moves."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from app.ballots import actions as ballots
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.impact.actions import order
from app.impact.queries.preview import NOT_CHECKABLE
from app.kernel.db import outside_locks
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.i18n import _, in_english, sentences
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.actions.ballot import ask, cancel_ballot
from app.proposals.actions.transition import allowed, move, write_line
from app.proposals.events import ProposalCarried, ProposalRebased
from app.proposals.queries.find import Found
from app.proposals.queries.live import CONFLICT, ENDS, PUT_AWAY, PUT_AWAY_WORDS, SAME, SAYS_ELSE, Fate
from app.proposals.tables import Proposal, ProposalRevision
from app.proposals.transitions import ENDED, OPEN_STATES, transition

log = structlog.get_logger()
AT_ONCE = 50
SECONDS = 2.0
TAKEN_BACK = _("The process had been put away, which ended this. It is in use again: its author can revise it.")
ASKED = ("discussion", "voting", "accepted")
FOLLOWED = ("draft", *(state for state in OPEN_STATES if state != "approved"))


def hold(session: Session, process_id: str) -> None:
    """Lock the open proposals of a process and their ballots, before anything is written into the ledger."""
    open_ones = select(Proposal.id).where(Proposal.process_id == process_id, Proposal.state.in_(FOLLOWED))
    session.execute(open_ones.order_by(Proposal.id).with_for_update(key_share=True)).all()
    ballots.hold(session, process_id)


def hold_process(session: Session, process_id: str) -> None:
    """Lock a process, its open proposals and their ballots, in the order in which all do."""
    session.execute(select(Process.id).where(Process.id == process_id).with_for_update(key_share=True))
    hold(session, process_id)


def follow(session: Session, process_id: str, *, besides: str | None = None) -> None:
    """Try all open proposals of a process on what is live now; those that would take too long follow in a job.

    What comes of them is worked out before, where the unit of work can begin anew, and else on the spot. One that
    cannot be tried stays behind and is logged; it is tried again later, and before anybody signs it.
    """
    wanted = [proposal_id for proposal_id in _stale(session, process_id) if proposal_id != besides]
    if wanted:
        live = catalog.live_version(session, session.get_one(Process, process_id))
        queries.try_ahead(session, wanted[:AT_ONCE], live, SECONDS)
    began, done = time.monotonic(), 0
    for proposal_id in wanted:
        if done >= AT_ONCE or time.monotonic() - began > SECONDS:
            if done:
                defer(session, "proposals.follow", {"process_id": process_id}, lock=f"follow:{process_id}")
            return
        try:
            with session.begin_nested(), outside_locks.on_the_spot():
                recheck(session, proposal_id)
            done += 1
        except Exception:
            log.exception("proposal_not_followed", proposal=proposal_id)


def follow_stale(session: Session) -> int:
    """Have followed up what nobody did, as after an upgrade; gives of how many processes.

    In no order, so that those with what cannot be tried keep no others back for good.
    """
    behind = or_(Proposal.checked_version_id != Process.live_version_id, _goes_on_while_put_away())
    rows = select(Proposal.process_id).join(Process, Process.id == Proposal.process_id)
    rows = rows.where(Proposal.state.in_(ASKED), behind)
    found = list(session.scalars(rows.group_by(Proposal.process_id).order_by(func.random()).limit(AT_ONCE)))
    for process_id in found:
        defer(session, "proposals.follow", {"process_id": process_id}, lock=f"follow:{process_id}")
    return len(found)


def _stale(session: Session, process_id: str) -> list[str]:
    rows = select(Proposal.id).join(Process, Process.id == Proposal.process_id)
    rows = rows.where(Proposal.process_id == process_id, Proposal.state.in_(FOLLOWED))
    behind = or_(Proposal.checked_version_id != Process.live_version_id, _goes_on_while_put_away())
    votes_first = Proposal.state.in_(("draft", "conflict")).asc()
    return list(session.scalars(rows.where(behind).order_by(votes_first, Proposal.id)))


def _goes_on_while_put_away() -> ColumnElement[bool]:
    """Drafts and what is in conflict already stay as they are: to try them would change nothing, time and again."""
    return Process.archived_at.is_not(None) & Proposal.state.in_(ASKED)


def recheck(session: Session, proposal_id: str) -> Fate | None:
    """Try one proposal on what is live now, its process being locked; gives what becomes of it, None for nothing."""
    found = queries.find(session, SYSTEM, proposal_id, lock=True)
    proposal, process = found.proposal, found.process
    goes_on = process.archived_at is not None and proposal.state in ASKED
    if proposal.state in ENDED or (proposal.checked_version_id == process.live_version_id and not goes_on):
        return None
    fate = _beside_its_rival(session, proposal, queries.fate(session, found))
    if any(refusal.code == NOT_CHECKABLE for refusal in fate.tried.changed.refusals):
        raise Conflict(NOT_CHECKABLE, fate.words)
    if fate.becomes in ENDS:
        _end(session, found, fate)
        return fate
    if fate.becomes == SAYS_ELSE and proposal.state in ("voting", "accepted"):
        _ask_again(session, found, fate)
        return fate
    if proposal.state == "conflict":
        number = str(fate.version.number)
        proposal.outcome_words = _("Version {number} is live; it fits again. Its author can revise it.", number=number)
    elif fate.becomes != SAME:
        write_line(session, SYSTEM, proposal, "rebased", fate.words)
        about = (proposal.id, process.id, proposal.revision, fate.version.id)
        announce(session, ProposalRebased(*about, fate.words, proposal.state))
    _now_on(session, proposal, fate)
    announce(session, ProposalCarried(proposal.id, process.id, proposal.state))
    if not proposal.is_in_words:
        order(session, proposal.id, proposal.process_id)
    return fate


def _beside_its_rival(session: Session, proposal: Proposal, fate: Fate) -> Fate:
    """What becomes of a proposal where the one that went live was made against it, or it against that: it ends."""
    rival = queries.rival_of(session, proposal, fate.version.proposal_id) if fate.becomes not in ENDS else None
    if rival is None:
        return fate
    words = _(
        "Version {number} is live, and it came of the proposal that stood against this one: {rival}.",
        number=str(fate.version.number), rival=rival.sentence,
    )  # fmt: skip
    return Fate(CONFLICT, words, fate.version, fate.tried)


def _end(session: Session, found: Found, fate: Fate) -> None:
    """A draft stays its author's; what others were asked about ends, in words; what ended already says why now.

    A reason that is older than the process's end stays: it is the one that is left when the process is taken back.
    """
    proposal = found.proposal
    proposal.checked_version_id = fate.version.id
    if proposal.state == "draft":
        session.flush()
    elif proposal.state == "conflict":
        if fate.becomes != PUT_AWAY:
            proposal.outcome_words = fate.words
        session.flush()
    else:
        conflict(session, SYSTEM, found, [fate.words])


def taken_back(session: Session, process_id: str) -> None:
    """Say of all that ended because its process was put away that it can be revised: the process is in use again."""
    ended = update(Proposal).where(Proposal.process_id == process_id, Proposal.state == "conflict")
    # As it is kept now, and as an earlier release kept it, in English.
    ended = ended.where(Proposal.outcome_words.in_((PUT_AWAY_WORDS, in_english(PUT_AWAY_WORDS))))
    session.execute(ended.values(outcome_words=TAKEN_BACK, row_version=Proposal.row_version + 1))


def conflict(session: Session, actor: Actor, found: Found, reasons: Sequence[str]) -> None:
    """Note, in words, why the proposal cannot go on; a running vote ends, its author can revise it."""
    way = allowed(SYSTEM, found, "conflict")
    cancel_ballot(session, SYSTEM, found.proposal)
    found.proposal.outcome_words = reasons[0] if len(reasons) == 1 else sentences(*reasons)
    move(session, actor, found.proposal, way, found.proposal.outcome_words)


def as_seen(session: Session, found: Found, number: int | None) -> None:
    """Raise Conflict where the actor read this on another live version, and it says something else on this one."""
    missed = queries.read_on(session, found, number)
    if missed is not None:
        out = _("Nothing was done. Read what it says now and decide again.")
        numbers = {"live": str(missed.version.number), "read": str(number)}
        wanted = _(
            "Expected a decision on what this does to version {live}, but you read what it does to version {read}.",
            **numbers,
        )
        told = _("You read what this does to version {read}, and version {live} is live by now.", **numbers)
        raise Conflict(
            "REVISED", sentences(wanted, missed.words, out), for_people=sentences(told, missed.words, out),
            live_version=missed.version.number, read=number,
        )  # fmt: skip


def _ask_again(session: Session, found: Found, fate: Fate) -> None:
    """What people voted on is called something else by now: the same operations are a new revision, and a new vote.

    Where nobody can be asked any more, it ends instead.
    """
    try:
        with session.begin_nested():
            _new_revision(session, found, fate)
            ask(session, SYSTEM, found)
    except Conflict as error:
        words = sentences(fate.words, _("But: {why}", why=error.words))
        _end(session, found, Fate(CONFLICT, words, fate.version, fate.tried))
        return
    move(session, SYSTEM, found.proposal, transition("carry", found.proposal.state), words=fate.words)


def _new_revision(session: Session, found: Found, fate: Fate) -> None:
    proposal = found.proposal
    before = queries.revision(session, proposal)
    cancel_ballot(session, SYSTEM, proposal)
    proposal.revision += 1
    if not proposal.nickname:
        proposal.title = fate.tried.suggested
    proposal.checked_version_id, proposal.sentence = fate.version.id, fate.sentence
    session.add(
        ProposalRevision(
            proposal_id=proposal.id, revision=proposal.revision, title=proposal.title, reason=proposal.reason,
            language=before.language, sentence=proposal.sentence, words=fate.tried.words,
            operations=before.operations, by=before.by,
            base_version_id=fate.version.id, at=clock.now(),
        )
    )  # fmt: skip
    session.flush()


def _now_on(session: Session, proposal: Proposal, fate: Fate) -> None:
    """Say in the words of the version that is live now what the current revision does."""
    proposal.checked_version_id, proposal.sentence = fate.version.id, fate.sentence
    queries.revision(session, proposal).words = fate.tried.words
    session.flush()
