"""People for other programs: oneself, and all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select

from app.accounts import actions, queries, schemas
from app.accounts.api.base import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.kernel import policy
from app.kernel.api import paging
from app.kernel.api.schemas import page_of
from app.kernel.http.application import current_actor, current_session


@blueprint.get("/me")
@blueprint.response(200, schemas.MeSchema)
def me() -> dict[str, Any]:
    """Give who is asking."""
    return schemas.me_out(current_actor())


@blueprint.patch("/me")
@blueprint.arguments(schemas.MeChanges)
@blueprint.response(200, schemas.MeSchema)
def change_me(sent: dict[str, Any]) -> dict[str, Any]:
    """Say by which clock one reads and writes, and in which language.

    `zone` is the IANA name of a zone, null for that of the organisation; `language` en, de, es or fr, null for what the
    browser or program asks for.
    """
    session, actor = current_session(), current_actor()
    person = actions.edit_person(session, actor, queries.person(session, actor, actor.id), **sent)
    return schemas.me_out(replace(actor, zone=person.zone, language=person.language))


@blueprint.get("/people")
@blueprint.arguments(schemas.PeopleQuery, location="query")
@blueprint.response(200, page_of(schemas.PersonSchema))
def list_people(asked: dict[str, Any]) -> dict[str, Any]:
    """List active people by name."""
    policy.require(current_actor(), Accounts.VIEW_PERSON)
    statement = select(Person).where(Person.active)
    if asked["q"].strip():
        text = f"%{asked['q'].strip().lower()}%"
        statement = statement.where(or_(Person.name.ilike(text), Person.handle.like(text), Person.email.like(text)))
    found = paging.page(current_session(), statement, (Person.name, Person.id), asked["cursor"], asked["limit"])
    return found.map(schemas.person_out)


@blueprint.post("/people")
@blueprint.arguments(schemas.NewPerson)
@blueprint.response(201, schemas.PersonSchema)
def add_person(sent: dict[str, Any]) -> dict[str, Any]:
    """Add a person with a role."""
    person = actions.add_person(
        current_session(), current_actor(), sent["email"], sent["name"], sent["role"], sent["unit"]
    )
    return schemas.person_out(person)


@blueprint.get("/people/<person_id>")
@blueprint.response(200, schemas.PersonSchema)
def one_person(person_id: str) -> dict[str, Any]:
    """Give one person."""
    return schemas.person_out(queries.person(current_session(), current_actor(), person_id))
