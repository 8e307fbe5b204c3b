"""Making a variant, what a family has in common, and two of it side by side."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog import queries as catalog
from app.catalog.actions import require_in_use
from app.catalog.pages.new import free_key, own_units
from app.catalog.queries.version_diff import compared_or_not
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.db.unit_session import undo
from app.kernel.errors import NotFound, StepwellError
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.practices import actions, queries
from app.practices.pages import blueprint
from app.practices.policy import Practices
from processes.model.graph import ACTIVITIES

FIELDS = ("title", "key", "unit")


@blueprint.get("/processes/<key>/variants/new")
def new(key: str) -> str:
    """Show the form that makes a variant."""
    source = _source(key)
    policy.require(signed_in(), Practices.MAKE_VARIANT, source)
    require_in_use(source)
    return _form(source, {"title": source.title, "unit": "", "key": ""})


@blueprint.post("/processes/<key>/variants/new")
def make(key: str) -> ResponseReturnValue:
    """Make a variant; what was typed is kept where it is refused."""
    source, session = _source(key), current_session()
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        called = typed["key"] or free_key(f"{source.key} {typed['unit'] and _unit_name(typed['unit'])}".strip())
        variant = actions.make_variant(session, signed_in(), source, called, typed["title"], typed["unit"] or None)
    except StepwellError as error:
        if error.status not in (403, 409, 422):
            raise
        undo(session)
        return _form(_source(key), typed, error), error.status
    flash(_("{title} is a variant now. Changes can be carried between the two.", title=variant.title), "success")
    return redirect(url_for("catalog.process", key=variant.key), 303)


@blueprint.get("/processes/<key>/family")
def family(key: str) -> str:
    """Show the variants of a process, and which steps differ where."""
    session, actor, process = current_session(), signed_in(), _source(key)
    found = queries.family(session, actor, process)
    rows = queries.matrix(session, found) if len(found.members) > 1 else []
    shown = [row for row in rows if row.type in ACTIVITIES or not row.is_everywhere]
    return render_template(
        "practices/family.html", process=process, family=found, rows=shown,
        differing=sum(not row.is_everywhere for row in shown),
        one_language=all(queries.speak_alike(found.root, one) for one in found.members),
        may_make=process.archived_at is None and policy.allows(actor, Practices.MAKE_VARIANT, process),
    )  # fmt: skip


@blueprint.get("/processes/<key>/beside")
def beside(key: str) -> str:
    """Show the live versions of two processes of a family side by side; by default the first one with this."""
    session, actor, process = current_session(), signed_in(), _source(key)
    found = queries.family(session, actor, process)
    others = {one.key: one for one in found.members if one.id != process.id}
    other = others.get(request.args.get("with", "")) or next(iter(others.values()), None)
    if other is None or (request.args.get("with") and request.args["with"] not in others):
        raise NotFound(_("this process"), "PROCESS_NOT_FOUND")
    before, after = found.live[other.id], found.live[process.id]
    compared, why_not = compared_or_not(session, before, after)
    return render_template(
        "practices/beside.html", process=process, other=other, others=list(others.values()), before=before,
        after=after, found=compared, why_not=why_not,
    )  # fmt: skip


def _source(key: str) -> Process:
    return catalog.process_by_key(current_session(), signed_in(), key)


def _unit_name(unit_id: str) -> str:
    return next((words for value, words in own_units() if value == unit_id), "").rpartition(" › ")[2]


def _form(source: Process, typed: dict[str, str], error: StepwellError | None = None) -> str:
    errors = dict(getattr(error, "errors", None) or ({"_": error.words} if error else {}))
    return render_template(
        "practices/new.html", process=source, typed=typed, errors=errors, unit_options=own_units(),
        number=source.live_number,
    )  # fmt: skip
