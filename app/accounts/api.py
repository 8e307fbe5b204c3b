"""People, units and roles for other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from sqlalchemy import or_, select

from app.accounts import actions, belongings, queries, schemas
from app.accounts.attachment import exported
from app.accounts.policy import Accounts
from app.accounts.tables import Person, RoleGrant
from app.kernel import paging, policy
from app.kernel.errors import NotFound
from app.kernel.limits import limiter
from app.kernel.web import current_actor, current_session, only_reads

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api/v1", description="People, units and roles.")


@blueprint.get("/me")
def me() -> ResponseReturnValue:
    """Give who is asking."""
    return jsonify(schemas.me_out(current_actor()))


@blueprint.patch("/me")
@blueprint.arguments(schemas.MeChanges)
def change_me(sent: dict[str, Any]) -> ResponseReturnValue:
    """Say by which clock one reads and writes: the IANA name of a zone, null for that of the organisation."""
    session, actor = current_session(), current_actor()
    person = actions.edit_person(session, actor, queries.person(session, actor, actor.id), **sent)
    return jsonify(schemas.me_out(replace(actor, zone=person.zone)))


@blueprint.get("/people")
@blueprint.arguments(schemas.PeopleQuery, location="query")
def list_people(asked: dict[str, Any]) -> ResponseReturnValue:
    """List active people by name."""
    policy.require(current_actor(), Accounts.VIEW_PERSON)
    statement = select(Person).where(Person.active)
    if asked["q"].strip():
        text = f"%{asked['q'].strip().lower()}%"
        statement = statement.where(or_(Person.name.ilike(text), Person.handle.like(text), Person.email.like(text)))
    found = paging.page(current_session(), statement, (Person.name, Person.id), asked["cursor"], asked["limit"])
    return jsonify(found.map(schemas.person_out))


@blueprint.post("/people")
@blueprint.arguments(schemas.NewPerson)
def add_person(sent: dict[str, Any]) -> ResponseReturnValue:
    """Add a person with a role."""
    person = actions.add_person(
        current_session(), current_actor(), sent["email"], sent["name"], sent["role"], sent["unit"]
    )
    return jsonify(schemas.person_out(person)), 201


@blueprint.get("/people/<person_id>")
def one_person(person_id: str) -> ResponseReturnValue:
    """Give one person."""
    return jsonify(schemas.person_out(queries.person(current_session(), current_actor(), person_id)))


@blueprint.post("/people/<person_id>/export")
@limiter.limit("6 per hour")
@only_reads
def export_person(person_id: str) -> ResponseReturnValue:
    """Give everything a person wrote or did as a ZIP of JSON and HTML; themself and administrators."""
    return exported(queries.person(current_session(), current_actor(), person_id))


@blueprint.post("/people/<person_id>/anonymise")
def anonymise(person_id: str) -> ResponseReturnValue:
    """Take name and address from a person for good; gives how much went. Votes and history keep counting."""
    session, actor = current_session(), current_actor()
    person = queries.person(session, actor, person_id)
    return jsonify({"anonymised": actions.anonymise(session, actor, person)})


@blueprint.post("/people/<person_id>/hand-over")
@blueprint.arguments(schemas.HandOver)
def hand_over(sent: dict[str, Any], person_id: str) -> ResponseReturnValue:
    """Hand everything that a person has or is named for to a colleague; gives how much of each kind went."""
    session, actor = current_session(), current_actor()
    person = queries.person(session, actor, person_id)
    return jsonify({"handed_over": actions.hand_over_everything(session, actor, person, sent["to"])})


@blueprint.get("/without-anybody")
@blueprint.arguments(schemas.PageQuery, location="query")
def without_anybody(asked: dict[str, Any]) -> ResponseReturnValue:
    """List what nobody answers for, of what the caller may give to somebody."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Accounts.VIEW_WITHOUT_ANYBODY)
    return jsonify(belongings.without_anybody(session, actor, **asked).map(schemas.orphan_out))


@blueprint.get("/units")
@blueprint.arguments(schemas.UnitsQuery, location="query")
def list_units(asked: dict[str, Any]) -> ResponseReturnValue:
    """List the tree of units, parents before children; partners and guests learn of no others but their own."""
    actor = current_actor()
    policy.require(actor, Accounts.VIEW_UNITS)
    return jsonify(queries.units_page(current_session(), actor, **asked).map(schemas.unit_out))


@blueprint.post("/units")
@blueprint.arguments(schemas.NewUnit)
def add_unit(sent: dict[str, Any]) -> ResponseReturnValue:
    """Add a unit."""
    session = current_session()
    parent = queries.find_unit(session, sent["parent"], "parent")
    unit = actions.add_unit(session, current_actor(), sent["name"], sent["kind"], parent)
    return jsonify(schemas.unit_out(unit)), 201


@blueprint.delete("/units/<unit_id>")
def remove_unit(unit_id: str) -> ResponseReturnValue:
    """Remove a unit that nobody belongs to and nothing names; 409 `UNIT_IN_USE` says where it is used."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Accounts.ADMINISTER)
    unit = queries.unit(session, unit_id)
    if unit is None:
        raise NotFound("this unit")
    actions.remove_unit(session, actor, unit)
    return "", 204


@blueprint.get("/roles")
@blueprint.arguments(schemas.PageQuery, location="query")
def list_roles(asked: dict[str, Any]) -> ResponseReturnValue:
    """List who holds which role where."""
    policy.require(current_actor(), Accounts.ADMINISTER)
    found = paging.page(current_session(), select(RoleGrant), (RoleGrant.id,), **asked)
    return jsonify(found.map(schemas.role_out))


@blueprint.post("/roles")
@blueprint.arguments(schemas.NewRole)
def give_role(sent: dict[str, Any]) -> ResponseReturnValue:
    """Give a person, named by id or e-mail address, a role."""
    session, actor = current_session(), current_actor()
    person = session.get(Person, sent["person"]) or queries.by_email(session, sent["person"])
    policy.require_visible(actor, Accounts.VIEW_PERSON, person, "this person")
    unit = queries.find_unit(session, sent["unit"])
    return jsonify(schemas.role_out(actions.give_role(session, actor, person, sent["role"], unit))), 201


@blueprint.delete("/roles/<grant_id>")
def take_role(grant_id: str) -> ResponseReturnValue:
    """Take a role from a person."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Accounts.ADMINISTER)
    given = session.get(RoleGrant, grant_id)
    if given is None:
        raise NotFound("this role")
    actions.take_role(session, actor, given)
    return "", 204
