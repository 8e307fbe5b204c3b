"""The tree of units grows, is renamed and pruned."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts import uses
from app.accounts.actions.naming import UNSEEN
from app.accounts.policy import Accounts
from app.accounts.tables import UNIT_KINDS, RoleGrant, Unit
from app.kernel import audit, policy
from app.kernel.characters import unseen
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor
from app.kernel.subject import Subject


def add_unit(session: Session, actor: Actor, name: str, kind: str = "department", parent: Unit | None = None) -> Unit:
    """Add a unit below another, or at the top; what lies below a partner company belongs to the partner."""
    policy.require(actor, Accounts.MANAGE_UNIT, parent)
    name = _checked(name)
    if kind not in UNIT_KINDS:
        words = _("Choose one of {kinds}.", kinds=joined(", ", UNIT_KINDS))
        raise Invalid(
            "NO_SUCH_KIND",
            _("Expected a kind of unit, but {kind} is none. {words}", kind=repr(kind[:40]), words=words),
            {"kind": words},
        )
    unit = Unit(
        name=name, kind=kind, parent_id=parent.id if parent else None, path=_free_path(session, name, parent),
        partner=kind == "partner" or bool(parent and parent.partner),
    )  # fmt: skip
    session.add(unit)
    session.flush()
    audit.record(
        session, actor, "unit.added", Subject.of("unit", unit.id), {"name": name, "kind": kind, "path": unit.path}
    )
    return unit


def rename_unit(session: Session, actor: Actor, unit: Unit, name: str) -> None:
    """Give a unit another name; its path stays, so that nothing that refers to it breaks."""
    policy.require(actor, Accounts.MANAGE_UNIT, unit)
    before, unit.name = unit.name, _checked(name)
    audit.record(session, actor, "unit.renamed", Subject.of("unit", unit.id), {"before": before, "after": unit.name})


def remove_unit(session: Session, actor: Actor, unit: Unit) -> None:
    """Remove a unit that nobody and nothing belongs to, and nothing names; raises Conflict for others."""
    policy.require(actor, Accounts.MANAGE_UNIT, unit)
    below = session.scalar(select(func.count()).select_from(Unit).where(Unit.parent_id == unit.id))
    roles = session.scalar(select(func.count()).select_from(RoleGrant).where(RoleGrant.unit_id == unit.id))
    if below or roles:
        raise Conflict(
            "UNIT_IN_USE",
            _(
                "Expected an empty unit, but {name} has {below} units below it and {roles} roles. Move them first.",
                name=unit.name,
                below=below,
                roles=roles,
            ),
            for_people=_(
                "{name} is not empty yet. Units below it: {below}; roles held there: {roles}. Move them first.",
                name=unit.name,
                below=below,
                roles=roles,
            ),
        )
    if named := uses.of_unit(session, actor, unit.id):
        raise Conflict(
            "UNIT_IN_USE",
            _(
                "Expected a unit that nothing names, but {name} is named by {named}. Name another one there first.",
                name=unit.name,
                named=named,
            ),
            for_people=_(
                "{name} is still named by {named}. Name another unit there first.", name=unit.name, named=named
            ),
        )
    session.delete(unit)
    session.flush()
    audit.record(session, actor, "unit.removed", Subject.of("unit", unit.id), {"name": unit.name, "path": unit.path})


def _checked(name: str) -> str:
    name = " ".join(name.split())
    words = "" if 1 <= len(name) <= 120 else _("Write a name of at most 120 characters.")
    if unseen(name):
        words = UNSEEN
    if words:
        raise Invalid(
            "BAD_NAME", _("Expected a name for the unit, but none fits. {words}", words=words), {"name": words}
        )
    return name


def _free_path(session: Session, name: str, parent: Unit | None) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "unit"
    base = f"{parent.path}/{slug}" if parent else slug
    if len(base) > 380:
        raise Invalid("TOO_DEEP", _("Expected fewer levels of units, but this lies too deep. Put it higher up."),
                      {"parent": _("Choose a unit higher up.")})  # fmt: skip
    like = base.replace("_", "") + "%"
    taken = set(session.scalars(select(Unit.path).where(or_(Unit.path == base, Unit.path.like(like)))))
    number = 1
    while (path := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return path
