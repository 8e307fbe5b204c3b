"""Who holds which role where, as one list."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt, first_url, next_url
from app.accounts.tables import RoleGrant
from app.administration import queries as lists
from app.administration.pages.frame import enter, show
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.policy import ROLES


@blueprint.get("/admin/roles")
def admin_roles() -> ResponseReturnValue:
    """List the roles, filtered by the address."""
    enter()
    return _page()


def _page(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    session, role, unit = current_session(), request.args.get("role", ""), request.args.get("unit", "")
    found = lists.roles_page(session, role, unit, request.args.get("cursor"))
    return show(
        "roles", "roles.html", errors, found=found, role=role, unit=unit, roles=ROLES, units=queries.units(session),
        next_url=next_url(found.next), first_url=first_url(), typed=request.form if errors else {},
    )  # fmt: skip


@blueprint.post("/admin/roles")
def admin_role_sent() -> ResponseReturnValue:
    """Give somebody, named by e-mail address, a role."""
    enter()
    session, actor, sent = current_session(), current_actor(), request.form
    person = queries.by_email(session, sent.get("email", ""))
    if person is None:
        return _page({"email": _("Nobody with this address is here. Add the person first.")})
    give = lambda: actions.give_role(  # noqa: E731
        session, actor, person, sent.get("role", ""), queries.find_unit(session, sent.get("unit"))
    )
    _made, errors = attempt(give)
    if errors:
        return _page(errors)
    flash(_("{name} has the role now.", name=person.name), "success")
    return redirect("/admin/roles", 303)


@blueprint.post("/admin/roles/<grant_id>/take")
def admin_role_take_sent(grant_id: str) -> ResponseReturnValue:
    """Take a role from somebody."""
    enter()
    session = current_session()
    given = session.get(RoleGrant, grant_id)
    if given is not None:
        _made, errors = attempt(lambda: actions.take_role(session, current_actor(), given))
        if errors:
            return _page(errors)
    return redirect("/admin/roles", 303)
