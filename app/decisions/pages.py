"""Decision tables of a process: read them, try them, send a newer one; part of the blueprint of the library."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalog import actions
from app.catalog.pages.base import asked_number, blueprint, numbered, opened
from app.catalog.pages.new import said_of
from app.catalog.pages.uploads import sent_files
from app.catalog.policy import Catalog
from app.catalog.queries import fault, files_of, live_version, model
from app.catalog.tables import Process
from app.catalog.uploads.preparation import begin_on, ready_as_next
from app.decisions.queries import Decides, Shown, decides, nested
from app.kernel import policy
from app.kernel.db.deferred import looking, withdraw
from app.kernel.db.outside_locks import anew
from app.kernel.db.transactions import transaction
from app.kernel.errors import Invalid, StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import _
from app.kernel.times import clock
from processes import decisions as engine
from processes.decisions import CannotDecide, DecisionResult
from processes.expressions.feel.temporal.calendar import from_datetime

LONGEST_ANSWER = 20_000
templates = Blueprint("decisions", __name__, template_folder="templates")


@blueprint.get("/processes/<key>/decisions")
def decisions(key: str) -> str:
    """Show the decision tables of the live version."""
    return _list(opened(key), {})


@blueprint.post("/processes/<key>/decisions")
@transaction("deferred")
def publish_decisions(key: str) -> ResponseReturnValue:
    """Publish a version with the same model and newer tables."""
    typed = {"note": request.form.get("note", "")}
    try:
        with looking() as session:
            process = opened(key)
            policy.require(current_actor(), Catalog.PUBLISH, process)
            xml, before, files = _newer(session, process)
            base = actions.base_of(session, process, xml, files, before)
        ready = ready_as_next(base, xml, None, files)
        session, process = begin_on(key)
        if process.live_version_id != base.version_id:
            anew()
        made = actions.revise(session, current_actor(), process, xml, typed["note"], None, files, ready)
    except StepwellError as error:
        if error.status not in (409, 413, 422):
            raise
        withdraw()
        with looking():
            return _list(opened(key), typed, error), error.status
    flash(said_of(process, made), "success")
    return redirect(url_for("catalog.decisions", key=key), 303)


def _newer(session: Session, process: Process) -> tuple[bytes, dict[str, bytes], dict[str, bytes]]:
    """Give the live model, its files and those to publish with it instead; raises Invalid where they are the same."""
    live = live_version(session, process)
    seen(live.number)
    before = files_of(session, live.id)
    model(live)
    files = sent_files(before)
    if files == before:
        words = _("Choose a file with decision tables that differs from what is live.")
        raise Invalid("NO_FILE", _("Expected a newer table, but there is none. {words}", words=words), {"files": words})
    return live.xml, before, files


@blueprint.get("/processes/<key>/decisions/<path:decision_id>")
def decision(key: str, decision_id: str) -> str:
    """Show a table, and what it decides on the answers in the address."""
    process = opened(key)
    version = numbered(process, asked_number("version", process.live_number))
    found = decides(current_session(), version)
    shown = found.by_id(decision_id)
    fields = engine.input_fields(found.known, shown.decision.id) if not shown.decision.fault else {}
    typed = {name: request.args.get(f"on.{name}", "") for name in fields}
    tried, errors = _tried(found, shown, fields, typed) if "try" in request.args else (None, {})
    return render_template(
        "decisions/decision.html", process=process, version=version, shown=shown, fields=fields, typed=typed,
        tried=tried, errors=errors, policies=engine.POLICIES, known=found.known,
    )  # fmt: skip


def _list(process: Process, typed: dict[str, str], error: StepwellError | None = None) -> str:
    live = live_version(current_session(), process)
    errors = dict(getattr(error, "errors", None) or ({"_": error.words} if error else {}))
    return render_template(
        "decisions/decisions.html", process=process, found=decides(current_session(), live), typed=typed, errors=errors,
        policies=engine.POLICIES, live=live, fault=fault(live),
    )  # fmt: skip


def _tried(
    found: Decides, shown: Shown, fields: dict[str, str], typed: dict[str, str]
) -> tuple[DecisionResult | None, dict[str, str]]:
    errors: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for name, kind in fields.items():
        try:
            answers[name] = read_answer(typed[name], kind)
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        return None, errors
    try:
        return found.evaluator.decide(shown.decision.id, nested(answers), from_datetime(clock.now())), {}
    except CannotDecide as error:
        return None, {"_": str(error)}


def read_answer(said: str, kind: str) -> Any:
    """Give what somebody typed as a value of the field's type; raises ValueError, in words, for what is none."""
    said = said.strip()
    if not said:
        return None
    if len(said) > LONGEST_ANSWER:
        raise ValueError(_("Use at most {n} characters.", n=LONGEST_ANSWER))
    if kind == "boolean" or said in ("true", "false"):
        if said not in ("true", "false"):
            raise ValueError(_("Choose yes or no."))
        return said == "true"
    if kind == "string":
        return said
    try:
        value = orjson.loads(said.replace(",", ".") if kind == "number" else said)
    except ValueError:
        value = said
    if kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError(_("Write a number, for example 12.5."))
    return value
