"""What people are asked about and nobody can decide as things stand: electors left, or too few hold a role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person, RoleGrant, Unit
from app.ballots.methods import terms_of
from app.ballots.queries import unable
from app.ballots.tables import Ballot, Elector, Vote
from app.catalog.queries import answered_by, visible_inside
from app.catalog.tables import Process
from app.decision_policy.queries import too_few
from app.decision_policy.tables import ProcessPolicy
from app.decision_policy.values import Policy, policy_from
from app.kernel.i18n import _, ngettext, sentences
from app.kernel.policy import Actor, Grant
from app.kernel.subject import subject_of
from app.proposals.tables import Approval, Proposal

MOST_WATCHED = 100


@dataclass(frozen=True)
class Stuck:
    """A proposal that cannot be decided as things stand, and why; `what` is vote or signatures."""

    proposal: Proposal
    what: str
    words: str


def stuck(session: Session, *which: ColumnElement[bool]) -> list[Stuck]:
    """Give those of these proposals that cannot be decided; as many statements for many as for one."""
    return votes_stuck(session, *which) + signatures_stuck(session, *which)


@dataclass(frozen=True)
class AtRisk:
    """A running vote past half of its time in which fewer people voted than it needs to change anything."""

    proposal: Proposal
    process: Process
    ballot: Ballot
    voted: int
    needed: int


def at_risk(session: Session, actor: Actor, now: datetime, limit: int = 5) -> list[AtRisk]:
    """Give votes at risk of too few voters, of processes the actor owns or manages, those that close first on top.

    How many voted is told even where how they voted is hidden; one statement, of the hundred that close next.
    """
    voted = select(func.count()).where(Vote.ballot_id == Ballot.id).correlate(Ballot).scalar_subquery()
    rows = (
        select(Proposal, Process, Ballot, voted)
        .join(Process, Process.id == Proposal.process_id)
        .join(Ballot, (Ballot.subject == subject_of("proposal", Proposal.id)) & (Ballot.state == "open"))
        .where(Proposal.state == "voting", Ballot.closes_at > now)
        .where(answered_by(actor, "manager"), visible_inside(actor))
        .order_by(Ballot.closes_at, Ballot.id)
        .limit(MOST_WATCHED)
    )
    found = []
    for proposal, process, ballot, count in session.execute(rows):
        terms = terms_of(ballot)
        is_late = now - ballot.opens_at > ballot.closes_at - now
        if is_late and terms.method.is_known and count < (needed := terms.method.needed(terms)):
            found.append(AtRisk(proposal, process, ballot, count, needed))
    return found[:limit]


def votes_stuck(session: Session, *which: ColumnElement[bool]) -> list[Stuck]:
    """Give the running votes, in terms of Proposal, Process and Ballot, that so many have left that none can pass."""
    gone = (
        select(Proposal, Ballot, func.count())
        .join(Process, Process.id == Proposal.process_id)
        .join(Ballot, (Ballot.subject == subject_of("proposal", Proposal.id)) & (Ballot.state == "open"))
        .join(Elector, Elector.ballot_id == Ballot.id)
        .where(Proposal.state == "voting", unable(), *which)
        .group_by(Proposal.id, Ballot.id)
        .order_by(Proposal.id)
    )
    rows = session.execute(gone)
    return [Stuck(one, "vote", words) for one, ballot, count in rows if (words := vote_words(ballot, count))]


def vote_words(ballot: Ballot, gone: int) -> str:
    """Say that a running vote cannot pass any more since so many have left; empty where it can."""
    terms = terms_of(ballot)
    if not gone or not ballot.is_open or terms.method.can_pass(terms, gone):
        return ""
    left = ngettext(
        "{n} of the {asked} people asked has left without a vote",
        "{n} of the {asked} people asked have left without a vote",
        gone, asked=terms.electorate,
    )  # fmt: skip
    needed = ngettext("{n} is needed", "{n} are needed", terms.method.needed(terms))
    return _(
        "It cannot pass any more: {left}, and {needed}. "
        "Its author can revise it, which asks those who are here now; the owner can close the vote now.",
        left=left, needed=needed,
    )  # fmt: skip


def signatures_stuck(session: Session, *which: ColumnElement[bool]) -> list[Stuck]:
    """Give the votes and accepted proposals, in terms of Proposal and Process, that too few people could sign."""
    under = and_(ProcessPolicy.process_id == Process.id, ProcessPolicy.number == Proposal.policy_number)
    asked = select(Proposal.id).join(Process, Process.id == Proposal.process_id)
    asked = asked.where(Proposal.state.in_(("voting", "accepted")), *which)
    rows = session.execute(
        select(Proposal, Process.unit_path, ProcessPolicy.settings)
        .join(Process, Process.id == Proposal.process_id)
        .outerjoin(ProcessPolicy, under)
        .where(Proposal.id.in_(asked))
        .order_by(Proposal.id)
    ).all()
    if not rows:
        return []
    policies = {proposal.id: policy_from(said) if said else Policy() for proposal, _path, said in rows}
    holding = _holding(session, {signed.role for policy in policies.values() for signed in policy.approvals})
    signed: dict[str, list[Approval]] = defaultdict(list)
    given = select(Approval).join(Proposal, Proposal.id == Approval.proposal_id)
    for approval in session.scalars(given.where(Proposal.id.in_(asked), Approval.revision == Proposal.revision)):
        signed[approval.proposal_id].append(approval)
    found = []
    out = _("Its author can revise it, which asks those who are here now, by the policy of today.")
    for proposal, path, _settings in rows:
        policy = policies[proposal.id]
        here = {s.role: {who for who, held in holding[s.role] if held.covers(path)} for s in policy.approvals}
        if words := signature_words(proposal, policy, signed[proposal.id], here):
            found.append(Stuck(proposal, "signatures", sentences(*words.values(), out)))
    return found


def signature_words(
    proposal: Proposal, policy: Policy, signed: Iterable[Approval], here: dict[str, set[str]]
) -> dict[str, str]:
    """Say, by role, which signatures are missing that too few of those who hold the role `here` could still give."""
    missing = Counter({approval.role: approval.count for approval in policy.approvals})
    barred = {proposal.author_id} if policy.four_eyes else set()
    for approval in signed:
        barred.add(approval.person_id)
        missing[approval.role] -= 1
    wanted = {role: count for role, count in missing.items() if count > 0}
    return too_few(wanted, {role: here[role] - barred for role in wanted}, still=bool(barred))


def _holding(session: Session, roles: set[str]) -> dict[str, list[tuple[str, Grant]]]:
    """Who is here and holds these roles, and where: one statement for all of them."""
    found: dict[str, list[tuple[str, Grant]]] = defaultdict(list)
    rows = (
        select(RoleGrant.role, RoleGrant.person_id, Unit.path)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(Person.active, RoleGrant.role.in_(sorted(roles)))
    )
    for role, person_id, path in session.execute(rows):
        found[role].append((person_id, Grant(role, path or "")))
    return found


def author_left(session: Session, proposal: Proposal) -> bool:
    """Whether the author cannot sign in any more."""
    author = session.get(Person, proposal.author_id)
    return author is None or not author.active
