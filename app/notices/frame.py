"""The bell in the frame of every page."""

from __future__ import annotations

from typing import Any

from flask import g, request

from app.kernel.web import StepwellApp, current_actor, current_session, is_fragment
from app.notices import queries


def register(app: StepwellApp) -> None:
    """Give every whole page the number of unread notices."""
    app.context_processor(_count)


def _count() -> dict[str, Any]:
    actor = current_actor()
    if actor.is_anonymous or is_fragment() or request.path == "/notices/bell":
        return {}
    if "notice_count" not in g:
        g.notice_count = queries.unread_count(current_session(), actor.id)
    return {"notice_count": g.notice_count}
