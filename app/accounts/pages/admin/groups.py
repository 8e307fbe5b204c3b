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
from app.kernel.web import current_actor, current_session


@blueprint.get("/admin/groups")
def admin_groups() -> ResponseReturnValue:
    """List the groups with their people."""
    enter()
    return _page()


def _page(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    groups = lists.groups_with_people(current_session())
    return show("groups", "groups.html", errors, groups=groups, typed=request.form if errors else {})


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
        _, errors = attempt(lambda: actions.remove_group(session, actor, group))
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
