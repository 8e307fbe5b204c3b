"""Keeping the filter of a list of cases under a name, by forms alone."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel.errors import Conflict, Invalid
from app.kernel.web import current_session
from app.work.actions import filters
from app.work.pages.base import blueprint, signed_in


@blueprint.post("/filters")
def save_filter() -> Response:
    """Keep how the list of cases is narrowed now under a name."""
    narrow = {key: request.form[key] for key in filters.KEYS["cases"] if request.form.get(key)}
    try:
        row = filters.save_filter(current_session(), signed_in(), "cases", request.form.get("name", ""), narrow)
        flash(f"“{row.name}” is saved. It stands above the list.", "success")
    except (Invalid, Conflict) as error:
        flash(error.detail, "error")
    return redirect(url_for("work.instances", **narrow), 303)


@blueprint.post("/filters/<filter_id>")
def change_filter(filter_id: str) -> Response:
    """Pin, unpin or delete one of one's own filters, as the button says."""
    session, actor, act = current_session(), signed_in(), request.form.get("act")
    if act == "delete":
        flash(f"“{filters.delete_filter(session, actor, filter_id).name}” is deleted.", "success")
    else:
        filters.change_filter(session, actor, filter_id, pinned=act == "pin")
    return redirect(url_for("work.instances"), 303)
