"""From when on nothing is started on the versions before one."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog import actions
from app.catalog.pages.base import blueprint, numbered, opened
from app.catalog.policy import Catalog
from app.catalog.queries import versions
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.errors import Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.times import clock, zones
from app.kernel.times.moments import local_day, reader_zone
from app.kernel.times.zones import day_words

MOST_OFFERED = 50


@blueprint.get("/processes/<key>/switch")
def switch(key: str) -> str:
    """Show from when on nothing starts on earlier versions, and the form that says so."""
    process = opened(key)
    policy.require(current_actor(), Catalog.PUBLISH, process)
    return _page(process)


@blueprint.post("/processes/<key>/switch")
def change_switch(key: str) -> ResponseReturnValue:
    """Say from when on nothing starts on earlier versions; what was typed is kept where it is refused."""
    process = opened(key)
    policy.require(current_actor(), Catalog.PUBLISH, process)
    try:
        seen(process.row_version)
        number = request.form.get("version", "")
        chosen = numbered(process, int(number) if number.isdecimal() and len(number) < 10 else 0)
        actions.switch(current_session(), current_actor(), process, chosen, _moment(request.form.get("at", "")))
    except StepwellError as error:
        if error.status not in (409, 422):
            raise
        return _page(process, error), error.status
    flash(_("Noted. The page of the process says so."), "success")
    return redirect(url_for("catalog.process", key=key), 303)


def _moment(typed: str) -> datetime:
    """The moment that was typed, by the clock of who typed it."""
    try:
        return zones.instant(datetime.fromisoformat(typed).replace(tzinfo=None), reader_zone())
    except (ValueError, OverflowError) as error:
        words = _("Say the day and the time.")
        said = _("Expected a moment, but got {typed}. {words}", typed=repr(typed[:40]), words=words)
        raise Invalid("BAD_TIME", said, {"at": words}) from error


def _page(process: Process, error: StepwellError | None = None) -> str:
    at = process.switch_at or clock.now()
    typed = {
        "version": process.switch_number or process.live_number,
        "at": zones.local(at, reader_zone()).replace(tzinfo=None).isoformat(timespec="minutes"),
    }
    if error is not None:
        typed |= {name: request.form.get(name, "") for name in typed}
    options = [
        (v.number, _("Version {number}, {day}", number=str(v.number), day=day_words(local_day(v.created_at))))
        for v in versions(current_session(), process)[:MOST_OFFERED]
    ]
    return render_template(
        "catalog/switch.html", process=process, typed=typed, options=options,
        errors=dict(getattr(error, "errors", None) or ({"_": error.words} if error else {})),
    )  # fmt: skip
