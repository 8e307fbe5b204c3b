"""The page about a person."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts import queries
from app.accounts.pages.blueprint import blueprint
from app.kernel.http.application import current_actor, current_session


@blueprint.get("/people/<person_id>")
def person(person_id: str) -> ResponseReturnValue:
    """Show who somebody is, where they work and what they contributed."""
    session = current_session()
    found = queries.person(session, current_actor(), person_id)
    grants, groups = queries.memberships(session, found.id)
    return render_template("accounts/person.html", person=found, grants=grants, groups=groups)
