"""Whether a policy can be met by the people who are there: said in words, before anybody is asked in vain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.accounts.tables import Person
from app.ballots.method import Terms
from app.catalog.tables import Process
from app.proposals.settings import Policy
from app.proposals.tables import Proposal
from app.tasks.queries import asked_of


def asked(session: Session, process: Process, steps: Collection[str] | None = None) -> set[str]:
    """Give the ids of those who would be asked now: who may do the work and sees what is said about the process."""
    return asked_of(session, process, steps)


def warnings(session: Session, process: Process, policy: Policy, voters: int | None = None) -> dict[str, str]:
    """Say, by field, what of a policy cannot be met as things stand; `voters` spares counting them again."""
    found = {}
    number = len(asked(session, process)) if voters is None else voters
    terms = policy.terms(number)
    if number == 0:
        found["vote"] = "Nobody may do the steps of this process, so nobody can be asked. Give people a role first."
    elif words := cannot_pass(terms):
        found[terms.method.needed_at] = words
    if lacking := unsigned(session, process, policy):
        found["approvals"] = " ".join(lacking.values())
    return found


def cannot_pass(terms: Terms[Any]) -> str:
    """Say that a vote of so many people could never change anything; empty where it could."""
    if terms.method.can_pass(terms):
        return ""
    need, what = terms.method.needed(terms), terms.method.what_is_needed(terms.settings)
    people = "1 person is" if terms.electorate == 1 else f"{terms.electorate} people are"
    return f"A vote needs {need} {what}, but {people} asked, so it could never pass. Lower the number in the policy."


def unsigned(session: Session, process: Process, policy: Policy) -> dict[str, str]:
    """Say, by role, which signatures too few people could give."""
    wanted = {signed.role: signed.count for signed in policy.approvals}
    here = {role: holders(session, role, unit_path=process.unit_path) for role in wanted}
    found = too_few(wanted, here)
    for role, count in wanted.items() if policy.four_eyes else ():
        if role not in found and len(here[role]) == count:
            have = "1 has it" if count == 1 else f"{count} have it"
            found[role] = f"Nobody signs their own proposal, and {have}: what one of them proposes stays unsigned."
    return found


def too_few(wanted: Mapping[str, int], here: Mapping[str, Collection[str]], still: str = "") -> dict[str, str]:
    """Say, by role, of which signatures there are too few people `here` who could give them; nobody gives two."""
    found = {}
    for role, count in wanted.items():
        if (number := len(here[role])) < count:
            have = "nobody has it" if number == 0 else f"{number} {'has' if number == 1 else 'have'} it"
            who = " who has not signed and may" if still else ""
            found[role] = f"{_people(count)} with the role {role} must {still}sign, but {have} here{who}."
    for several in (some for size in (2, 3) for some in combinations(wanted, size)) if not found else ():
        needed, able = sum(wanted[role] for role in several), len(set().union(*(here[role] for role in several)))
        if able < needed:
            roles = f"{', '.join(several[:-1])} and {several[-1]}"
            words = f"{needed} people must {still}sign as {roles}, each only once, but {_people(able)} could."
            return {several[0]: words}
    return found


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def author_left(session: Session, proposal: Proposal) -> bool:
    """Whether the author cannot sign in any more."""
    author = session.get(Person, proposal.author_id)
    return author is None or not author.active
