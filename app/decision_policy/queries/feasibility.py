"""Whether a policy can be met by the people who are there: said in words, before anybody is asked in vain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.assignment.queries import asked_of
from app.ballots.methods.contract import Terms
from app.catalog.tables import Process
from app.decision_policy.values import Policy, role_words
from app.kernel.i18n import _, all_of, ngettext, sentences


def asked(session: Session, process: Process, steps: Collection[str] | None = None) -> set[str]:
    """Give the ids of those who would be asked now: who may do the work and sees what is said about the process."""
    return asked_of(session, process, steps)


def warnings(session: Session, process: Process, policy: Policy, voters: int | None = None) -> dict[str, str]:
    """Say, by field, what of a policy cannot be met as things stand; `voters` spares counting them again."""
    found: dict[str, str] = {}
    number = len(asked(session, process)) if voters is None else voters
    terms = policy.terms(number)
    if number == 0:
        found["vote"] = _("Nobody may do the steps of this process, so nobody can be asked. Give people a role first.")
    elif words := cannot_pass(terms):
        found[terms.method.needed_at] = words
    if lacking := unsigned(session, process, policy):
        found["approvals"] = sentences(*lacking.values())
    return found


def cannot_pass(terms: Terms[Any]) -> str:
    """Say that a vote of so many people could never change anything; empty where it could."""
    if terms.method.can_pass(terms):
        return ""
    return ngettext(
        "A vote needs {votes}, but {n} person is asked, so it could never pass. Lower the number in the policy.",
        "A vote needs {votes}, but {n} people are asked, so it could never pass. Lower the number in the policy.",
        terms.electorate, votes=terms.method.votes_in_words(terms.settings, terms.method.needed(terms)),
    )  # fmt: skip


def unsigned(session: Session, process: Process, policy: Policy) -> dict[str, str]:
    """Say, by role, which signatures too few people could give."""
    wanted = {signed.role: signed.count for signed in policy.approvals}
    here = {role: holders(session, role, unit_path=process.unit_path) for role in wanted}
    found = too_few(wanted, here)
    for role, count in wanted.items() if policy.four_eyes else ():
        if role not in found and len(here[role]) == count:
            found[role] = ngettext(
                "Nobody approves their own proposal, and {n} has it: nobody could approve what one of them proposes.",
                "Nobody approves their own proposal, and {n} have it: nobody could approve what one of them proposes.",
                count,
            )
    return found


def too_few(wanted: Mapping[str, int], here: Mapping[str, Collection[str]], *, still: bool = False) -> dict[str, str]:
    """Say, by role, of which signatures there are too few people `here` who could give them; nobody gives two.

    `still` says that some are not counted who are there, since they have signed or may not.
    """
    found: dict[str, str] = {}
    for role, count in wanted.items():
        if (number := len(here[role])) < count:
            found[role] = _but(_must_sign(role, count, still), _have(number, still))
    for several in (some for size in (2, 3) for some in combinations(wanted, size)) if not found else ():
        needed, able = sum(wanted[role] for role in several), len(set().union(*(here[role] for role in several)))
        if able < needed:
            could = ngettext("{n} person could", "{n} people could", able)
            return {several[0]: _but(_must_sign_as(several, needed, still), could)}
    return found


def _but(wanted: str, there: str) -> str:
    return _("{wanted}, but {there}.", wanted=wanted, there=there)


def _must_sign(role: str, count: int, still: bool) -> str:
    who = role_words(role)
    if still:
        return ngettext(
            "{n} person with the role {role} must still approve", "{n} people with the role {role} must still approve",
            count, role=who,
        )  # fmt: skip
    return ngettext(
        "{n} person with the role {role} must approve", "{n} people with the role {role} must approve", count, role=who
    )


def _have(number: int, still: bool) -> str:
    if still and not number:
        return _("nobody has it here who has not approved and may")
    if still:
        return ngettext(
            "{n} has it here who has not approved and may", "{n} have it here who has not approved and may", number
        )
    return ngettext("{n} has it here", "{n} have it here", number) if number else _("nobody has it here")


def _must_sign_as(roles: Collection[str], needed: int, still: bool) -> str:
    named = all_of(role_words(role) for role in roles)
    if still:
        return _("{number} people must still approve as {roles}, each only once", number=needed, roles=named)
    return _("{number} people must approve as {roles}, each only once", number=needed, roles=named)
