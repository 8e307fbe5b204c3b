"""People's export, their leaving for good, what they hand over, what is without anybody, for other programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import queries
from app.accounts.api.base import blueprint
from app.kernel import policy
from app.kernel.api.schemas import BINARY, PageQuery, page_of
from app.kernel.db.transactions import transaction
from app.kernel.http.application import current_actor, current_session
from app.kernel.rate_limits import limiter
from app.privacy import actions, belongings, schemas
from app.privacy.export.answers import exported
from app.privacy.policy import Privacy


@blueprint.post("/people/<person_id>/export")
@limiter.limit("6 per hour")
@transaction("read")
@blueprint.response(200, BINARY, content_type="application/zip")
def export_person(person_id: str) -> Response:
    """Give everything a person wrote or did as a ZIP of JSON and HTML; themself and administrators."""
    return exported(queries.person(current_session(), current_actor(), person_id))


@blueprint.post("/people/<person_id>/anonymise")
@blueprint.response(200, schemas.AnonymisedSchema)
def anonymise(person_id: str) -> dict[str, Any]:
    """Take name and address from a person for good; gives how much went. Votes and history keep counting."""
    session, actor = current_session(), current_actor()
    person = queries.person(session, actor, person_id)
    return {"anonymised": actions.anonymise(session, actor, person)}


@blueprint.post("/people/<person_id>/hand-over")
@blueprint.arguments(schemas.HandOver)
@blueprint.response(200, schemas.HandedOverSchema)
def hand_over(sent: dict[str, Any], person_id: str) -> dict[str, Any]:
    """Hand everything that a person has or is named for to a colleague; gives how much of each kind went."""
    session, actor = current_session(), current_actor()
    person = queries.person(session, actor, person_id)
    return {"handed_over": actions.hand_over_everything(session, actor, person, sent["to"])}


@blueprint.get("/without-anybody")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.OrphanSchema))
def without_anybody(asked: dict[str, Any]) -> dict[str, Any]:
    """List what nobody answers for, of what the caller may give to somebody."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Privacy.VIEW_WITHOUT_ANYBODY)
    return belongings.without_anybody(session, actor, **asked).map(schemas.orphan_out)
