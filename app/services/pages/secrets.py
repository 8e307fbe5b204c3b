"""Administering secrets: written, replaced, removed, never shown."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts.pages.forms import attempt
from app.accounts.queries import people
from app.administration.pages.frame import show_in
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.services import actions, queries
from app.services.pages.base import blueprint
from app.services.policy import Services
from app.services.tables import Secret


@blueprint.get("/admin/secrets")
def admin_secrets() -> ResponseReturnValue:
    """List the names of secrets."""
    policy.require(current_actor(), Services.MANAGE_SECRETS)
    return _page()


def _page(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    session = current_session()
    rows = queries.secrets(session)
    return show_in(
        "secrets", "services/admin/secrets.html", errors, secrets=rows, connectors=queries.connectors(session),
        who=people(session, {row.changed_by for row in rows if row.changed_by}), typed=request.form if errors else {},
    )  # fmt: skip


@blueprint.post("/admin/secrets")
def admin_secret_sent() -> ResponseReturnValue:
    """Keep a secret."""
    sent, session, actor = request.form, current_session(), current_actor()
    policy.require(actor, Services.MANAGE_SECRETS)
    name = sent.get("name", "").strip()
    _done, errors = attempt(
        lambda: actions.save_secret(session, actor, name, sent.get("value", ""), sent.get("connector") or None)
    )
    if errors:
        return _page(errors)
    flash(
        _("“{name}” is kept. Nobody can read it again; write it into models as {{secret:{name}}}.", name=name),
        "success",
    )
    return redirect("/admin/secrets", 303)


@blueprint.post("/admin/secrets/<secret_id>/remove")
def admin_secret_remove_sent(secret_id: str) -> ResponseReturnValue:
    """Forget a secret."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Services.MANAGE_SECRETS)
    row = session.get(Secret, secret_id)
    if row is None:
        raise NotFound(_("this secret"))
    actions.remove_secret(session, actor, row)
    flash(_("“{name}” is forgotten.", name=row.name), "success")
    return redirect("/admin/secrets", 303)
