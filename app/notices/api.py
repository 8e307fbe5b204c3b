"""Notices for programs."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from app.kernel.errors import Unauthorized
from app.kernel.moments import said
from app.kernel.policy import Actor
from app.kernel.web import current_actor, current_session
from app.notices import actions, queries
from app.notices.tables import Notice

blueprint = Blueprint("notices_api", __name__, url_prefix="/api/v1", description="What people are told")


class NoticesQuery(Schema):
    """Which notices to list."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE

    unread = fields.Boolean(load_default=False)
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))


def _actor() -> Actor:
    actor = current_actor()
    if actor.is_anonymous:
        raise Unauthorized("SIGN_IN", "Expected you to be signed in for this, but nobody is. Send a token.")
    return actor


def _said(notice: Notice) -> dict[str, Any]:
    at = notice.at.isoformat().replace("+00:00", "Z")
    told = {"id": notice.id, "kind": notice.kind, "words": said(notice.words), "url": notice.url, "at": at}
    return told | {"read": notice.read_at is not None}


@blueprint.get("/notices")
@blueprint.arguments(NoticesQuery, location="query")
@blueprint.response(200)
def notices(given: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """List one's own notices, newest first; the header `Link` (RFC 8288) names the next page, where there is one."""
    found = queries.notices(
        current_session(), _actor(), unread=given["unread"], cursor=given["cursor"], limit=given["limit"]
    )
    asked = {"unread": 1} if given["unread"] else {}
    more = url_for("notices_api.notices", **asked, limit=given["limit"], cursor=found.next) if found.next else None
    return [_said(notice) for notice in found.items], {"Link": f'<{more}>; rel="next"'} if more else {}


@blueprint.post("/notices/<notice_id>/read")
@blueprint.response(200)
def read(notice_id: str) -> dict[str, Any]:
    """Note that one has read a notice."""
    return _said(actions.mark_read(current_session(), _actor(), notice_id))
