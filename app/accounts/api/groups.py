"""Groups, and who is in them, for other programs."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries, schemas
from app.accounts.api.base import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import PeopleGroup, Person
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.preconditions import changes, tagged_as
from app.kernel.web import current_actor, current_session

SHOWN = "accounts_api.read_group"


@blueprint.get("/groups")
@blueprint.arguments(schemas.GroupsQuery, location="query")
def list_groups(asked: dict[str, Any]) -> ResponseReturnValue:
    """List groups by name, with how many people are in each; `person` leaves those that somebody is in."""
    policy.require(current_actor(), Accounts.VIEW_GROUPS)
    return jsonify(queries.groups_page(current_session(), **asked).map(schemas.group_out))


@blueprint.post("/groups")
@blueprint.arguments(schemas.GroupName)
def make_group(sent: dict[str, Any]) -> ResponseReturnValue:
    """Make an empty group."""
    return _said(actions.make_group(current_session(), current_actor(), sent["name"])), 201


@blueprint.get("/groups/<group_id>")
def read_group(group_id: str) -> ResponseReturnValue:
    """Give one group; its ETag changes with its name and with who is in it."""
    return _said(_opened(group_id))


@blueprint.patch("/groups/<group_id>")
@changes(SHOWN, queries.lock_group)
@blueprint.arguments(schemas.GroupName)
def rename_group(sent: dict[str, Any], group_id: str) -> ResponseReturnValue:
    """Give a group another name."""
    group = _managed(group_id)
    actions.rename_group(current_session(), current_actor(), group, sent["name"])
    return _said(group)


@blueprint.delete("/groups/<group_id>")
@changes(SHOWN, queries.lock_group)
def remove_group(group_id: str) -> ResponseReturnValue:
    """Remove a group that nothing names; its people stay. 409 `GROUP_IN_USE` says where it is used."""
    actions.remove_group(current_session(), current_actor(), _managed(group_id))
    return "", 204


@blueprint.get("/groups/<group_id>/members")
@blueprint.arguments(schemas.PageQuery, location="query")
def list_members(asked: dict[str, Any], group_id: str) -> ResponseReturnValue:
    """List who is in a group, by name."""
    found = queries.members_page(current_session(), _opened(group_id), **asked)
    return jsonify(found.map(schemas.person_out))


@blueprint.put("/groups/<group_id>/members/<person>")
@changes(SHOWN, lambda session, group_id, person: queries.lock_group(session, group_id))
def add_member(group_id: str, person: str) -> ResponseReturnValue:
    """Put a person, named by id or e-mail address, into a group; nothing changes if they are in it."""
    group = _managed(group_id)
    actions.join_group(current_session(), current_actor(), group, _person(person))
    return "", 204


@blueprint.delete("/groups/<group_id>/members/<person>")
@changes(SHOWN, lambda session, group_id, person: queries.lock_group(session, group_id))
def remove_member(group_id: str, person: str) -> ResponseReturnValue:
    """Take a person, named by id or e-mail address, out of a group; 404 where they are not in it."""
    group = _managed(group_id)
    if not actions.leave_group(current_session(), current_actor(), group, _person(person)):
        raise NotFound("this person in the group")
    return "", 204


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


def _said(group: PeopleGroup) -> ResponseReturnValue:
    session = current_session()
    tagged_as(queries.state_of(session, group))
    return jsonify(schemas.group_out(queries.counted(session, group)))
