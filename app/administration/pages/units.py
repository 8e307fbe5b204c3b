"""Administering the tree of units."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.pages.forms import attempt
from app.accounts.tables import UNIT_KINDS
from app.administration import queries as lists
from app.administration.pages.frame import enter, show
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _


@blueprint.get("/admin/units")
def admin_units() -> ResponseReturnValue:
    """Show the tree of units."""
    enter()
    return _page()


def _page(errors: dict[str, str] | None = None, at: str = "") -> ResponseReturnValue:
    """Give the page; `at` is the unit for which something was typed, else it was typed for a new one."""
    session = current_session()
    return show(
        "units", "units.html", errors, units=queries.units(session), sizes=lists.unit_sizes(session), kinds=UNIT_KINDS,
        typed=request.form if errors else {}, at=at,
    )  # fmt: skip


@blueprint.post("/admin/units")
def admin_unit_sent() -> ResponseReturnValue:
    """Add a unit."""
    enter()
    session, sent = current_session(), request.form

    def add() -> Any:
        parent = queries.find_unit(session, sent.get("parent"), "parent")
        return actions.add_unit(session, current_actor(), sent.get("name", ""), sent.get("kind", ""), parent)

    unit, errors = attempt(add)
    if errors:
        return _page(errors)
    flash(_("{name} is added.", name=unit.name), "success")
    return redirect("/admin/units", 303)


@blueprint.post("/admin/units/<unit_id>")
def admin_unit_change_sent(unit_id: str) -> ResponseReturnValue:
    """Rename or remove a unit."""
    enter()
    session, actor, sent = current_session(), current_actor(), request.form
    unit = queries.unit(session, unit_id)
    if unit is None:
        raise NotFound(_("this unit"))
    removes = sent.get("do") == "remove"

    def change() -> None:
        session.refresh(unit, with_for_update=True)
        seen(unit.name)
        if removes:
            actions.remove_unit(session, actor, unit)
        else:
            actions.rename_unit(session, actor, unit, sent.get("name", ""))

    _made, errors = attempt(change)
    if errors:
        return _page({"form": next(iter(errors.values()))}, "" if removes else unit.id)
    return redirect("/admin/units", 303)
