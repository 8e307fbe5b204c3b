"""What accounts write into the audit log, in words, and how people, units and groups are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import PeopleGroup, Person, Unit
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _, pgettext

# What the log calls roles, as the command line and the API do.
ROLES = {
    "worker": pgettext("role", "worker"), "manager": pgettext("role", "manager"), "ops": pgettext("role", "ops"),
    "admin": pgettext("role", "admin"), "guest": pgettext("role", "guest"),
}  # fmt: skip
ACTS = {
    "person.added": Act(_("{who} added {it}")),
    "person.edited": Act(_("{who} changed what is known of {it}")),
    "person.deactivated": Act(_("{who} ended the account of {it}")),
    "person.reactivated": Act(_("{who} gave {it} their account back")),
    "person.mail_again": Act(_("{who} had mail sent to {it} again")),
    "role.given": Act(
        _("{who} gave {it} the role {role}[ in {unit}]"), ids={"unit": "unit_path"}, codes={"role": ROLES}
    ),
    "role.taken": Act(
        _("{who} took the role {role}[ in {unit}] from {it}"), ids={"unit": "unit_path"}, codes={"role": ROLES}
    ),
    "unit.added": Act(_("{who} added the unit “{name}”")),
    "unit.renamed": Act(_("{who} renamed the unit “{before}” to “{after}”")),
    "unit.removed": Act(_("{who} removed the unit “{name}”")),
    "group.made": Act(_("{who} made the group “{name}”")),
    "group.renamed": Act(_("{who} renamed the group “{before}” to “{after}”")),
    "group.removed": Act(_("{who} removed the group “{name}”")),
    "group.joined": Act(_("{who} put {person} into {it}"), ids={"person": "person"}),
    "group.left": Act(_("{who} took {person} out of {it}"), ids={"person": "person"}),
}


def _people(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {id: Named(name, f"/admin/people/{id}") for id, name in rows}


def _units(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    return {id: Named(name, "/admin/units") for id, name in rows}


def _units_by_path(session: Session, paths: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Unit.path, Unit.name).where(Unit.path.in_(paths)))
    return {path: Named(name, "/admin/units") for path, name in rows}


def _groups(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(PeopleGroup.id, PeopleGroup.name).where(PeopleGroup.id.in_(ids)))
    return {id: Named(_("the group “{name}”", name=name), f"/admin/groups/{id}") for id, name in rows}


THINGS = {
    "person": Things(_people, _("somebody who is not known here")),
    "unit": Things(_units, _("a unit that is gone")),
    "unit_path": Things(_units_by_path, _("a unit that is gone")),
    "group": Things(_groups, _("a group that is gone")),
}
