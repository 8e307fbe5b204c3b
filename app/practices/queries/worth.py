"""What a change is worth in each process that has adopted it: cases that were counted times figures entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Subquery, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import Person
from app.cases.tables import Instance
from app.catalog.tables import Version
from app.kernel import policy
from app.kernel.policy import Actor
from app.practices.policy import Practices
from app.practices.queries.ledger import ADOPTED, Adoption, adoptions
from app.practices.tables import Baseline
from app.proposals.tables import Proposal

MOST_KEPT = 200
NOT_LIVE, NOTHING_ENTERED = "not_live", "nothing_entered"


@dataclass(frozen=True)
class Entered:
    """Figures that somebody entered: the row, and who that was."""

    row: Baseline
    by: str


@dataclass(frozen=True)
class Worth:
    """What a change is worth in one process: `cases` were counted since it is live there, all else was entered."""

    adoption: Adoption
    cases: int
    entered: tuple[Entered, ...]
    may_enter: bool

    @property
    def saved(self) -> Mapping[str, Decimal]:
        """By currency, how much less it has cost so far by what was entered."""
        return summed((one.row.currency, self.cases * one.row.saved_a_case) for one in self.entered)

    @property
    def missing(self) -> str:
        """Why nothing can be said: it is not live there, or nothing was entered; '' where something can."""
        if self.adoption.state != ADOPTED:
            return NOT_LIVE
        return "" if self.entered else NOTHING_ENTERED


def summed(amounts: Iterable[tuple[str, Decimal]]) -> Mapping[str, Decimal]:
    """Add amounts up, each currency by itself."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        found[currency] += amount
    return dict(sorted(found.items()))


def worth(session: Session, actor: Actor, proposal: Proposal) -> list[Worth]:
    """Give what a change is worth in each process that it was offered to, as far as the actor sees: four statements.

    Where it began is told, too, once there is something to count.
    """
    everywhere = adoptions(session, actor, proposal, with_first=True)
    known = [one for one in everywhere if policy.allows(actor, Practices.VIEW_WORTH, one.process)]
    ids = [one.proposal.id for one in known]
    counted, entered = _cases(session, ids), standing(session, ids)
    found = [
        Worth(
            one, counted.get(one.proposal.id, 0) if one.state == ADOPTED else 0,
            tuple(entered.get(one.proposal.id, ())), policy.allows(actor, Practices.ENTER_BASELINE, one.process),
        )
        for one in known
    ]  # fmt: skip
    return [one for one in found if one.adoption.proposal.origin_id or one.cases or one.entered]


def totals(found: Sequence[Worth]) -> Mapping[str, Decimal]:
    """Add up what a change is worth everywhere, each currency by itself."""
    return summed((currency, amount) for one in found for currency, amount in one.saved.items())


def standing(session: Session, proposal_ids: Sequence[str]) -> Mapping[str, Sequence[Entered]]:
    """Give the figures that count now, by proposal, in the order in which they were entered."""
    rows = (
        select(Baseline, Person.name)
        .join(Person, Person.id == Baseline.entered_by)
        .where(Baseline.proposal_id.in_(proposal_ids), Baseline.superseded_at.is_(None))
        .order_by(Baseline.proposal_id, Baseline.id)
    )
    found: dict[str, list[Entered]] = defaultdict(list)
    for row, name in session.execute(rows):
        found[row.proposal_id].append(Entered(row, name))
    return found


def superseded(session: Session, proposal_id: str) -> list[Entered]:
    """Give the figures that counted before, newest first."""
    rows = (
        select(Baseline, Person.name)
        .join(Person, Person.id == Baseline.entered_by)
        .where(Baseline.proposal_id == proposal_id, Baseline.superseded_at.is_not(None))
        .order_by(Baseline.id.desc())
        .limit(MOST_KEPT)
    )
    return [Entered(row, name) for row, name in session.execute(rows)]


def _cases(session: Session, proposal_ids: Sequence[str]) -> dict[str, int]:
    """Count, by proposal, the cases that were completed with what it changed: on its version or a later one.

    What ended on an earlier version does not count, nor what ran on the model from before once it was taken back.
    """
    ran, back = aliased(Version), _taken_back(proposal_ids)
    since = and_(
        Instance.process_id == Proposal.process_id, Instance.state == "completed",
        Instance.ended_at >= Version.created_at,
    )  # fmt: skip
    rows = (
        select(Proposal.id, func.count(Instance.id))
        .join(Version, Version.id == Proposal.version_id)
        .outerjoin(back, back.c.version_id == Version.id)
        .join(Instance, since)
        .join(ran, ran.id == Instance.version_id)
        .where(Proposal.id.in_(proposal_ids), ran.number >= Version.number)
        .where(or_(back.c.number.is_(None), ran.number < back.c.number))
        .group_by(Proposal.id)
    )
    return {proposal_id: count for proposal_id, count in session.execute(rows)}


def _taken_back(proposal_ids: Sequence[str]) -> Subquery:
    """By the versions of their processes that were taken back, the number of the one that did."""
    processes = select(Proposal.process_id).where(Proposal.id.in_(proposal_ids))
    return (
        select(Version.reverts_id.label("version_id"), func.min(Version.number).label("number"))
        .where(Version.process_id.in_(processes), Version.reverts_id.is_not(None))
        .group_by(Version.reverts_id)
        .subquery()
    )
