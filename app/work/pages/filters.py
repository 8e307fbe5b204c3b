"""Keeping the filter of a list of cases or of the inbox under a name, by forms alone."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel.errors import Conflict, Invalid
from app.kernel.web import current_session
from app.work.actions import filters
from app.work.pages.base import blueprint, signed_in

LONGEST_TYPED = 200
LISTS = {"cases": "work.instances", "inbox": "work.inbox"}


@blueprint.post("/filters")
def save_filter() -> Response:
    """Keep how a list is narrowed now under a name; `page` says whether cases or the inbox."""
    page, name = request.form.get("page", "cases"), request.form.get("name", "")
    narrow = {key: request.form[key] for key in filters.KEYS.get(page, ()) if request.form.get(key)}
    typed = {}
    try:
        row = filters.save_filter(current_session(), signed_in(), page, name, narrow)
        flash(f"“{row.name}” is saved. It stands above the list.", "success")
    except (Invalid, Conflict) as error:
        flash(error.detail, "error")
        typed = {"named": name[:LONGEST_TYPED]}
    return redirect(url_for(LISTS.get(page, "work.inbox"), **narrow, **typed), 303)


@blueprint.post("/filters/<filter_id>")
def change_filter(filter_id: str) -> Response:
    """Rename, pin, unpin or delete one of one's own filters, as the button says."""
    session, actor, act = current_session(), signed_in(), request.form.get("act")
    typed = {}
    if act == "delete":
        row = filters.delete_filter(session, actor, filter_id)
        flash(f"“{row.name}” is deleted.", "success")
    elif act == "rename":
        row, name = filters.own_filter(session, actor, filter_id), request.form.get("name", "")
        try:
            filters.change_filter(session, actor, filter_id, name=name)
        except (Invalid, Conflict) as error:
            flash(error.detail, "error")
            typed = {"renaming": filter_id, "named": name[:LONGEST_TYPED]}
    else:
        row = filters.change_filter(session, actor, filter_id, pinned=act == "pin")
    return redirect(url_for(LISTS[row.page], **typed), 303)
