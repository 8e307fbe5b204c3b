"""Changing how a process is decided about."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, joined, sentences
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.events import PolicyChanged
from app.proposals.policy import Proposals
from app.proposals.settings import LONGEST_DAYS, PROPOSERS, SIGNERS, VOTERS, Policy, known_method, role_words
from app.proposals.tables import ProcessPolicy


def set_policy(session: Session, actor: Actor, process: Process, wanted: Policy) -> int:
    """Make this the policy for proposals opened from now on and give its number; votes that run keep their rule.

    Raises Forbidden, or Invalid with a sentence per field.
    """
    policy.require(actor, Proposals.EDIT_POLICY, process)
    if errors := problems(wanted):
        raise Invalid("BAD_POLICY", sentences(_("Expected a policy that can work."), *errors.values()), errors)
    number, current = queries.current_policy(session, process.id)
    if wanted == current and number:
        return number
    row = ProcessPolicy(process_id=process.id, number=number + 1, settings=wanted.to_dict())
    row.by, row.at = actor.id, clock.now()
    session.add(row)
    session.flush()
    audit.record(session, actor, "policy_changed", f"process:{process.id}", {"number": row.number, **row.settings})
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
            "Signatures are of the roles {roles}, 1 to 20 of each.", roles=joined(", ", map(role_words, SIGNERS))
        )
    elif len({s.role for s in wanted.approvals}) < len(wanted.approvals):
        found["approvals"] = _("Name each role once.")
    return found | known_method(wanted.method).problems(wanted.ballot)
