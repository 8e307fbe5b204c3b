"""Administering to whom processes write."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts.pages.forms import attempt
from app.administration.pages.frame import show_in
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session, stepwell
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.pages.fingerprints import fingerprint
from app.services import actions, queries
from app.services.pages.base import blueprint
from app.services.policy import Services


@blueprint.get("/admin/mail")
def admin_mail() -> ResponseReturnValue:
    """Show to whom processes may write."""
    policy.require(current_actor(), Services.MANAGE_MAIL)
    found = queries.mail_policy(current_session())
    return _page(found.people, "\n".join(found.domains))


def _page(people: bool, domains: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    server, now = stepwell().settings.sends_mail, queries.mail_policy(current_session())
    return show_in(
        "mail", "services/admin/mail.html", errors, people=people, domains=domains, server=server, now=now,
        seen=fingerprint(now.people, now.domains),
    )  # fmt: skip


@blueprint.post("/admin/mail")
def admin_mail_sent() -> ResponseReturnValue:
    """Set to whom processes may write, as the page showed it."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Services.MANAGE_MAIL)
    people, domains = "people" in request.form, request.form.get("domains", "")

    def change() -> None:
        found = queries.mail_policy(session, lock=True)
        seen(fingerprint(found.people, found.domains))
        actions.set_mail_policy(session, actor, people, domains.replace(",", "\n").split("\n"))

    _done, errors = attempt(change)
    if errors:
        return _page(people, domains, errors)
    flash(_("Kept. It holds for every mail from now on."), "success")
    return redirect("/admin/mail", 303)
