"""Changing how a process is decided about, and who may propose a change of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.assignment.queries import performers
from app.catalog.policy import sees_inside
from app.catalog.tables import Process
from app.decision_policy import queries
from app.decision_policy.events import PolicyChanged
from app.decision_policy.policy import DecisionPolicy, Place
from app.decision_policy.tables import ProcessPolicy
from app.decision_policy.values import LONGEST_DAYS, PROPOSERS, SIGNERS, VOTERS, Policy, known_method, role_words
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, joined, sentences
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock


def set_policy(session: Session, actor: Actor, process: Process, wanted: Policy) -> int:
    """Make this the policy for proposals opened from now on and give its number; votes that run keep their rule.

    Raises Forbidden, or Invalid with a sentence per field.
    """
    policy.require(actor, DecisionPolicy.EDIT, process)
    if errors := problems(wanted):
        raise Invalid("BAD_POLICY", sentences(_("Expected a policy that can work."), *errors.values()), errors)
    number, current = queries.current_policy(session, process.id)
    if wanted == current and number:
        return number
    row = ProcessPolicy(process_id=process.id, number=number + 1, settings=wanted.to_dict())
    row.by, row.at = actor.id, clock.now()
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "policy_changed", Subject.of("process", process.id), {"number": row.number, **row.settings}
    )
    announce(session, PolicyChanged(process.id, row.number, actor.id))
    return row.number


def problems(wanted: Policy) -> dict[str, str]:
    """Say field by field why a policy cannot work, empty where it can; raises Invalid for an unknown method."""
    found: dict[str, str] = {}
    if wanted.propose not in PROPOSERS:
        found["propose"] = _("Choose who may propose: {choices}.", choices=", ".join(PROPOSERS))
    if wanted.vote not in VOTERS:
        found["vote"] = _("Choose who votes: {choices}.", choices=", ".join(VOTERS))
    if not 1 <= wanted.days <= LONGEST_DAYS:
        found["days"] = _("A vote runs from 1 to {most} days.", most=LONGEST_DAYS)
    if any(s.role not in SIGNERS or not 0 < s.count <= 20 for s in wanted.approvals):
        found["approvals"] = _(
            "Approvals are by the roles {roles}, 1 to 20 of each.", roles=joined(", ", map(role_words, SIGNERS))
        )
    elif len({s.role for s in wanted.approvals}) < len(wanted.approvals):
        found["approvals"] = _("Name each role once.")
    return found | known_method(wanted.method).problems(wanted.ballot)


def may_propose(session: Session, actor: Actor, process: Process) -> bool:
    """Whether the policy of the process lets the actor propose."""
    return policy.allows(actor, DecisionPolicy.PROPOSE, _place(session, actor, process))


def require_may_propose(session: Session, actor: Actor, process: Process) -> None:
    """Raise Forbidden unless the policy of the process lets the actor propose: to try a change costs as much."""
    policy.require(actor, DecisionPolicy.PROPOSE, _place(session, actor, process))


def _place(session: Session, actor: Actor, process: Process) -> Place:
    settings = queries.current_policy(session, process.id)[1]
    performs = settings.propose == "performers" and actor.id in performers(session, process)
    return Place(process.owner_id, process.unit_path, settings.propose, performs, sees_inside(actor, process))
