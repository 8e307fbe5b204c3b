"""What the API of accounts takes and gives."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.accounts.queries.groups import Counted
from app.accounts.tables import UNIT_KINDS, Person, RoleGrant, Unit
from app.kernel.api.schemas import Answer, PageQuery, Strict, many, text
from app.kernel.policy import ROLES, Actor


class UnitsQuery(PageQuery):
    """Which part of the tree to give: all of it where nothing is said."""

    limit = fields.Integer(load_default=None, validate=validate.Range(1, 200))


class PeopleQuery(PageQuery):
    """How to ask for people."""

    q = fields.String(load_default="", validate=validate.Length(max=200))


class MeChanges(Strict):
    """What people change of themselves."""

    zone = fields.String(allow_none=True, validate=validate.Length(max=64))
    language = fields.String(allow_none=True, validate=validate.Length(max=16))


class NewPerson(Strict):
    """A person to add."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    name = fields.String(required=True, validate=validate.Length(max=120))
    role = fields.String(load_default="worker", validate=validate.OneOf(ROLES))
    unit = fields.String(load_default=None, allow_none=True)


class NewUnit(Strict):
    """A unit to add."""

    name = fields.String(required=True, validate=validate.Length(max=120))
    kind = fields.String(load_default="department", validate=validate.OneOf(UNIT_KINDS))
    parent = fields.String(load_default=None, allow_none=True)


class GroupsQuery(PageQuery):
    """How to ask for groups: by a part of the name, or those that somebody is in."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    person = fields.String(load_default="", validate=validate.Length(max=26))


class GroupName(Strict):
    """What a group is called."""

    name = fields.String(required=True, validate=validate.Length(max=500))


class NewRole(Strict):
    """A role to give or to take."""

    person = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    unit = fields.String(load_default=None, allow_none=True)


class PersonSchema(Answer):
    """Somebody here."""

    id = fields.String()
    name = fields.String()
    handle = fields.String()
    email = fields.String()
    active = fields.Boolean()


class HeldRoleSchema(Answer):
    """A role, and the path of the unit where it is held; the whole organisation where it is empty."""

    role = fields.String()
    unit = fields.String()


class MeSchema(Answer):
    """Who is asking; `scopes` limit a token, null means all."""

    id = fields.String()
    name = fields.String()
    email = fields.String()
    roles = many(HeldRoleSchema)
    scopes = fields.List(fields.String(), allow_none=True)
    zone = text()
    language = text()


class UnitSchema(Answer):
    """A unit of the organisation, or a partner."""

    id = fields.String()
    name = fields.String()
    kind = fields.String()
    path = fields.String()
    parent = text()
    partner = fields.Boolean()


class GroupSchema(Answer):
    """A group, and how many are in it."""

    id = fields.String()
    name = fields.String()
    members = fields.Integer()


class RoleSchema(Answer):
    """Who holds which role on which unit; on the whole organisation where there is none."""

    id = fields.String()
    person = fields.String()
    role = fields.String()
    unit = text()


def person_out(person: Person) -> dict[str, Any]:
    """Say a person."""
    return {
        "id": person.id, "name": person.name, "handle": person.handle, "email": person.email, "active": person.active,
    }  # fmt: skip


def me_out(actor: Actor) -> dict[str, Any]:
    """Say who is asking, and what they may do where."""
    roles = sorted(({"role": g.role, "unit": g.unit_path} for g in actor.grants), key=lambda r: (r["unit"], r["role"]))
    scopes = sorted(actor.scopes) if actor.scopes is not None else None
    return {"id": actor.id, "name": actor.name, "email": actor.email, "roles": roles, "scopes": scopes,
            "zone": actor.zone or None, "language": actor.language}  # fmt: skip


def unit_out(unit: Unit) -> dict[str, Any]:
    """Say a unit."""
    return {
        "id": unit.id, "name": unit.name, "kind": unit.kind, "path": unit.path, "parent": unit.parent_id,
        "partner": unit.partner,
    }  # fmt: skip


def group_out(found: Counted) -> dict[str, Any]:
    """Say a group, and how many are in it."""
    return {"id": found.group.id, "name": found.group.name, "members": found.members}


def role_out(grant: RoleGrant) -> dict[str, Any]:
    """Say who holds which role where."""
    return {"id": grant.id, "person": grant.person_id, "role": grant.role, "unit": grant.unit_id}
