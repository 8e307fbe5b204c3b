"""The tree of units, and roles on them, for other programs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts import actions, queries, schemas
from app.accounts.api.base import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import Person, RoleGrant
from app.kernel import policy
from app.kernel.api import paging
from app.kernel.api.schemas import PageQuery, page_of
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _


@blueprint.get("/units")
@blueprint.arguments(schemas.UnitsQuery, location="query")
@blueprint.response(200, page_of(schemas.UnitSchema))
def list_units(asked: dict[str, Any]) -> dict[str, Any]:
    """List the tree of units, parents before children; partners and guests learn of no others but their own."""
    actor = current_actor()
    policy.require(actor, Accounts.VIEW_UNITS)
    return queries.units_page(current_session(), actor, **asked).map(schemas.unit_out)


@blueprint.post("/units")
@blueprint.arguments(schemas.NewUnit)
@blueprint.response(201, schemas.UnitSchema)
def add_unit(sent: dict[str, Any]) -> dict[str, Any]:
    """Add a unit."""
    session = current_session()
    parent = queries.find_unit(session, sent["parent"], "parent")
    unit = actions.add_unit(session, current_actor(), sent["name"], sent["kind"], parent)
    return schemas.unit_out(unit)


@blueprint.delete("/units/<unit_id>")
@blueprint.response(204)
def remove_unit(unit_id: str) -> None:
    """Remove a unit that nobody belongs to and nothing names; 409 `UNIT_IN_USE` says where it is used."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Accounts.ADMINISTER)
    unit = queries.unit(session, unit_id)
    if unit is None:
        raise NotFound(_("this unit"))
    actions.remove_unit(session, actor, unit)


@blueprint.get("/roles")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.RoleSchema))
def list_roles(asked: dict[str, Any]) -> dict[str, Any]:
    """List who holds which role where."""
    policy.require(current_actor(), Accounts.ADMINISTER)
    found = paging.page(current_session(), select(RoleGrant), (RoleGrant.id,), **asked)
    return found.map(schemas.role_out)


@blueprint.post("/roles")
@blueprint.arguments(schemas.NewRole)
@blueprint.response(201, schemas.RoleSchema)
def give_role(sent: dict[str, Any]) -> dict[str, Any]:
    """Give a person, named by id or e-mail address, a role."""
    session, actor = current_session(), current_actor()
    person = session.get(Person, sent["person"]) or queries.by_email(session, sent["person"])
    policy.require_visible(actor, Accounts.VIEW_PERSON, person, _("this person"))
    unit = queries.find_unit(session, sent["unit"])
    return schemas.role_out(actions.give_role(session, actor, person, sent["role"], unit))


@blueprint.delete("/roles/<grant_id>")
@blueprint.response(204)
def take_role(grant_id: str) -> None:
    """Take a role from a person."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Accounts.ADMINISTER)
    given = session.get(RoleGrant, grant_id)
    if given is None:
        raise NotFound(_("this role"))
    actions.take_role(session, actor, given)
