"""A page for people who forgot their password."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.pages.blueprint import blueprint
from app.kernel.http.application import current_session, stepwell
from app.kernel.i18n import _
from app.kernel.rate_limits import from_where, limiter
from app.sign_in import actions


def _account() -> str:
    return "forgotten:" + request.form.get("email", "").strip().lower()[:254]


@blueprint.get("/forgotten")
def forgotten() -> ResponseReturnValue:
    """Ask for the address of the account, where links can be mailed."""
    return _page({}, {})


@blueprint.post("/forgotten")
@limiter.limit("20 per hour", key_func=from_where)
@limiter.limit("3 per hour", key_func=_account)
def forgotten_sent() -> ResponseReturnValue:
    """Order the mail and say so, whether or not there is such an account."""
    email = request.form.get("email", "")
    if not actions.can_mail_links(stepwell().settings):
        return _page({}, {}), 409
    if "@" not in email.strip():
        words = _("Write the e-mail address that you sign in with, for example anna@example.org.")
        return _page({"email": email}, {"email": words}), 422
    actions.ask_for_link(current_session(), email)
    return render_template("sign_in/forgotten_sent.html", email=email.strip())


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    by_mail = actions.can_mail_links(stepwell().settings)
    return render_template("sign_in/forgotten.html", typed=typed, errors=errors, by_mail=by_mail)
