"""Finding proposals, only those the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.ballots import queries as ballots
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version
from app.decision_policy.queries import current_policy, policy_number
from app.decision_policy.tables import ProcessPolicy
from app.decision_policy.values import Policy, policy_from
from app.kernel.api.paging import Page, page
from app.kernel.i18n import _
from app.kernel.policy import Actor, allows, require_visible
from app.kernel.times import clock
from app.proposals.policy import Proposals, Standing
from app.proposals.tables import Proposal, ProposalEvent, ProposalRevision, ProposalStep
from app.proposals.transitions import ENDED, OPEN_STATES
from processes.change import KINDS

MOST_WORDS, LONGEST_SHOWN = 8, 400
MOST_LINES = 1000
UNDECIDED = ("draft", "discussion")


@dataclass(frozen=True)
class Found:
    """A proposal with its process and the policy it is decided by."""

    proposal: Proposal
    process: Process
    policy: Policy

    @property
    def standing(self) -> Standing:
        """What rules look at."""
        p, owner = self.proposal, self.process
        signers = frozenset(s.role for s in self.policy.approvals)
        return Standing(p.author_id, owner.owner_id, owner.unit_path, p.state, signers, self.policy.four_eyes,
                        p.origin_id is not None)  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What somebody looks for: a state (or `open`, `ended`), a process key, only what waits for me."""

    state: str = ""
    process: str = ""
    needs_me: bool = False
    q: str = ""


def find(session: Session, actor: Actor, proposal_id: str, *, lock: bool = False) -> Found:
    """Give a proposal the actor may see, its process and itself locked for a change where asked; raises NotFound."""
    if lock:
        lock_rows(session, proposal_id)
    wanted = select(Proposal, Process).join(Process, Process.id == Proposal.process_id)
    wanted = wanted.where(Proposal.id == proposal_id, visible_inside(actor))
    if lock:
        wanted = wanted.execution_options(populate_existing=True)
    row = session.execute(wanted).one_or_none()
    found = None if row is None else Found(row[0], row[1], policy_for(session, row[0]))
    standing = None if found is None else found.standing
    require_visible(actor, Proposals.VIEW, standing, _("this proposal"))
    assert found is not None
    return found


def lock_rows(session: Session, proposal_id: str) -> None:
    """Lock a proposal for a change: first its process, then itself (see the decision record on the order of locks).

    Neither lock keeps anybody from starting or completing work of the process.
    """
    process = select(Proposal.process_id).where(Proposal.id == proposal_id).scalar_subquery()
    for row in (select(Process.id).where(Process.id == process), select(Proposal.id).where(Proposal.id == proposal_id)):
        session.execute(row.with_for_update(key_share=True))


def policy_for(session: Session, proposal: Proposal) -> Policy:
    """Give the policy a proposal is decided by: today's until its vote opens, the one of that day from then on."""
    if proposal.state in UNDECIDED:
        return current_policy(session, proposal.process_id)[1]
    return policy_number(session, proposal.process_id, proposal.policy_number)


def listed(
    session: Session, actor: Actor, wanted: Filter, cursor: str | None = None, limit: int = 25
) -> Page[Proposal]:
    """Give a page of proposals, newest first."""
    statement = select(Proposal).join(Process, Process.id == Proposal.process_id)
    statement = statement.where(visible_inside(actor), _drafts_of(actor))
    if wanted.state:
        states = {"open": OPEN_STATES, "ended": ENDED}.get(wanted.state, (wanted.state,))
        statement = statement.where(Proposal.state.in_(states))
    if wanted.process:
        statement = statement.where(Process.key == wanted.process)
    if wanted.q:
        # In English, whoever searches: titles and sentences of Stepwell are kept without a language.
        statement = statement.where(Proposal.found_by.icontains(wanted.q, autoescape=True))
    if wanted.needs_me:
        statement = statement.where(Proposal.id.in_(needing(session, actor)))
    return page(session, statement, [Proposal.id], cursor, limit, descending=True)


def _drafts_of(actor: Actor) -> ColumnElement[bool]:
    return or_(Proposal.state != "draft", Proposal.author_id == actor.id, Process.owner_id == actor.id)


def needing(session: Session, actor: Actor) -> list[str]:
    """Give the ids of proposals that wait for the actor's vote or signature."""
    waiting = [b.subject.id for b in ballots.waiting_for(session, actor, clock.now(), None)]
    return waiting + [found.proposal.id for found in to_sign(session, actor)]


def to_sign(session: Session, actor: Actor, limit: int | None = None) -> list[Found]:
    """Give accepted proposals that the actor may sign, oldest first, all where no limit is set: one statement.

    Those that others sign do not count: however many wait for them, the actor's own are found behind them.
    """
    if not actor.has("manager", "ops", "admin"):
        return []
    under = and_(ProcessPolicy.process_id == Process.id, ProcessPolicy.number == Proposal.policy_number)
    rows = session.execute(
        select(Proposal, Process, ProcessPolicy.settings)
        .join(Process, Process.id == Proposal.process_id)
        .outerjoin(ProcessPolicy, under)
        .where(Proposal.state == "accepted", Process.archived_at.is_(None), visible_inside(actor), _under(actor))
        .order_by(Proposal.updated_at, Proposal.id)
    )
    waiting = (Found(proposal, process, policy_from(said) if said else Policy()) for proposal, process, said in rows)
    return list(islice((f for f in waiting if allows(actor, Proposals.APPROVE, f.standing)), limit))


def _under(actor: Actor) -> ColumnElement[bool]:
    """Leave the processes whose unit lies below one in which the actor has a role: elsewhere nobody lets them sign."""
    paths = {grant.unit_path for grant in actor.grants}
    if "" in paths:
        return true()
    below = (Process.unit_path.startswith(path + "/", autoescape=True) for path in sorted(paths))
    return or_(Process.unit_path.in_(sorted(paths)), *below)


def on_step(session: Session, actor: Actor, process: Process, step_id: str, limit: int = 20) -> list[Proposal]:
    """Give proposals whose current revision changes this step, newest first."""
    about = select(ProposalStep.proposal_id).where(
        ProposalStep.process_id == process.id, ProposalStep.step_id == step_id
    )
    shown = select(Proposal).where(
        Proposal.id.in_(about), or_(Proposal.state != "draft", Proposal.author_id == actor.id)
    )
    return list(session.scalars(shown.order_by(Proposal.id.desc()).limit(limit)))


def open_on_steps(session: Session, process: Process) -> dict[str, int]:
    """Count the open proposals of a process on each step that one is about."""
    rows = (
        select(ProposalStep.step_id, func.count())
        .join(Proposal, Proposal.id == ProposalStep.proposal_id)
        .where(ProposalStep.process_id == process.id, Proposal.state.in_(OPEN_STATES))
        .group_by(ProposalStep.step_id)
        .order_by(ProposalStep.step_id)
    )
    return {step_id: count for step_id, count in session.execute(rows)}


def by_ids(session: Session, ids: Iterable[str]) -> dict[str, Proposal]:
    """Give proposals by id, for features that have checked what may be seen."""
    return {p.id: p for p in session.scalars(select(Proposal).where(Proposal.id.in_(list(ids))))}


def revision(session: Session, proposal: Proposal, number: int | None = None) -> ProposalRevision:
    """Give a revision of a proposal, the current one where none is named."""
    found = session.get(ProposalRevision, (proposal.id, number or proposal.revision))
    assert found is not None
    return found


def revisions(session: Session, proposal: Proposal) -> list[ProposalRevision]:
    """Give all revisions, newest first."""
    rows = select(ProposalRevision).where(ProposalRevision.proposal_id == proposal.id)
    return list(session.scalars(rows.order_by(ProposalRevision.revision.desc())))


def is_shown_whole(made: ProposalRevision) -> bool:
    """Whether a card can show a revision to its last word.

    Not where texts change: nobody can judge those without seeing what they were.
    """
    is_short = len(made.words) <= MOST_WORDS and len(made.reason) <= LONGEST_SHOWN
    return is_short and all(_is_told_whole(operation) for operation in made.operations)


def _is_told_whole(operation: Mapping[str, Any]) -> bool:
    """Whether the sentence of a stored operation says all that it does."""
    kind = KINDS.get(str(operation["kind"]))
    return kind is not None and kind.is_told_whole()


def said_in(session: Session, proposal: Proposal, number: int) -> dict[str, Any] | None:
    """Give what a revision says: its title, and whether it is a nickname, reason, words, operations; None for none."""
    found = session.get(ProposalRevision, (proposal.id, number)) if 0 < number <= proposal.revision else None
    if found is None:
        return None
    said: dict[str, Any] = {"sentence": found.sentence, "title": found.title, "nickname": found.nickname}
    return said | {"reason": found.reason, "words": found.words, "operations": found.operations}


def timeline(session: Session, proposal_id: str) -> list[ProposalEvent]:
    """Give what happened to a proposal last, oldest first."""
    rows = select(ProposalEvent).where(ProposalEvent.proposal_id == proposal_id).order_by(ProposalEvent.id.desc())
    return list(session.scalars(rows.limit(MOST_LINES)))[::-1]


@dataclass(frozen=True)
class Where:
    """Where a listed proposal belongs: its process, the numbers of the versions it was written for and checked on."""

    key: str
    title: str
    base: int
    checked: int


def places(session: Session, proposals: Iterable[Proposal]) -> dict[str, Where]:
    """Give where proposals belong, by their ids, in one statement."""
    on = aliased(Version)
    rows = (
        select(Proposal.id, Process.key, Process.title, Version.number, on.number)
        .join(Process, Process.id == Proposal.process_id)
        .join(Version, Version.id == Proposal.base_version_id)
        .join(on, on.id == Proposal.checked_version_id)
        .where(Proposal.id.in_([p.id for p in proposals]))
    )
    return {
        proposal_id: Where(key, title, base, checked)
        for proposal_id, key, title, base, checked in session.execute(rows)
    }
