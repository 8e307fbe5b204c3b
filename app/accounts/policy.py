"""Who may do what with people, units, groups and roles."""

from __future__ import annotations

from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, everybody


class Accounts(Permission):
    """What can be done with accounts."""

    VIEW_PERSON = "accounts.person.view", pgettext("permission", "view this person")
    EDIT_PERSON = "accounts.person.edit", pgettext("permission", "edit this person")
    MANAGE_PEOPLE = "accounts.person.manage", pgettext("permission", "manage this person")
    VIEW_UNITS = "accounts.unit.view", pgettext("permission", "view this unit")
    MANAGE_UNIT = "accounts.unit.manage", pgettext("permission", "manage this unit")
    GIVE_ROLE = "accounts.role.give", pgettext("permission", "give this role")
    VIEW_GROUPS = "accounts.group.view", pgettext("permission", "view this group")
    MANAGE_GROUPS = "accounts.group.manage", pgettext("permission", "manage this group")
    ADMINISTER = "accounts.administration.view", pgettext("permission", "see the administration")


def oneself(actor: Actor, person: Any) -> bool:
    """Rule: the person themself."""
    return bool(actor.id) and getattr(person, "id", None) == actor.id


def colleague(actor: Actor, person: Any) -> bool:
    """Rule: whoever works here."""
    return actor.is_internal


def administrator(actor: Actor, subject: Any) -> bool:
    """Rule: administrators of the whole organisation."""
    return actor.has_in("", "admin")


def administrator_here(actor: Actor, unit: Any) -> bool:
    """Rule: administrators of the unit or of one above it; no unit means the whole organisation."""
    return actor.has_in(unit.path if unit is not None else "", "admin")


def any_administrator(actor: Actor, subject: Any) -> bool:
    """Rule: administrators of any unit who work here; those of partners would see everybody else's people."""
    return actor.is_internal and actor.has("admin")


RULES: dict[Accounts, Rule] = {
    Accounts.VIEW_PERSON: any_of(oneself, colleague),
    Accounts.EDIT_PERSON: any_of(oneself, administrator),
    Accounts.MANAGE_PEOPLE: administrator,
    Accounts.VIEW_UNITS: everybody,
    Accounts.MANAGE_UNIT: administrator_here,
    Accounts.GIVE_ROLE: administrator_here,
    Accounts.VIEW_GROUPS: colleague,
    Accounts.MANAGE_GROUPS: administrator,
    Accounts.ADMINISTER: any_administrator,
}
