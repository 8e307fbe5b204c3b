"""Moving a proposal: the permission, the transition, its line in the timeline, the ledger, the news."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import audit, policy
from app.kernel.db.unit_session import UnitKey, unit_of
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.i18n import Message, _, joined
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock, zones
from app.proposals import queries
from app.proposals.queries.find import Found
from app.proposals.tables import Proposal, ProposalEvent
from app.proposals.transitions import TRANSITIONS, Transition, transition

# What all lines of one unit of work have in common.
ACT: UnitKey[str] = UnitKey(new_id)


def allowed(actor: Actor, found: Found, name: str) -> Transition:
    """Give the transition if the actor may take it now; raises Forbidden, then Conflict for the wrong state."""
    permission = next((t.permission for t in TRANSITIONS if t.name == name), None)
    if permission is not None:
        policy.require(actor, permission, found.standing)
    return transition(name, found.proposal.state)


def as_read(session: Session, found: Found, revision: int | None) -> None:
    """Raise Conflict, with what changed, unless this is the revision the actor read; None is taken as it stands."""
    proposal = found.proposal
    if revision is None or revision == proposal.revision:
        return
    before = queries.said_in(session, proposal, revision)
    now = queries.said_in(session, proposal, proposal.revision)
    if before is not None:
        words = _(
            "Expected a decision on revision {revision}, but you read revision {read}. "
            "It was changed meanwhile, and nothing was done. Read what it says now and decide again.",
            revision=str(proposal.revision), read=str(revision),
        )  # fmt: skip
    else:
        words = _(
            "Expected a decision on revision {revision}, but you did not say which revision you read. "
            "It was changed meanwhile, and nothing was done. Read what it says now and decide again.",
            revision=str(proposal.revision),
        )
    raise Conflict(
        "REVISED", words,
        revision=proposal.revision, read=revision if before is not None else None, before=before, now=now,
        for_people=_(
            "It was changed after you read it, so nothing was done. Read what it says now and decide again."
        ),
    )  # fmt: skip


def move(session: Session, actor: Actor, proposal: Proposal, way: Transition, note: str = "", words: str = "") -> None:
    """Take a transition that was found `allowed`: state, timeline, ledger and news, in this transaction."""
    before = proposal.state
    proposal.state, proposal.updated_at = way.target, clock.now()
    session.flush()
    write_line(session, actor, proposal, way.name, words or (joined(": ", (way.words, note)) if note else way.words))
    body = {"transition": way.name, "from": before, "to": way.target, "revision": proposal.revision}
    body["note"] = note if isinstance(note, Message) else zones.plain(note)
    body["sentence"] = proposal.sentence
    audit.record(session, actor, "proposal_moved", Subject.of("proposal", proposal.id), body)
    announce(
        session,
        way.event(
            proposal_id=proposal.id, process_id=proposal.process_id, revision=proposal.revision, before=before,
            state=way.target, actor_id=actor.id, note=note,
        ),
    )  # fmt: skip


def write_line(session: Session, actor: Actor, proposal: Proposal, event: str, words: str) -> None:
    """Add a line to the timeline."""
    who = None if actor.is_system else actor.id
    line = ProposalEvent(proposal_id=proposal.id, event=event, state=proposal.state, revision=proposal.revision,
                         person_id=who, words=words, at=clock.now(), act_id=unit_of(session).kept(ACT))  # fmt: skip
    session.add(line)
    session.flush()
