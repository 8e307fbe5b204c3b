"""Notices for programs."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import fields, validate

from app.kernel.api.blueprint import Blueprint
from app.kernel.api.schemas import Answer, Moment, PageQuery
from app.kernel.errors import Unauthorized
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times.moments import said
from app.notices import actions, queries
from app.notices.tables import Notice

blueprint = Blueprint("notices_api", __name__, url_prefix="/api/v1", description="What people are told")


class NoticesQuery(PageQuery):
    """Which notices to list."""

    unread = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))


class NoticeSchema(Answer):
    """Something that one is told."""

    id = fields.String()
    kind = fields.String()
    words = fields.String()
    url = fields.String()
    at = Moment()
    read = fields.Boolean()


def _actor() -> Actor:
    actor = current_actor()
    if actor.is_anonymous:
        raise Unauthorized("SIGN_IN", _("Expected you to be signed in for this, but nobody is. Send a token."))
    return actor


def _said(notice: Notice) -> dict[str, Any]:
    told = {"id": notice.id, "kind": notice.kind, "words": said(notice.words), "url": notice.url, "at": notice.at}
    return told | {"read": notice.read_at is not None}


@blueprint.get("/notices")
@blueprint.arguments(NoticesQuery, location="query")
@blueprint.response(200, NoticeSchema(many=True))
def notices(given: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """List one's own notices, newest first; the header `Link` (RFC 8288) names the next page, where there is one."""
    found = queries.notices(
        current_session(), _actor(), unread=given["unread"], cursor=given["cursor"], limit=given["limit"]
    )
    asked: dict[str, Any] = {"unread": 1} if given["unread"] else {}
    more = url_for("notices_api.notices", **asked, limit=given["limit"], cursor=found.next) if found.next else None
    return [_said(notice) for notice in found.items], {"Link": f'<{more}>; rel="next"'} if more else {}


@blueprint.post("/notices/<notice_id>/read")
@blueprint.response(200, NoticeSchema)
def read(notice_id: str) -> dict[str, Any]:
    """Note that one has read a notice."""
    return _said(actions.mark_read(current_session(), _actor(), notice_id))
