"""Whether a policy can be met by the people who are there: said in words, before anybody is asked in vain."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.accounts.tables import Person
from app.catalog.policy import sees_inside
from app.catalog.tables import Process
from app.proposals.settings import Policy
from app.proposals.tables import Proposal
from app.work.queries import performing


def asked(session: Session, process: Process, steps: Collection[str] | None = None) -> set[str]:
    """Give the ids of those who would be asked now: who may do the work and sees what is said about the process."""
    return {actor.id for actor in performing(session, process, steps) if sees_inside(actor, process)}


def warnings(session: Session, process: Process, policy: Policy, voters: int | None = None) -> dict[str, str]:
    """Say, by field, what of a policy cannot be met as things stand; `voters` spares counting them again."""
    found = {}
    number = len(asked(session, process)) if voters is None else voters
    need = policy.ballot.quorum.needed(number)
    if number == 0:
        found["vote"] = "Nobody may do the steps of this process, so nobody can be asked. Give people a role first."
    elif need > number:
        found["quorum"] = cannot_pass(need, number, policy.ballot.quorum.kind)
    if lacking := unsigned(session, process, policy):
        found["approvals"] = " ".join(lacking.values())
    return found


def cannot_pass(need: int, number: int, kind: str) -> str:
    """Say that a vote cannot reach its quorum."""
    what = "yes votes" if kind == "approval_quorum" else "votes"
    people = "1 person is" if number == 1 else f"{number} people are"
    return f"A vote needs {need} {what}, but {people} asked, so it could never pass. Lower the number in the policy."


def unsigned(session: Session, process: Process, policy: Policy) -> dict[str, str]:
    """Say, by role, which signatures too few people could give."""
    found = {}
    for signed in policy.approvals:
        number = len(holders(session, signed.role, unit_path=process.unit_path))
        have = "nobody has it" if number == 0 else f"{number} {'has' if number == 1 else 'have'} it"
        if number < signed.count:
            needed = f"{signed.count} {'person' if signed.count == 1 else 'people'}"
            found[signed.role] = f"{needed} with the role {signed.role} must sign, but {have} here."
        elif policy.four_eyes and number == signed.count:
            words = f"{have}: what one of them proposes stays unsigned."
            found[signed.role] = f"Nobody signs their own proposal, and {words}"
    return found


def author_left(session: Session, proposal: Proposal) -> bool:
    """Whether the author cannot sign in any more."""
    author = session.get(Person, proposal.author_id)
    return author is None or not author.active
