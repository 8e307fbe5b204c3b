"""Everything about a person to take away, and taking their name away."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts.pages.blueprint import blueprint
from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.administration.pages.frame import enter, show_in
from app.kernel.db.transactions import transaction
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.rate_limits import limiter
from app.privacy import actions, belongings
from app.privacy.export.answers import exported
from app.sign_in.pages.me import myself


@blueprint.post("/me/export")
@limiter.limit("6 per hour")
@transaction("read")
def export_me() -> ResponseReturnValue:
    """Give a person everything they wrote or did here."""
    return exported(myself())


def _person(person_id: str) -> Person:
    enter(Accounts.MANAGE_PEOPLE)
    found = current_session().get(Person, person_id)
    if found is None:
        raise NotFound(_("this person"))
    return found


@blueprint.post("/admin/people/<person_id>/export")
@limiter.limit("30 per hour")
@transaction("read")
def admin_export(person_id: str) -> ResponseReturnValue:
    """Give an administrator everything a person wrote or did here."""
    return exported(_person(person_id))


@blueprint.route("/admin/people/<person_id>/anonymise", methods=["GET", "POST"])
def admin_anonymise(person_id: str) -> ResponseReturnValue:
    """Say what would go, ask for the address, then take name and address away."""
    person, session = _person(person_id), current_session()
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.form.get("email", "").strip().lower() == person.email:
            actions.anonymise(session, current_actor(), person)
            flash(_("The name and the address are gone."), "success")
            return redirect(f"/admin/people/{person.id}", 303)
        errors = {"email": _("Write the address exactly as it stands above.")}
    return show_in(
        "people", "privacy/anonymise.html", errors, person=person, goes=actions.would_go(session, person.id),
        held=belongings.held(session, person.id),
    )  # fmt: skip
