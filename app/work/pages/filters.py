"""Keeping the filter of a list of cases or of the inbox under a name, by forms alone."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel.errors import Conflict, Invalid
from app.kernel.web import current_session
from app.work.actions import filters
from app.work.pages.base import blueprint, signed_in

LISTS = {"cases": "work.instances", "inbox": "work.inbox"}


@blueprint.post("/filters")
def save_filter() -> Response:
    """Keep how a list is narrowed now under a name; `page` says whether cases or the inbox."""
    page = request.form.get("page", "cases")
    narrow = {key: request.form[key] for key in filters.KEYS.get(page, ()) if request.form.get(key)}
    try:
        row = filters.save_filter(current_session(), signed_in(), page, request.form.get("name", ""), narrow)
        flash(f"“{row.name}” is saved. It stands above the list.", "success")
    except (Invalid, Conflict) as error:
        flash(error.detail, "error")
    return redirect(url_for(LISTS.get(page, "work.inbox"), **narrow), 303)


@blueprint.post("/filters/<filter_id>")
def change_filter(filter_id: str) -> Response:
    """Rename, pin, unpin or delete one of one's own filters, as the button says."""
    session, actor, act = current_session(), signed_in(), request.form.get("act")
    if act == "delete":
        row = filters.delete_filter(session, actor, filter_id)
        flash(f"“{row.name}” is deleted.", "success")
    elif act == "rename":
        row = filters.change_filter(session, actor, filter_id)
        try:
            filters.change_filter(session, actor, filter_id, name=request.form.get("name", ""))
        except (Invalid, Conflict) as error:
            flash(error.detail, "error")
    else:
        row = filters.change_filter(session, actor, filter_id, pinned=act == "pin")
    return redirect(url_for(LISTS[row.page]), 303)
