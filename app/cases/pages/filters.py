"""Keeping the filter of a list of cases or of the inbox under a name, by forms alone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.cases.actions import filters
from app.cases.pages.base import blueprint
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in

LONGEST_TYPED = 200
LISTS = {"cases": "work.instances", "inbox": "work.inbox"}


@blueprint.post("/filters")
def save_filter() -> Response:
    """Keep how a list is narrowed now under a name; `page` says whether cases or the inbox."""
    page, name = request.form.get("page", "cases"), request.form.get("name", "")
    narrow: dict[str, Any] = {key: request.form[key] for key in filters.KEYS.get(page, ()) if request.form.get(key)}
    typed: dict[str, Any] = {}
    try:
        row = filters.save_filter(current_session(), signed_in(), page, name, narrow)
        flash(_("“{name}” is saved. It stands above the list.", name=row.name), "success")
    except (Invalid, Conflict) as error:
        flash(error.words, "error")
        typed = {"named": name[:LONGEST_TYPED]}
    return redirect(url_for(LISTS.get(page, "work.inbox"), **narrow, **typed), 303)


@blueprint.post("/filters/<filter_id>")
def change_filter(filter_id: str) -> Response:
    """Rename, pin, unpin or delete one of one's own filters, as the button says."""
    session, actor, act = current_session(), signed_in(), request.form.get("act")
    row = filters.own_filter(session, actor, filter_id)
    typed: dict[str, Any] = {}
    session.refresh(row, with_for_update=True)
    try:
        seen(row.name)
        if act == "delete":
            filters.delete_filter(session, actor, filter_id)
            flash(_("“{name}” is deleted.", name=row.name), "success")
        elif act == "rename":
            filters.change_filter(session, actor, filter_id, name=request.form.get("name", ""))
        else:
            filters.change_filter(session, actor, filter_id, pinned=act == "pin")
    except (Invalid, Conflict) as error:
        flash(error.words, "error")
        if act == "rename":
            typed = {"renaming": filter_id, "named": request.form.get("name", "")[:LONGEST_TYPED]}
    return redirect(url_for(LISTS[row.page], **typed), 303)
