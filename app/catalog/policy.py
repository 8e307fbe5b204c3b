"""Who may see and change the library."""

from __future__ import annotations

from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, everybody, internal, name_owner_where, owner, role


class Catalog(Permission):
    """What can be done in the library of processes."""

    BROWSE = "catalog.library.view", pgettext("permission", "view this library")
    VIEW = "catalog.process.view", pgettext("permission", "view this process")
    VIEW_INSIDE = "catalog.history.view", pgettext("permission", "view this history")
    CREATE = "catalog.process.create", pgettext("permission", "create this process")
    PUBLISH = "catalog.process.publish", pgettext("permission", "publish this process")
    EDIT = "catalog.process.edit", pgettext("permission", "edit this process")
    ARCHIVE = "catalog.process.archive", pgettext("permission", "put this process away")
    FAVOUR = "catalog.process.favour", pgettext("permission", "keep this process at hand")


def sees(actor: Actor, process: Any) -> bool:
    """Rule: whoever works here sees the organisation's processes; a unit's own, and partners, by their unit."""
    return bool(process.public_start) or sees_inside(actor, process)


def sees_signed_in(actor: Actor, process: Any) -> bool:
    """Rule: whoever has an account and sees the process."""
    return bool(actor.id) and not actor.is_system and sees(actor, process)


def sees_inside(actor: Actor, process: Any) -> bool:
    """Rule: whoever sees the process for another reason than that outsiders may start it."""
    if actor.is_system or (actor.id and process.owner_id == actor.id):
        return True
    if process.visibility == "organisation" and actor.is_internal:
        return True
    return any(grant.covers(process.unit_path) for grant in grants_that_count(actor))


def knows_owner(actor: Actor, subject: Any) -> bool:
    """Rule: who owns a process, or something of it, is told to those inside; other things are not its matter."""
    process = getattr(subject, "process", subject)
    return not hasattr(process, "unit_path") or not hasattr(process, "visibility") or sees_inside(actor, process)


def grants_that_count(actor: Actor) -> list[Any]:
    """The grants that open a unit's processes: a guest's or partner's must name a unit."""
    return [g for g in actor.grants if g.unit_path or (g.role != "guest" and not g.partner)]


RULES: dict[Catalog, Rule] = {
    Catalog.BROWSE: everybody,
    Catalog.VIEW: sees,
    Catalog.VIEW_INSIDE: sees_inside,
    Catalog.CREATE: internal,
    Catalog.PUBLISH: any_of(owner, role("manager", "ops", "admin")),
    Catalog.EDIT: any_of(owner, role("manager", "admin")),
    Catalog.FAVOUR: sees_signed_in,
    Catalog.ARCHIVE: any_of(owner, role("manager", "admin")),
}


def register() -> None:
    """Keep from outsiders whose process it is that refuses them something."""
    name_owner_where(knows_owner)
