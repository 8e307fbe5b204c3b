"""What nobody answers for, and handing a person's work to somebody else."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.pages import picker
from app.accounts.pages.blueprint import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.administration.pages.frame import enter, show_in
from app.kernel import policy
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _, joined
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.privacy import actions, belongings
from app.privacy.policy import Privacy


@home_parts.filled_by(order=30)
def without_anybody_part(session: Session, actor: Actor, **_rest: object) -> HomePart | None:
    """Say to administrators what is without anybody, and lead there."""
    if not policy.allows(actor, Accounts.MANAGE_PEOPLE):
        return None
    found = [kind.words(count) for kind, count in belongings.counts(session, actor)]
    if not found:
        return None
    return HomePart(
        "without-anybody",
        _("Without anybody"),
        Asks.TO_SEE_TO,
        lambda is_first: Markup(render_template("privacy/_without_anybody.html", found=found, is_first=is_first)),
        (_("See to it"), "/without-anybody"),
    )


@blueprint.get("/without-anybody")
def without_anybody() -> ResponseReturnValue:
    """List what nobody answers for, of what one may give to somebody."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Privacy.VIEW_WITHOUT_ANYBODY)
    page = belongings.without_anybody(session, actor, request.args.get("cursor"))
    found = {kind: [one for of, one in page.items if of is kind] for kind, _one in page.items}
    return render_template("privacy/without_anybody.html", found=found, page=page)


@blueprint.route("/admin/people/<person_id>/hand-over", methods=["GET", "POST"])
def admin_hand_over(person_id: str) -> ResponseReturnValue:
    """Show what a person has, and hand it to a colleague."""
    enter(Accounts.MANAGE_PEOPLE)
    session, actor = current_session(), current_actor()
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(_("this person"))
    errors: dict[str, str] = {}
    to = ""
    if request.method == "POST":
        try:
            to = picker.sent(session, actor, queries.COLLEAGUES, "to", besides=person.id)
            given = actions.hand_over_everything(session, actor, person, to)
            words = [kind.words(given[kind.key]) for kind in belongings.kinds() if kind.key in given]
            flash(
                _("Handed over: {what}.", what=joined(", ", words)) if words else _("Handed over: nothing."), "success"
            )
            return redirect(f"/admin/people/{person.id}/hand-over", 303)
        except Invalid as error:
            errors = error.errors
    return show_in(
        "people", "privacy/hand_over.html", errors, person=person, held=belongings.held(session, person.id),
        colleagues=picker.offered(session, actor, queries.COLLEAGUES, chosen=to, besides=person.id), typed={"to": to},
    )  # fmt: skip
