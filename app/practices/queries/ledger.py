"""What became of a change elsewhere: where it was offered, is judged, was adopted or declined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.policy import Actor
from app.proposals.tables import Proposal
from app.rollout.policy import Rollouts
from app.rollout.queries import read_counts

OFFERED, PROPOSED, ADOPTED, DECLINED = "offered", "proposed", "adopted", "declined"
MOST_ADOPTIONS = 200
_STATES: Mapping[str, str] = {
    "draft": OFFERED, "discussion": OFFERED, "live": ADOPTED, "rejected": DECLINED, "withdrawn": DECLINED,
}  # fmt: skip


@dataclass(frozen=True)
class Adoption:
    """A change that was offered to a process, with the proposal that it is there.

    `since` is when it came into this state; `version` what it became; `readers` how many people that concerns and how
    many of them have read it, for who sees to that.
    """

    process: Process
    proposal: Proposal
    version: int | None
    since: datetime
    readers: tuple[int, int] | None = None

    @property
    def state(self) -> str:
        """How far it is: offered, proposed, adopted or declined."""
        return _STATES.get(self.proposal.state, PROPOSED)

    @property
    def reason(self) -> str:
        """Why it was declined, or cannot go on."""
        return self.proposal.outcome_words if self.state in (DECLINED, PROPOSED) else ""


@dataclass(frozen=True)
class Origin:
    """From where a proposal comes: the first proposal of this change, and since when which version of its process."""

    process: Process
    proposal: Proposal
    version: Version | None


def first_of(proposal: Proposal) -> str:
    """Give the id of the first proposal of a change: its own, or that from which it was carried over."""
    return proposal.origin_id or proposal.id


def adoptions(session: Session, actor: Actor, proposal: Proposal, *, with_first: bool = False) -> list[Adoption]:
    """Give what became of a change elsewhere, as far as the actor sees it, oldest first: two statements.

    With the first, that stands among them, too.
    """
    first = first_of(proposal)
    of = (Proposal.origin_id == first, *([Proposal.id == first] if with_first else []))
    rows = (
        select(Proposal, Process, Version)
        .join(Process, Process.id == Proposal.process_id)
        .outerjoin(Version, Version.id == Proposal.version_id)
        .where(or_(*of), visible_inside(actor))
        .order_by(Proposal.id)
        .limit(MOST_ADOPTIONS)
    )
    found = session.execute(rows).all()
    seen_to = [v.id for _one, process, v in found if v and policy.allows(actor, Rollouts.VIEW_READERS, process)]
    counts = read_counts(session, seen_to) if seen_to else {}
    return [
        Adoption(
            process, one, version.number if version else None, version.created_at if version else one.updated_at,
            counts.get(version.id) if version else None,
        )
        for one, process, version in found
    ]  # fmt: skip


def offered_to(session: Session, first_id: str, process_ids: list[str]) -> dict[str, Proposal]:
    """Give, by process, the newest proposal that a change is there, but for those that were withdrawn."""
    of_first = or_(Proposal.origin_id == first_id, Proposal.id == first_id)
    rows = select(Proposal).where(of_first, Proposal.process_id.in_(process_ids), Proposal.state != "withdrawn")
    return {one.process_id: one for one in session.scalars(rows.order_by(Proposal.id))}


def origin_of(session: Session, actor: Actor, proposal: Proposal) -> Origin | None:
    """Give from where a proposal was carried over; None for none, and where the actor does not see that."""
    if proposal.origin_id is None:
        return None
    version = aliased(Version)
    row = session.execute(
        select(Proposal, Process, version)
        .join(Process, Process.id == Proposal.process_id)
        .outerjoin(version, version.id == Proposal.version_id)
        .where(Proposal.id == proposal.origin_id, visible_inside(actor))
    ).one_or_none()
    return None if row is None else Origin(row[1], row[0], row[2])
