"""What the pages of discussions share."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from app.catalog.queries import process_by_key
from app.catalog.tables import Process
from app.discussion.policy import Discussion
from app.discussion.queries.windows import Window
from app.discussion.tables import Comment
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session, local_target
from app.kernel.i18n import _

blueprint = Blueprint("discussion", "app.discussion", template_folder="templates")


def opened(key: str) -> Process:
    """Give the process of an address; the reader must take part in it."""
    process = process_by_key(current_session(), current_actor(), key)
    policy.require_visible(current_actor(), Discussion.VIEW, process, _("this discussion"))
    return process


def back_to(otherwise: str) -> str:
    """Give the page that a form was sent from."""
    return local_target(request.args.get("back"), otherwise)


def window() -> Window:
    """Give which comments the reader wants to see."""
    return Window.read(request.args.get("comments"), request.args.get("comment"))


def place_of(process: Process, comment: Comment) -> str:
    """Give the address where a comment is read, on the page of the discussion that holds it."""
    there = f"?comment={comment.id}#comment-{comment.id}"
    if comment.proposal_id:
        return f"/proposals/{comment.proposal_id}{there}"
    if comment.instance_id:
        return f"{url_for('work.instance', instance_id=comment.instance_id)}{there}"
    if comment.step_id is None:
        return f"{url_for('discussion.discussion', key=process.key)}{there}"
    return f"{url_for('catalog.step', key=process.key, step_id=comment.step_id)}{there}"
