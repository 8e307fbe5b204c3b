"""Loading a process from a file."""

from __future__ import annotations

import re
import unicodedata

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.accounts.pages.units import unit_choices
from app.accounts.queries import units
from app.catalog import actions
from app.catalog.pages.base import blueprint
from app.catalog.pages.uploads import Sent, required, sent, sent_files, to_send_again
from app.catalog.policy import Catalog
from app.catalog.queries import live_version
from app.catalog.tables import LONGEST_KEY, Process, Version
from app.catalog.uploads.preparation import ready_as_new
from app.kernel import policy
from app.kernel.db.deferred import begin, looking, withdraw
from app.kernel.db.transactions import transaction
from app.kernel.errors import StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _, ngettext, sentences
from app.kernel.policy import INTERNAL

FIELDS = ("title", "key", "unit", "mode", "note", "visibility")


@blueprint.get("/processes/new")
def new() -> str:
    """Show the form that loads a process."""
    policy.require(current_actor(), Catalog.CREATE)
    return _form({"mode": "auto", "visibility": "organisation"}, Sent(b""), {})


@blueprint.post("/processes/new")
@transaction("deferred")
def create() -> ResponseReturnValue:
    """Load a process; what was typed and the file are kept where it is refused."""
    policy.require(current_actor(), Catalog.CREATE)
    typed, file = {name: request.form.get(name, "").strip() for name in FIELDS}, sent()
    beside, unit, mode = sent_files({}), typed["unit"] or None, typed["mode"] or "auto"
    try:
        xml = required(file)
        ready = ready_as_new(typed["key"] or None, unit, xml, mode, beside)
        session = begin()
        key = typed["key"] or free_key(typed["title"] or file.name.rsplit(".", 1)[0])
        process = actions.create(
            session, current_actor(), key, typed["title"], xml, unit=unit, mode=mode, note=typed["note"],
            visibility=typed["visibility"] or "organisation", files=beside, ready=ready,
        )  # fmt: skip
    except StepwellError as error:
        if error.status not in (403, 409, 413, 422):
            raise
        withdraw()
        with looking():
            return _form(typed, file, beside, error), error.status
    flash(said_of(process, live_version(session, process)), "success")
    return redirect(url_for("catalog.process", key=process.key), 303)


def refused(error: StepwellError) -> ResponseReturnValue:
    """Show the form again with all that was sent, and why it was refused."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    return _form(typed, sent(), sent_files({}), error), error.status


def said_of(process: Process, version: Version) -> str:
    """Say in a sentence or two what came of an upload."""
    called = {"title": process.title, "number": str(version.number)}
    if not version.runs:
        return _("{title}, version {number}, is stored and shown. It cannot run yet: {why}", why=version.why, **called)
    how = {"executable": _("It runs as modelled."), "documenting": _("It runs with people deciding the way.")}
    assumed = ngettext(
        "{n} thing was assumed; they are listed below.",
        "{n} things were assumed; they are listed below.",
        count := len(version.assumptions),
    )
    live = _("{title}, version {number}, is live.", **called)
    return sentences(live, how.get(version.mode or "", ""), assumed if count else "")


def _form(typed: dict[str, str], file: Sent, beside: dict[str, bytes], error: StepwellError | None = None) -> str:
    errors = dict(getattr(error, "errors", None) or (error.extra.get("errors") if error else None) or {})
    if error and not errors:
        errors = {"_": error.words}
    if "file" in errors and not file.pasted:
        file = Sent(b"")
    return render_template(
        "catalog/new.html",
        typed=typed,
        file=file,
        errors=errors,
        error=error,
        unit_options=own_units(),
        again=to_send_again({} if "files" in errors else beside, {}),
    )


def own_units() -> list[tuple[str, str]]:
    """Give the units that a process of the reader can belong to, as options of a select."""
    actor = current_actor()
    return unit_choices([unit for unit in units(current_session()) if actor.has_in(unit.path, *INTERNAL)])


def free_key(words: str) -> str:
    """Give a key made of these words that no process has yet."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST_KEY - 4] or "process"
    taken = set(current_session().scalars(select(Process.key).where(Process.key.startswith(base, autoescape=True))))
    numbers = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken and base != "new" else next(key for key in numbers if key not in taken)
