"""What administrators see of accounts on their home page: who cannot work yet, and what is to be set up."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.policy import Accounts
from app.kernel import policy
from app.kernel.http.application import stepwell
from app.kernel.i18n import _
from app.kernel.pages.frame import Asks, HomePart, SetUpStep, home_parts, setup_steps
from app.kernel.policy import Actor
from app.kernel.settings import Settings

MOST_NAMED = 5


@home_parts.filled_by(order=25)
def without_role(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Name people who can sign in and may do nothing, since nobody gave them a role: one statement."""
    if not policy.allows(actor, Accounts.MANAGE_PEOPLE):
        return None
    found = queries.without_role(session, MOST_NAMED + 1)
    if not found:
        return None
    shown = {"people": found[:MOST_NAMED], "is_cut": len(found) > MOST_NAMED}
    return HomePart(
        "without-role",
        _("People without a role"),
        Asks.TO_SEE_TO,
        lambda is_first: Markup(render_template("accounts/_without_role.html", is_first=is_first, **shown)),
        (_("All people"), url_for("accounts.admin_people")),
    )


@setup_steps.filled_by(order=10)
def organisation(session: Session, actor: Actor, **_rest: object) -> SetUpStep:
    """Say how the organisation is given its name."""
    return SetUpStep(
        _("Name your organisation"),
        _("Set {setting} where Stepwell runs.", setting="STEPWELL_ORGANISATION"),
        stepwell().settings.organisation != Settings.organisation,
    )


@setup_steps.filled_by(order=20)
def mail(session: Session, actor: Actor, **_rest: object) -> SetUpStep:
    """Say how mails are sent."""
    settings = stepwell().settings
    return SetUpStep(
        _("Let mails out"),
        _("Set {setting} where Stepwell runs.", setting="STEPWELL_SMTP_HOST, STEPWELL_BASE_URL"),
        settings.mails_links,
    )


@setup_steps.filled_by(order=30)
def people(session: Session, actor: Actor, **_rest: object) -> SetUpStep:
    """Lead to where people are asked in: one statement."""
    return SetUpStep(
        _("Bring your colleagues in"),
        _("Add them one by one or from a list, with the roles that they have."),
        queries.is_peopled(session),
        url_for("accounts.admin_people"),
    )
