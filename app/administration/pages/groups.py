"""Administering groups."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries, uses
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt, first_url, next_url
from app.accounts.policy import Accounts
from app.accounts.tables import PeopleGroup, Person
from app.administration.pages.frame import enter, show
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _


@blueprint.get("/admin/groups")
def admin_groups() -> ResponseReturnValue:
    """List the groups with how many people are in each."""
    enter()
    return _list()


def _list(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    found = queries.groups_page(current_session(), request.args.get("q", ""), cursor=request.args.get("cursor"))
    return show(
        "groups", "groups.html", errors, found=found, typed=request.form if errors else {}, q=request.args.get("q", ""),
        next_url=next_url(found.next), first_url=first_url(),
    )  # fmt: skip


@blueprint.post("/admin/groups")
def admin_group_sent() -> ResponseReturnValue:
    """Make a group, and lead to it."""
    enter(Accounts.MANAGE_GROUPS)
    make = lambda: actions.make_group(current_session(), current_actor(), request.form.get("name", ""))  # noqa: E731
    group, errors = attempt(make)
    return _list(errors) if errors else redirect(f"/admin/groups/{group.id}", 303)


@blueprint.get("/admin/groups/<group_id>")
def admin_group(group_id: str) -> ResponseReturnValue:
    """Show one group: who is in it, what names it, and the forms that change it."""
    enter()
    return _page(_group(group_id))


def _page(group: PeopleGroup, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    session = current_session()
    found = queries.members_page(session, group, request.args.get("cursor"))
    return show(
        "groups", "group.html", errors, group=queries.counted(session, group), found=found,
        seen=queries.state_of(session, group), named=uses.of_group(session, current_actor(), group.id),
        typed=request.form if errors else {}, next_url=next_url(found.next), first_url=first_url(),
    )  # fmt: skip


@blueprint.post("/admin/groups/<group_id>")
def admin_group_change_sent(group_id: str) -> ResponseReturnValue:
    """Put somebody into a group, take somebody out, give it another name, or remove it."""
    enter(Accounts.MANAGE_GROUPS)
    session, actor, sent = current_session(), current_actor(), request.form
    group = _group(group_id)
    if sent.get("do") == "remove":
        name = group.name
        _made, errors = attempt(lambda: _as_shown(group, actions.remove_group))
        if not errors:
            flash(_("{name} is no group any more. Its people stay.", name=name), "success")
            return redirect("/admin/groups", 303)
    elif sent.get("do") == "rename":
        _made, errors = attempt(lambda: _as_shown(group, actions.rename_group, sent.get("name", "")))
    elif "leave" in sent:
        leaving = session.get(Person, sent["leave"])
        if leaving is not None and actions.leave_group(session, actor, group, leaving):
            flash(_("{name} is not in {group} any more.", name=leaving.name, group=group.name), "success")
        errors = {}
    else:
        joining = queries.by_email(session, sent.get("email", ""))
        errors = {} if joining else {"email": _("Nobody with this address is here. Add the person first.")}
        if joining is not None:
            _made, errors = attempt(lambda: actions.join_group(session, actor, group, joining))
        if joining is not None and not errors:
            flash(_("{name} is in {group} now.", name=joining.name, group=group.name), "success")
    return _page(group, errors) if errors else redirect(f"/admin/groups/{group.id}", 303)


def _group(group_id: str) -> PeopleGroup:
    group = current_session().get(PeopleGroup, group_id)
    if group is None:
        raise NotFound(_("this group"))
    return group


def _as_shown(group: PeopleGroup, change: Any, *more: str) -> None:
    """Change a group that is as the page showed it; raises Conflict where it has another name or other people now."""
    session = current_session()
    queries.lock_group(session, group.id)
    seen(queries.state_of(session, group))
    change(session, current_actor(), group, *more)
