"""What worked: accepted changes that are live, those of like processes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.cases.measured.effect import Effect, WentLive, effects
from app.catalog.queries import steps, successions, visible_inside
from app.catalog.tables import Process, Version, VersionStep
from app.kernel.policy import Actor
from app.practices.queries.family import family_ids
from app.practices.queries.ledger import first_of
from app.proposals.tables import Proposal, ProposalStep
from app.rollout.tables import Rollout

MOST_PRACTICES, LOOKED_AT = 25, 400
# How alike the steps of a change have to be to those of a process, to be offered for adoption there.
LIKELY = 0.25


@dataclass(frozen=True)
class Practice:
    """A change that is live: where it began, in which processes it is live now, since when, and what it did there.

    `akin` says that it is of the family that was asked about; `likeness` how alike its steps are, from 0 to 1.
    """

    proposal: Proposal
    process: Process
    version: Version
    live_in: tuple[Process, ...]
    akin: bool = False
    likeness: float = 0.0
    effect: Effect | None = field(default=None, compare=False)

    @property
    def may_fit(self) -> bool:
        """Whether there is something like its steps in the process that was asked about."""
        return self.akin or self.likeness >= LIKELY

    @property
    def since(self) -> datetime:
        """When it went live where it began."""
        return self.version.created_at


def practices(session: Session, actor: Actor, q: str = "", like: Process | None = None) -> list[Practice]:
    """Give what worked, the likeliest to help first, what a process has already left out: six statements at most.

    Changes of the same family come first, then those about like steps, then the newest. Words only leave out.
    """
    found = _live(session, actor, q)
    if like is not None:
        found = [one for one in found if all(process.id != like.id for process in one.live_in)]
        found = _ranked(session, like, found)
    found = found[:MOST_PRACTICES]
    ended = successions(session, [one.version for one in found])
    went = [WentLive(v.id, v.process_id, v.created_at, ended.get(v.id)) for v in (one.version for one in found)]
    measured = effects(session, went)
    return [replace(one, effect=measured.get(one.version.id)) for one in found]


def _live(session: Session, actor: Actor, q: str) -> list[Practice]:
    """Give changes that are live and were not taken back, each once, wherever it is live, newest first."""
    back = exists().where(Rollout.proposal_id == Proposal.id, Rollout.state == "reverted")
    rows = (
        select(Proposal, Process, Version)
        .join(Process, Process.id == Proposal.process_id)
        .join(Version, Version.id == Proposal.version_id)
        .where(Proposal.state == "live", ~back, Process.archived_at.is_(None), visible_inside(actor))
        .order_by(Proposal.id.desc())
        .limit(LOOKED_AT)
    )
    if q.strip():
        said = q.strip()[:200]
        rows = rows.where(
            or_(Proposal.found_by.icontains(said, autoescape=True), Process.title.icontains(said, autoescape=True))
        )
    together: dict[str, list[tuple[Proposal, Process, Version]]] = defaultdict(list)
    for proposal, process, version in session.execute(rows):
        together[first_of(proposal)].append((proposal, process, version))
    found = []
    for first_id, ones in together.items():
        proposal, process, version = next((one for one in ones if one[0].id == first_id), ones[-1])
        found.append(Practice(proposal, process, version, tuple(one[1] for one in reversed(ones))))
    return found


def _ranked(session: Session, like: Process, found: Sequence[Practice]) -> list[Practice]:
    kin = family_ids(session, like.id)
    own = steps(session, like.live_version_id or "")
    about = _steps_of(session, [one.proposal for one in found])
    ranked = [
        replace(one, akin=one.process.id in kin, likeness=_likeness(about.get(one.proposal.id, ()), own))
        for one in found
    ]
    return sorted(ranked, key=lambda one: (not one.akin, -one.likeness))


def _steps_of(session: Session, proposals: Iterable[Proposal]) -> Mapping[str, Sequence[VersionStep]]:
    """Give the steps that changes are about, as they were called where each was written."""
    rows = (
        select(Proposal.id, VersionStep)
        .join(ProposalStep, ProposalStep.proposal_id == Proposal.id)
        .join(
            VersionStep,
            and_(VersionStep.version_id == Proposal.base_version_id, VersionStep.step_id == ProposalStep.step_id),
        )
        .where(Proposal.id.in_([one.id for one in proposals]))
    )
    found: dict[str, list[VersionStep]] = defaultdict(list)
    for proposal_id, step in session.execute(rows):
        found[proposal_id].append(step)
    return found


def _likeness(about: Sequence[VersionStep], own: Sequence[VersionStep]) -> float:
    """How alike the steps of a change are to those of a process: for each its best, by kind and words of the names."""
    words = [(step.type, frozenset(step.search_key.split())) for step in own]
    best = [
        max((_alike(step.type, frozenset(step.search_key.split()), kind, other) for kind, other in words), default=0.0)
        for step in about
    ]
    return sum(best) / len(best) if best else 0.0


def _alike(kind: str, said: frozenset[str], other_kind: str, other: frozenset[str]) -> float:
    if not said or not other:
        return 0.0
    return (0.8 + 0.2 * (kind == other_kind)) * len(said & other) / len(said | other)
