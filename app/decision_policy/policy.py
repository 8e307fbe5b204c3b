"""Who may propose a change of a process, and who may change how it is decided about, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, owner, role


class DecisionPolicy(Permission):
    """What the policy of a process lets people do, and changing it; named as when proposals held both."""

    PROPOSE = "proposals.proposal.create", pgettext("permission", "create this proposal")
    EDIT = "proposals.policy.edit", pgettext("permission", "edit this policy")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody wants to propose: a process, who its policy lets propose, whether they do its work or see it."""

    owner_id: str
    unit_path: str
    propose: str
    performs: bool
    inside: bool = True


def may_propose(actor: Actor, place: Any) -> bool:
    """Rule: as the process's policy says."""
    if actor.is_anonymous or not place.inside:
        return False
    if place.propose == "anyone":
        return True
    if owner(actor, place) or role("manager", "admin")(actor, place):
        return True
    return bool(place.propose == "performers" and place.performs)


RULES: dict[DecisionPolicy, Rule] = {
    DecisionPolicy.PROPOSE: may_propose,
    DecisionPolicy.EDIT: any_of(owner, role("admin")),
}
