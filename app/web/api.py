"""The search for other programs."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.kernel.api.blueprint import Blueprint
from app.kernel.api.schemas import Answer, Strict, page_of, text
from app.kernel.http import token_scopes
from app.kernel.http.application import StepwellApp, current_actor, current_session
from app.kernel.i18n import joined
from app.web import search

FARTHEST = 1_000
blueprint = Blueprint("search_api", __name__, url_prefix="/api/v1", description="Finding what one may see.")


class SearchQuery(Strict):
    """What to look for, and which part of what is found to give."""

    q = fields.String(required=True, validate=validate.Length(1, search.LONGEST))
    kind = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(search.KINDS)))
    cursor = fields.Integer(load_default=0, validate=validate.Range(0, FARTHEST))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))


class HitSchema(Answer):
    """Something that was found: where it is, and what is said of it."""

    kind = fields.String()
    title = fields.String()
    url = fields.String()
    excerpt = text()


def register(app: StepwellApp) -> None:
    """Publish the search beside the interfaces of the features, for tokens that may look at everything."""
    token_scopes.opened_by(("read",), "search_api.found")
    app.extensions["flask-smorest"]["apis"][""]["ext_obj"].register_blueprint(blueprint)


@blueprint.get("/search")
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, page_of(HitSchema))
def found(asked: dict[str, Any]) -> dict[str, Any]:
    """Find processes, steps, proposals and people by their words."""
    begin, end = asked["cursor"], asked["cursor"] + asked["limit"]
    hits = search.find(current_session(), current_actor(), asked["q"], end + 1)
    hits = [hit for hit in hits if asked["kind"] in (None, hit["kind"])]
    following = str(end) if len(hits) > end and end <= FARTHEST else None
    return {"items": [_said(hit) for hit in hits[begin:end]], "next": following}


def _said(hit: dict[str, str]) -> dict[str, Any]:
    excerpt = joined(" · ", filter(None, (hit["where"], hit["text"])))
    return {"kind": hit["kind"], "title": hit["title"], "url": hit["url"], "excerpt": excerpt or None}
