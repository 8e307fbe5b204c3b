"""Administering what processes may call."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts.pages.forms import attempt
from app.administration.pages.frame import show_in
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.services import actions, queries
from app.services.actions.manage import METHODS
from app.services.pages.base import blueprint
from app.services.policy import Services
from app.services.tables import Connector

NEW = {
    "name": "", "base_url": "https://", "methods": ["GET", "POST"], "headers": {}, "private": False, "active": True,
    "seconds": 10, "attempts": 5,
}  # fmt: skip


@blueprint.get("/admin/connectors")
def admin_connectors() -> ResponseReturnValue:
    """List what processes may call."""
    policy.require(current_actor(), Services.VIEW_CONNECTORS)
    return show_in("connectors", "services/admin/connectors.html", connectors=queries.connectors(current_session()))


@blueprint.get("/admin/connectors/new")
def admin_connector_new() -> ResponseReturnValue:
    """Ask what a new connector allows."""
    policy.require(current_actor(), Services.MANAGE_CONNECTORS)
    return _form(None, NEW)


@blueprint.post("/admin/connectors/new")
def admin_connector_new_sent() -> ResponseReturnValue:
    """Add a connector."""
    return _save(None)


@blueprint.get("/admin/connectors/<connector_id>")
def admin_connector(connector_id: str) -> ResponseReturnValue:
    """Show a connector, to change it."""
    policy.require(current_actor(), Services.MANAGE_CONNECTORS)
    row = queries.connector(current_session(), connector_id)
    return _form(row, {name: getattr(row, name) for name in NEW})


@blueprint.post("/admin/connectors/<connector_id>")
def admin_connector_sent(connector_id: str) -> ResponseReturnValue:
    """Change a connector, or remove it."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Services.MANAGE_CONNECTORS)
    row = queries.connector(session, connector_id)
    if request.form.get("do") == "remove":
        actions.remove_connector(session, actor, row)
        flash(_("“{name}” is removed, with the secrets only it could use.", name=row.name), "success")
        return redirect("/admin/connectors", 303)
    return _save(row)


def _save(row: Connector | None) -> ResponseReturnValue:
    given = _given()

    def save() -> None:
        seen(row.row_version if row else 0)
        actions.save_connector(current_session(), current_actor(), row, given)

    _done, errors = attempt(save)
    if errors:
        return _form(row, given, errors)
    flash(
        _("Processes may call “{name}” now.", name=given["name"].strip())
        if given["active"]
        else _("It is switched off."),
        "success",
    )
    return redirect("/admin/connectors", 303)


def _given() -> dict[str, Any]:
    sent = request.form
    lines = [line for line in sent.get("headers", "").splitlines() if line.strip()]
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    given: dict[str, Any] = {name: sent.get(name, "") for name in ("name", "base_url", "seconds", "attempts")}
    return given | {
        "methods": sent.getlist("methods"),
        "headers": headers,
        "private": "private" in sent,
        "active": "active" in sent,
    }


def _form(row: Connector | None, given: dict[str, Any], errors: dict[str, str] | None = None) -> ResponseReturnValue:
    headers = "\n".join(f"{name}: {value}" for name, value in given["headers"].items())
    return show_in(
        "connectors", "services/admin/connector.html", errors, connector=row, given=given, headers=headers,
        methods=METHODS,
    )  # fmt: skip
