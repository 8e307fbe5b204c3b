"""When fewer are there to decide: what cannot be decided any more is told to who can do something about it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import RoleGrant, Unit
from app.ballots.tables import Ballot, Elector
from app.catalog.tables import Process
from app.decision_policy.values import SIGNERS
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.proposals import queries
from app.proposals.events import ProposalStuck

Held = Sequence[str]


def look_at_what_is_left(session: Session, person_id: str, roles: Sequence[Held] | None = None) -> None:
    """Have it looked at, after this transaction, what somebody's leaving leaves undecided; None for all their roles."""
    if roles is None:
        rows = select(RoleGrant.role, Unit.path).outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        roles = [(role, path or "") for role, path in session.execute(rows.where(RoleGrant.person_id == person_id))]
    signed = [[role, path] for role, path in roles if role in SIGNERS]
    defer(session, "proposals.fewer", {"person_id": person_id, "roles": signed})


def tell_stuck(session: Session, person_id: str, roles: Sequence[Held]) -> int:
    """Announce the proposals that nobody can decide now that a person cannot vote, or lacks roles; gives how many."""
    asked = aliased(Elector)
    on_roll = exists().where(asked.ballot_id == Ballot.id, asked.person_id == person_id)
    found = queries.votes_stuck(session, on_roll)
    if roles:
        found += queries.signatures_stuck(session, or_(*(_below(path) for _, path in roles)))
    for one in found:
        proposal = one.proposal
        announce(session, ProposalStuck(proposal.id, proposal.process_id, one.what, one.words))
    return len(found)


def _below(path: str) -> ColumnElement[bool]:
    if not path:
        return true()
    return or_(Process.unit_path == path, Process.unit_path.startswith(path + "/", autoescape=True))
