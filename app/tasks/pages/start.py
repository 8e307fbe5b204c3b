"""Starting a case: by people of the organisation, and by outsiders."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_actor, current_session, keep_what_was_sent, stepwell
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import ANONYMOUS
from app.kernel.rate_limits import from_where, limiter
from app.taskforms import actions as form_actions
from app.taskforms import files
from app.taskforms import queries as form_queries
from app.taskforms.forms import file_fields, form_view, read_form
from app.taskforms.pages.uploads import fresh, receive
from app.tasks import queries
from app.tasks.pages.drafting import pressed

Answer = Response | str | tuple[str, int]


@blueprint.get("/processes/<key>/start")
def start_page(key: str) -> Answer:
    """Show the form with which a case starts; where there is none, the process with its button."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    policy.require(actor, Cases.START, process)
    form, values = form_actions.start_form(session, process)
    if not form:
        return redirect(url_for("catalog.process", key=key), 303)
    return _form_page(process, form, values)


def _form_page(
    process: Any, form: dict[str, Any], data: dict[str, Any], errors: dict[str, str] | None = None, at: str = ""
) -> str:
    session, actor = current_session(), current_actor()
    sent = form_queries.files_in(session, actor, form, data, None)
    return render_template(
        "tasks/start.html", process=process, view=form_view(form, data, errors, sent), at=at,
        business_key=request.form.get("business_key", ""), limit=files.place(session).largest,
    )  # fmt: skip


@blueprint.post("/processes/<key>/start/form")
def edit_start(key: str) -> Answer:
    """Show the form of the start with one more or one less entry; nothing is started."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    form, values = form_actions.start_form(session, process)
    typed, wrong = receive(session, actor, form, None)
    data = read_form(form, typed, values, blanks=True)
    at = pressed(form, data)
    return _form_page(process, form, data, wrong, at)


@blueprint.post("/processes/<key>/start")
def start(key: str) -> Answer:
    """Start an instance and go to its first task, or to the instance."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    policy.require(actor, Cases.START, process)
    label = request.form.get("business_key", "")
    form, values = form_actions.start_form(session, process)
    if form and "form" not in request.form:
        return redirect(url_for("work.start_page", key=key), 303)
    typed, wrong = receive(session, actor, form, None)
    data = read_form(form, typed, values)
    if any(one.filename for one in request.files.values()):
        keep_what_was_sent()
    try:
        if wrong:
            raise Invalid("BAD_FILE", _("Expected files that can be kept."), wrong)
        with session.begin_nested():
            started = form_actions.start_filled(session, actor, process, data, label)
    except Invalid as error:
        return _form_page(process, form, data, error.errors), 422
    session.flush()
    ahead = queries.next_for(session, actor, started.id)
    flash(_("A new case has started."), "success")
    if ahead is not None:
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    return redirect(url_for("work.instance", instance_id=started.id), 303)


@blueprint.get("/public/<key>/start")
def public_start(key: str) -> str:
    """Show outsiders the form that starts a case."""
    process = _public(key)
    form, values = _public_form(current_session(), process)
    return _public_page(process, form, values)


def _public_form(session: Session, process: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return form_actions.start_form(session, process, files=stepwell().settings.guest_files)


def _public_page(
    process: Any, form: dict[str, Any], data: dict[str, Any], errors: dict[str, str] | None = None, at: str = ""
) -> str:
    return render_template(
        "tasks/public_start.html", process=process, typed=data, errors=errors or {}, at=at,
        view=form_view(form, data, errors) if form else None, limit=files.place(current_session()).largest,
    )  # fmt: skip


@blueprint.post("/public/<key>/start/form")
@limiter.limit("120 per hour", key_func=from_where)
def edit_public(key: str) -> Answer:
    """Show outsiders the form with one more or one less entry; nothing is started, no file is kept."""
    process = _public(key)
    form, values = _public_form(current_session(), process)
    data = read_form(form, request.form, values, blanks=True)
    at = pressed(form, data)
    return _public_page(process, form, data, at=at)


@blueprint.post("/public/<key>/start")
@limiter.limit("20 per hour", key_func=from_where)
def public_send(key: str) -> Answer:
    """Start a case for somebody without an account, and give a receipt."""
    session, actor, process = current_session(), current_actor(), _public(key)
    form, values = _public_form(session, process)
    if not form:
        return _public_words(key, process)
    typed, wrong = receive(session, ANONYMOUS, form, None)
    came = fresh(request.form, typed)
    data = read_form(form, typed, values)
    try:
        if wrong:
            raise Invalid("BAD_FILE", _("Expected files that can be kept."), wrong)
        allowed = stepwell().settings.guest_files
        started = form_actions.start_filled(session, actor, process, data, fresh=came, files=allowed)
    except Invalid as error:
        again = {at: _("Choose your files again.") for at, _rule, _value in file_fields(form, data)}
        return _public_page(process, form, data, {**again, **error.errors}), 422
    return redirect(url_for("work.public_receipt", key=key, receipt=started.id), 303)


def _public_words(key: str, process: Any) -> Answer:
    """Start a case of a process without a form of its own: with a message and how to answer."""
    typed = {name: request.form.get(name, "").strip()[:5000] for name in ("message", "contact")}
    if not typed["message"]:
        return _public_page(process, {}, typed, {"message": _("Tell us what it is about.")}), 422
    started = case_actions.start(current_session(), current_actor(), process, typed)
    return redirect(url_for("work.public_receipt", key=key, receipt=started.id), 303)


@blueprint.get("/public/<key>/receipt/<receipt>")
def public_receipt(key: str, receipt: str) -> str:
    """Tell an outsider how far their case is; the receipt is the secret."""
    process = _public(key)
    found = case_queries.by_receipt(current_session(), receipt)
    if found is None or found.process_id != process.id:
        raise NotFound(_("this receipt"))
    return render_template("tasks/public_receipt.html", process=process, instance=found)


def _public(key: str) -> Any:
    process = catalog.process_by_key(current_session(), ANONYMOUS, key)
    if not process.public_start:
        raise NotFound(_("this form"))
    return process
