"""What a process is called, who owns it, who sees it, how it runs; putting it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.pages.units import unit_choices
from app.accounts.queries import by_email, units
from app.catalog import actions
from app.catalog.pages.base import blueprint, opened, who
from app.catalog.policy import Catalog
from app.catalog.queries import live_version
from app.catalog.tables import Process
from app.catalog.uploads.preparation import begin_on, ready_in_mode
from app.kernel import policy
from app.kernel.db.deferred import looking, withdraw
from app.kernel.db.outside_locks import anew
from app.kernel.db.transactions import transaction
from app.kernel.errors import Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.times.spans import span_said, span_words

SWITCHED = {
    "executable": _("The process runs as modelled from now on, as a new version."),
    "documenting": _("People decide the ways of the process from now on, as a new version."),
}


@blueprint.get("/processes/<key>/settings")
def settings(key: str) -> str:
    """Show what can be changed about a process."""
    process = opened(key)
    policy.require(current_actor(), Catalog.EDIT, process)
    return _page(process)


@blueprint.post("/processes/<key>/settings")
def change_settings(key: str) -> ResponseReturnValue:
    """Change title, owner, unit and who sees it."""
    process = opened(key)
    return _done(process, lambda: _update(process), _("Saved."))


@blueprint.post("/processes/<key>/mode")
@transaction("deferred")
def change_mode(key: str) -> ResponseReturnValue:
    """Publish the live model in the other mode."""
    mode, note = request.form.get("mode", ""), request.form.get("note", "")
    try:
        with looking() as session:
            process = opened(key)
            seen(process.row_version)
            over, prepared = process.row_version, ready_in_mode(session, process, mode)
        ready = prepared()
        session, process = begin_on(key)
        if process.row_version != over:
            anew()
        actions.switch_mode(session, current_actor(), process, mode, note, ready)
    except StepwellError as error:
        withdraw()
        with looking():
            return _refused(opened(key), error)
    flash(SWITCHED[mode], "success")
    return redirect(url_for("catalog.settings", key=key), 303)


@blueprint.post("/processes/<key>/archive")
def archive(key: str) -> ResponseReturnValue:
    """Put a process away, or bring it back."""
    process = opened(key)
    act, words = (
        (actions.archive, _("Put away.")) if process.archived_at is None else (actions.restore, _("Brought back."))
    )
    return _done(process, lambda: act(current_session(), current_actor(), process), words)


def _update(process: Process) -> None:
    form = request.form
    policy.require(current_actor(), Catalog.EDIT, process)
    seen(process.row_version, must_say=True)
    owner = by_email(current_session(), form.get("owner", ""))
    if owner is None:
        words = _("There is nobody with this e-mail address.")
        raise Invalid(
            "NO_SUCH_OWNER", _("Expected the e-mail address of the owner, but: {words}", words=words), {"owner": words}
        )
    actions.update(
        current_session(), current_actor(), process, title=form.get("title", ""), unit=form.get("unit", ""),
        visibility=form.get("visibility", ""), public_start=bool(form.get("public_start")), owner_id=owner.id,
        messages_kept=span_said(form.get("messages_kept", "")),
    )  # fmt: skip


def _done(process: Process, act: Callable[[], Any], words: str) -> ResponseReturnValue:
    try:
        seen(process.row_version)
        act()
    except StepwellError as error:
        return _refused(process, error)
    flash(words, "success")
    return redirect(url_for("catalog.settings", key=process.key), 303)


def _refused(process: Process, error: StepwellError) -> ResponseReturnValue:
    if error.status not in (409, 422) or not policy.allows(current_actor(), Catalog.EDIT, process):
        raise error
    return _page(process, error), error.status


def _page(process: Process, error: StepwellError | None = None) -> str:
    session = current_session()
    owner = who(process.owner_id).get(process.owner_id)
    typed = {
        "title": process.title, "unit": process.unit_id or "", "visibility": process.visibility,
        "public_start": process.public_start, "owner": owner.email if owner else "",
        "messages_kept": span_words(process.messages_kept or ""),
    }  # fmt: skip
    if error is not None and "title" in request.form:
        typed |= {name: request.form.get(name, "") for name in typed}
    errors = dict(getattr(error, "errors", None) or ({"_": error.words} if error else {}))
    live = live_version(session, process)
    return render_template(
        "catalog/settings.html",
        process=process,
        typed=typed,
        errors=errors,
        unit_options=unit_choices(units(session)),
        live=live,
    )
