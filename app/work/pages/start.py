"""Starting a case: by people of the organisation, and by outsiders."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.catalog import queries as catalog
from app.kernel.errors import NotFound
from app.kernel.limits import from_where, limiter
from app.kernel.policy import ANONYMOUS
from app.kernel.web import current_actor, current_session
from app.work import actions, queries
from app.work.pages.base import blueprint, signed_in


@blueprint.post("/processes/<key>/start")
def start(key: str) -> Response:
    """Start an instance and go to its first task, or to the instance."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    label = request.form.get("business_key", "").strip() or None
    started = actions.start(session, actor, process, {}, label)
    session.flush()
    ahead = queries.next_for(session, actor, started.id)
    flash("A new case has started.", "success")
    if ahead is not None:
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    return redirect(url_for("work.instance", instance_id=started.id), 303)


@blueprint.get("/public/<key>/start")
def public_start(key: str) -> str:
    """Show outsiders the form that starts a case."""
    return render_template("work/public_start.html", process=_public(key), typed={}, errors={})


@blueprint.post("/public/<key>/start")
@limiter.limit("20 per hour", key_func=from_where)
def public_send(key: str) -> Response | tuple[str, int]:
    """Start a case for somebody without an account, and give a receipt."""
    process = _public(key)
    typed = {name: request.form.get(name, "").strip()[:5000] for name in ("message", "contact")}
    if not typed["message"]:
        wrong = {"message": "Tell us what it is about."}
        return render_template("work/public_start.html", process=process, typed=typed, errors=wrong), 422
    started = actions.start(current_session(), current_actor(), process, typed)
    return redirect(url_for("work.public_receipt", key=key, receipt=started.id), 303)


@blueprint.get("/public/<key>/receipt/<receipt>")
def public_receipt(key: str, receipt: str) -> str:
    """Tell an outsider how far their case is; the receipt is the secret."""
    process = _public(key)
    found = queries.by_receipt(current_session(), receipt)
    if found is None or found.process_id != process.id:
        raise NotFound("this receipt")
    return render_template("work/public_receipt.html", process=process, instance=found)


def _public(key: str) -> Any:
    process = catalog.process_by_key(current_session(), ANONYMOUS, key)
    if not process.public_start:
        raise NotFound("this form")
    return process
