"""The decision on a proposal: the rule in plain words, what is there, what is missing, what I said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.ballots import queries as ballots
from app.ballots.methods.contract import Check
from app.ballots.queries import Asked
from app.ballots.values import CANCELLED, PASSED
from app.decision_policy.values import role_words, signers_words
from app.kernel.i18n import _, joined, ngettext, sentences
from app.kernel.policy import Actor
from app.proposals.queries.find import Found
from app.proposals.queries.stuck import signature_words, vote_words
from app.proposals.tables import Approval
from app.proposals.transitions import ENDED

HAS_APPROVED = {
    "manager": _("A manager has approved"), "ops": _("Somebody of operations has approved"),
    "admin": _("An administrator has approved"),
}  # fmt: skip
MUST_APPROVE = {
    "manager": _("A manager must approve"), "ops": _("Somebody of operations must approve"),
    "admin": _("An administrator must approve"),
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """All that the decision box and the API tell; where a vote was opened, with how the newest one stands."""

    rule: str
    checks: tuple[Check, ...]
    asked: Asked | None = None
    approvals: tuple[Approval, ...] = field(default_factory=tuple)

    @property
    def missing(self) -> list[str]:
        """What is not there yet, in words."""
        return [check.words for check in self.checks if not check.done]


def decision(session: Session, actor: Actor, found: Found, *, fits: bool = True) -> Decision:
    """Give how the decision stands; `fits` says whether the change can be made on the live version."""
    ballot = ballots.current(session, found.proposal.subject)
    signed = approvals(session, found)
    if ballot is None:
        runs = ngettext(
            "The vote runs {n} day; who votes is fixed when it opens.",
            "The vote runs {n} days; who votes is fixed when it opens.",
            found.policy.days,
        )
        rule = sentences(runs, signers_words(found.policy))
        return Decision(rule, (_gate(fits), *_signatures(session, found, signed)), approvals=signed)
    asked = ballots.asked(session, actor, ballot)
    rule = sentences(asked.terms.method.words(asked.terms), signers_words(found.policy))
    checks = (*_ballot(asked), _gate(fits), *_signatures(session, found, signed))
    return Decision(rule, checks, asked, signed)


def approvals(session: Session, found: Found) -> tuple[Approval, ...]:
    """Give the signatures under the current revision, oldest first."""
    p = found.proposal
    rows = select(Approval).where(Approval.proposal_id == p.id, Approval.revision == p.revision)
    return tuple(session.scalars(rows.order_by(Approval.at, Approval.person_id)))


def missing_roles(found: Found, signed: tuple[Approval, ...]) -> list[str]:
    """Give the roles whose signature is still missing, one entry for each signature."""
    missing = [s.role for s in found.policy.approvals for _ in range(s.count)]
    for approval in signed:
        if approval.role in missing:
            missing.remove(approval.role)
    return missing


def _ballot(asked: Asked) -> list[Check]:
    ballot, terms, gone = asked.ballot, asked.terms, asked.gone
    if ballot.outcome == CANCELLED:
        return [Check(_("The vote ended without a decision"), False, failed=True)]
    if not ballot.is_open:
        passed = ballot.outcome == PASSED
        words = _("The vote passed") if passed else _("The vote did not pass")
        return [Check(words, passed, failed=not passed)]
    voted: str = ngettext(
        "{n} of {asked} have voted", "{n} of {asked} have voted", asked.turnout, asked=ballot.electorate_size
    )
    if gone:
        left = ngettext(
            "{n} of those who have not has left, and still count as asked",
            "{n} of those who have not have left, and still count as asked",
            gone,
        )
        voted = joined("; ", (voted, left))
    why = vote_words(ballot, gone)
    lost = [Check(_("The vote can no longer pass"), False, failed=True, hint=why)] if why else []
    if asked.tally is None:
        return [*lost, Check(voted, False, hint=_("How they voted stays hidden until the vote closes."))]
    *others, last = terms.method.checks(asked.tally, terms)
    return [*lost, *others, replace(last, hint=joined("; ", (terms.method.summary(asked.tally, terms), voted)))]


def _gate(fits: bool) -> Check:
    if fits:
        return Check(_("The changed process is sound and fits the live version"), True)
    words, hint = _("The change does not fit the live version"), _("Its author can revise it.")
    return Check(words, False, failed=True, hint=hint)


def _signatures(session: Session, found: Found, signed: tuple[Approval, ...]) -> list[Check]:
    done = [Check(HAS_APPROVED[a.role], True) for a in signed]
    missing = missing_roles(found, signed)
    alive = missing and found.proposal.state not in ENDED
    path = found.process.unit_path
    here = {role: holders(session, role, unit_path=path) for role in dict.fromkeys(missing)} if alive else {}
    lacking = signature_words(found.proposal, found.policy, signed, here) if alive else {}
    wanted = Counter(missing).items()
    return done + [Check(_must_approve(role, count), False, hint=lacking.get(role, "")) for role, count in wanted]


def _must_approve(role: str, count: int) -> str:
    if count == 1:
        return MUST_APPROVE[role]
    return _("{number} people with the role {role} must approve", number=count, role=role_words(role))
