"""Saved filters for programs: one's own only."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.cases import queries, schemas
from app.cases.actions import filters
from app.cases.api.base import blueprint
from app.kernel.api.schemas import Strict
from app.kernel.http.application import current_actor, current_session

PAGE = validate.OneOf(list(filters.KEYS))


class FiltersQuery(Strict):
    """Of which page."""

    page = fields.String(load_default=None, validate=PAGE)


class FilterIn(Strict):
    """A filter to keep: of which page, under which name, and what narrows it, as in the address of the page."""

    page = fields.String(load_default="cases", validate=PAGE)
    name = fields.String(required=True, validate=validate.Length(max=200))
    narrow = fields.Dict(keys=fields.String(), values=fields.String(), required=True, validate=validate.Length(max=10))
    pinned = fields.Boolean(load_default=False)


class FilterChange(Strict):
    """What of a filter changes."""

    name = fields.String(validate=validate.Length(max=200))
    pinned = fields.Boolean()


@blueprint.get("/filters")
@blueprint.arguments(FiltersQuery, location="query")
@blueprint.response(200, schemas.FilterSchema(many=True))
def saved_filters(given: dict[str, Any]) -> list[dict[str, Any]]:
    """List the caller's saved filters, pinned ones first."""
    return [_say(row) for row in queries.saved_filters(current_session(), current_actor().id, given["page"])]


@blueprint.post("/filters")
@blueprint.arguments(FilterIn)
@blueprint.response(201, schemas.FilterSchema)
def save_filter(given: dict[str, Any]) -> dict[str, Any]:
    """Keep a filter of the cases or of the inbox under a name."""
    return _say(filters.save_filter(current_session(), current_actor(), **given))


@blueprint.patch("/filters/<filter_id>")
@blueprint.arguments(FilterChange)
@blueprint.response(200, schemas.FilterSchema)
def change_filter(given: dict[str, Any], filter_id: str) -> dict[str, Any]:
    """Rename a saved filter, pin it or unpin it."""
    return _say(filters.change_filter(current_session(), current_actor(), filter_id, **given))


@blueprint.delete("/filters/<filter_id>")
@blueprint.response(204)
def delete_filter(filter_id: str) -> None:
    """Delete a saved filter."""
    filters.delete_filter(current_session(), current_actor(), filter_id)


def _say(row: Any) -> dict[str, Any]:
    return {"id": row.id, "page": row.page, "name": row.name, "narrow": row.narrow, "pinned": row.pinned}
