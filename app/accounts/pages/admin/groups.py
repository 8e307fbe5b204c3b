"""Administering groups."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.pages.admin.frame import enter, show
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt
from app.accounts.policy import Accounts
from app.accounts.queries import lists
from app.accounts.tables import PeopleGroup, Person
from app.kernel.errors import NotFound
from app.kernel.preconditions import fingerprint, seen
from app.kernel.web import current_actor, current_session


@blueprint.get("/admin/groups")
def admin_groups() -> ResponseReturnValue:
    """List the groups with their people."""
    enter()
    return _page()


def _page(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    groups = lists.groups_with_people(current_session())
    shown = {group.id: _members_seen(group, people) for group, people in groups}
    typed = request.form if errors else {}
    return show("groups", "groups.html", errors, groups=groups, seen=shown, typed=typed)


def _members_seen(group: PeopleGroup, members: list[Person]) -> str:
    """Give what a form says that its page showed of a group."""
    return fingerprint(group.name, sorted(person.id for person in members))


@blueprint.post("/admin/groups")
def admin_group_sent() -> ResponseReturnValue:
    """Make a group."""
    enter(Accounts.MANAGE_GROUPS)
    make = lambda: actions.make_group(current_session(), current_actor(), request.form.get("name", ""))  # noqa: E731
    _, errors = attempt(make)
    return _page(errors) if errors else redirect("/admin/groups", 303)


@blueprint.post("/admin/groups/<group_id>")
def admin_group_change_sent(group_id: str) -> ResponseReturnValue:
    """Put somebody into a group, take somebody out, or remove it."""
    enter(Accounts.MANAGE_GROUPS)
    session, actor, sent = current_session(), current_actor(), request.form
    group = session.get(PeopleGroup, group_id)
    if group is None:
        raise NotFound("this group")
    if sent.get("do") == "remove":
        _, errors = attempt(lambda: _remove(group))
        if errors:
            return _page(errors)
    elif "leave" in sent:
        leaving = session.get(Person, sent["leave"])
        if leaving is not None:
            actions.leave_group(session, actor, group, leaving)
    else:
        joining = queries.by_email(session, sent.get("email", ""))
        if joining is None:
            return _page({f"email-{group.id}": "Nobody with this address is here. Add the person first."})
        actions.join_group(session, actor, group, joining)
    return redirect(f"/admin/groups#group-{group.id}", 303)


def _remove(group: PeopleGroup) -> None:
    """Remove a group with the people whom the page showed in it; raises Conflict where it has others now."""
    session = current_session()
    session.refresh(group, with_for_update=True)
    members = next((people for one, people in lists.groups_with_people(session) if one.id == group.id), [])
    seen(_members_seen(group, members))
    actions.remove_group(session, current_actor(), group)
