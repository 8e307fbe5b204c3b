"""Who may do what with a proposal, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, author, everybody, owner, role

STAFF = role("manager", "ops", "admin")


class Proposals(Permission):
    """What can be done with proposals."""

    VIEW = "proposals.proposal.view", pgettext("permission", "view this proposal")
    OPEN = "proposals.proposal.open", pgettext("permission", "open this proposal")
    REVISE = "proposals.proposal.revise", pgettext("permission", "revise this proposal")
    WITHDRAW = "proposals.proposal.withdraw", pgettext("permission", "withdraw this proposal")
    APPROVE = "proposals.proposal.approve", pgettext("permission", "approve this proposal")
    REJECT = "proposals.proposal.reject", pgettext("permission", "reject this proposal")
    END = "proposals.proposal.end", pgettext("permission", "end this proposal")
    POSTPONE = "proposals.proposal.postpone", pgettext("permission", "postpone this proposal")
    SAY_DONE = "proposals.proposal.say_done", pgettext("permission", "say that this proposal is done")


@dataclass(frozen=True, slots=True)
class Standing:
    """What rules need to know of a proposal: whose it is, where it belongs, who signs there."""

    author_id: str
    owner_id: str
    unit_path: str
    state: str
    signers: frozenset[str]
    four_eyes: bool = False
    is_carried_over: bool = False


def shown(actor: Actor, standing: Any) -> bool:
    """Rule: whoever sees the process; a draft only its author and those who answer for the process."""
    if standing.state != "draft":
        return everybody(actor, standing)
    return author(actor, standing) or owner(actor, standing) or STAFF(actor, standing)


def signer(actor: Actor, standing: Any) -> bool:
    """Rule: a holder of a role that the policy asks to sign; not the author where four eyes are asked for."""
    if standing.four_eyes and actor.id == standing.author_id:
        return False
    return any(actor.has_in(standing.unit_path, name) for name in standing.signers)


def adopter(actor: Actor, standing: Any) -> bool:
    """Rule: who owns the process that a change was carried over to: it is theirs, whoever offered it."""
    return standing.is_carried_over and owner(actor, standing)


RULES: dict[Proposals, Rule] = {
    Proposals.VIEW: shown,
    Proposals.OPEN: any_of(author, owner, role("manager", "admin")),
    Proposals.REVISE: any_of(author, adopter),
    Proposals.WITHDRAW: author,
    Proposals.APPROVE: signer,
    Proposals.REJECT: any_of(signer, adopter, role("manager")),
    Proposals.END: any_of(owner, role("admin")),
    Proposals.POSTPONE: any_of(owner, role("admin")),
    Proposals.SAY_DONE: any_of(owner, role("manager", "admin")),
}
