"""Groups, and who is in them, for other programs."""

from __future__ import annotations

from typing import Any

from app.accounts import actions, queries, schemas
from app.accounts.api.base import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import PeopleGroup, Person
from app.kernel import policy
from app.kernel.api.schemas import PageQuery, page_of
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes, tagged_as
from app.kernel.i18n import _

SHOWN = "accounts_api.read_group"


@blueprint.get("/groups")
@blueprint.arguments(schemas.GroupsQuery, location="query")
@blueprint.response(200, page_of(schemas.GroupSchema))
def list_groups(asked: dict[str, Any]) -> dict[str, Any]:
    """List groups by name, with how many people are in each; `person` leaves those that somebody is in."""
    policy.require(current_actor(), Accounts.VIEW_GROUPS)
    return queries.groups_page(current_session(), **asked).map(schemas.group_out)


@blueprint.post("/groups")
@blueprint.arguments(schemas.GroupName)
@blueprint.response(201, schemas.GroupSchema)
def make_group(sent: dict[str, Any]) -> dict[str, Any]:
    """Make an empty group."""
    return _said(actions.make_group(current_session(), current_actor(), sent["name"]))


@blueprint.get("/groups/<group_id>")
@blueprint.response(200, schemas.GroupSchema)
def read_group(group_id: str) -> dict[str, Any]:
    """Give one group; its ETag changes with its name and with who is in it."""
    return _said(_opened(group_id))


@blueprint.patch("/groups/<group_id>")
@changes(SHOWN, queries.lock_group)
@blueprint.arguments(schemas.GroupName)
@blueprint.response(200, schemas.GroupSchema)
def rename_group(sent: dict[str, Any], group_id: str) -> dict[str, Any]:
    """Give a group another name."""
    group = _managed(group_id)
    actions.rename_group(current_session(), current_actor(), group, sent["name"])
    return _said(group)


@blueprint.delete("/groups/<group_id>")
@blueprint.response(204)
@changes(SHOWN, queries.lock_group)
def remove_group(group_id: str) -> None:
    """Remove a group that nothing names; its people stay. 409 `GROUP_IN_USE` says where it is used."""
    actions.remove_group(current_session(), current_actor(), _managed(group_id))


@blueprint.get("/groups/<group_id>/members")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.PersonSchema))
def list_members(asked: dict[str, Any], group_id: str) -> dict[str, Any]:
    """List who is in a group, by name."""
    found = queries.members_page(current_session(), _opened(group_id), **asked)
    return found.map(schemas.person_out)


@blueprint.put("/groups/<group_id>/members/<person>")
@blueprint.response(204)
@changes(SHOWN, lambda session, group_id, person: queries.lock_group(session, group_id))
def add_member(group_id: str, person: str) -> None:
    """Put a person, named by id or e-mail, into a group; nothing changes if they are in it. 422 `HAS_LEFT`."""
    group = _managed(group_id)
    actions.join_group(current_session(), current_actor(), group, _person(person))


@blueprint.delete("/groups/<group_id>/members/<person>")
@blueprint.response(204)
@changes(SHOWN, lambda session, group_id, person: queries.lock_group(session, group_id))
def remove_member(group_id: str, person: str) -> None:
    """Take a person, named by id or e-mail address, out of a group; 404 where they are not in it."""
    group = _managed(group_id)
    if not actions.leave_group(current_session(), current_actor(), group, _person(person)):
        raise NotFound(_("this person in the group"))


def _opened(group_id: str) -> PeopleGroup:
    return queries.group(current_session(), current_actor(), group_id)


def _managed(group_id: str) -> PeopleGroup:
    """Give a group to who may change it; raises Forbidden before whether it is there."""
    policy.require(current_actor(), Accounts.MANAGE_GROUPS)
    return _opened(group_id)


def _person(said: str) -> Person:
    session, actor = current_session(), current_actor()
    found = session.get(Person, said) or queries.by_email(session, said)
    return queries.person(session, actor, found.id if found else said)


def _said(group: PeopleGroup) -> dict[str, Any]:
    session = current_session()
    tagged_as(queries.state_of(session, group))
    return schemas.group_out(queries.counted(session, group))
