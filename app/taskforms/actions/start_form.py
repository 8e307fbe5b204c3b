"""Start an instance with what somebody filled into the form of its start."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases.actions.start import start
from app.cases.tables import Instance
from app.cases.words.unfit import unfit
from app.catalog import queries as catalog
from app.catalog.tables import Process, Version
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.taskforms.actions.files import named, tie
from app.taskforms.forms import has_files
from processes import engine


def start_form(session: Session, process: Process, *, files: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the form with which a process is started, and what it begins with; empty where it has none.

    Without `files` the form does not ask for any.
    """
    return _form(catalog.live_version(session, process), files)


def _form(version: Version, files: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    if not version.runs:
        return {}, {}
    definition = catalog.definition(version)
    form = engine.start_form(definition)
    return (form if files else without_files(form)), engine.start_values(definition)


def start_filled(
    session: Session,
    actor: Actor,
    process: Process,
    data: dict[str, Any],
    business_key: str | None = None,
    *,
    whole: bool = True,
    fresh: frozenset[str] = frozenset(),
    files: bool = True,
    version: Version | None = None,
) -> Instance:
    """Start an instance with the values of its start form; raises Invalid, by field, where they do not fit.

    It is one of the live version unless another one is said.

    Where not the `whole` form has to be filled in, what is missing is asked of people later.
    """
    version = version or catalog.live_version(session, process)  # held, so that `start` finds it in the session
    form, values = _form(version, files)
    if not form:
        return start(session, actor, process, data, business_key, version=version)
    ids = named(session, actor, form, data, None, fresh) if has_files(form) else []
    try:
        kept = engine.check_form(form if whole else _voluntary(form), data)
    except engine.InvalidForm as error:
        raise unfit(error.errors, _("send it again")) from error
    rules = form.get("properties", {})
    shown = {name: value for name, value in values.items() if rules.get(name, {}).get("readOnly")}
    instance = start(session, actor, process, {**shown, **kept}, business_key, version=version)
    tie(session, ids, instance)
    return instance


def _voluntary(form: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in form.items() if key != "required"}


def without_files(form: dict[str, Any]) -> dict[str, Any]:
    """Give a form without its files, for those who may not send any."""
    if not has_files(form) and "properties" not in form:
        return form
    rules = {name: one for name, one in form.get("properties", {}).items() if not _is_file(one)}
    made = {**form, "properties": {name: _inside(one) for name, one in rules.items()}}
    if "required" in made:
        made["required"] = [name for name in made["required"] if name in rules]
    made.pop("x-has-files", None)
    return made


def _inside(rule: dict[str, Any]) -> dict[str, Any]:
    if isinstance(rule.get("items"), dict) and "properties" in rule["items"]:
        return {**rule, "items": without_files(rule["items"])}
    return without_files(rule)


def _is_file(rule: dict[str, Any]) -> bool:
    items = rule.get("items")
    return "x-file" in rule or (isinstance(items, dict) and "x-file" in items)
