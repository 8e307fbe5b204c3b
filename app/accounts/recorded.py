"""What accounts write into the audit log, in words, and how people, units and groups are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import PeopleGroup, Person, Unit
from app.kernel.audit import Act, Named, Things

ACTS = {
    "person.added": Act("added {it}"),
    "person.edited": Act("changed what is known of {it}"),
    "person.deactivated": Act("ended the account of {it}"),
    "person.reactivated": Act("gave {it} their account back"),
    "person.handed_over": Act("handed what {it} had over to {to|person}"),
    "person.exported": Act("took a copy of all that {it} wrote and did"),
    "person.anonymised": Act("took name and address of {it} out for good"),
    "person.mail_again": Act("had mail sent to {it} again"),
    "role.given": Act("gave {it} the role {role}[ in {unit|unit_path}]"),
    "role.taken": Act("took the role {role}[ in {unit|unit_path}] from {it}"),
    "password.changed": Act("changed the password of {it}"),
    "password.first_set": Act("gave everybody who had none a first password"),
    "password.link_made": Act("had a link made with which {it} chooses a password"),
    "password.set": Act("chose a new password with a link"),
    "session.ended": Act("ended a session of {it}"),
    "session.all_ended": Act("ended the sessions of {it}"),
    "account.linked": Act("linked {it} to an account of {issuer}"),
    "token.created": Act("made the token “{name}” for {it}"),
    "token.revoked": Act("ended the token “{name}” of {it}"),
    "unit.added": Act("added the unit “{name}”"),
    "unit.renamed": Act("renamed the unit “{before}” to “{after}”"),
    "unit.removed": Act("removed the unit “{name}”"),
    "group.made": Act("made the group “{name}”"),
    "group.renamed": Act("renamed the group “{before}” to “{after}”"),
    "group.removed": Act("removed the group “{name}”"),
    "group.joined": Act("put {person|person} into {it}"),
    "group.left": Act("took {person|person} out of {it}"),
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
    return {id: Named(f"the group “{name}”", f"/admin/groups/{id}") for id, name in rows}


THINGS = {
    "person": Things(_people, "somebody who is not known here"),
    "unit": Things(_units, "a unit that is gone"),
    "unit_path": Things(_units_by_path, "a unit that is gone"),
    "group": Things(_groups, "a group that is gone"),
}
