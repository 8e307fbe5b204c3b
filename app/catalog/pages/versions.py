"""Versions of a process as release notes, one version, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.catalog import actions, files
from app.catalog.pages.base import blueprint, numbered, opened, who
from app.catalog.pages.new import said_of
from app.catalog.pages.uploads import Sent, required, sent, sent_files, to_send_again
from app.catalog.policy import Catalog
from app.catalog.queries import (
    changed_files,
    fault,
    file_list,
    files_of,
    lines,
    live_version,
    model,
    version_numbers,
    versions_page,
)
from app.catalog.queries.version_diff import Compared, compared_or_not
from app.catalog.slots import version_origins, version_outcomes
from app.catalog.tables import Process, Version
from app.catalog.uploads.impact import difference, in_words, touched
from app.catalog.uploads.preparation import begin_on, consequences, ready_as_next
from app.kernel import policy
from app.kernel.db.deferred import looking, withdraw
from app.kernel.db.outside_locks import anew
from app.kernel.db.transactions import transaction
from app.kernel.errors import StepwellError
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import seen
from app.kernel.i18n import sentences
from app.kernel.pages.slots import Slot
from app.kernel.rate_limits import limiter
from processes.change import Change

MOST_VERSIONS = 10


@dataclass(frozen=True)
class Ahead:
    """What a file would change, and what would become of the votes that run."""

    found: Compared
    asked: list[dict[str, Any]]


@blueprint.get("/processes/<key>/versions")
def versions(key: str) -> str:
    """Show the history of a process, newest first."""
    process, session = opened(key), current_session()
    found = versions_page(session, process, request.args.get("cursor"), MOST_VERSIONS)
    return render_template(
        "catalog/versions.html", process=process, versions=found.items, next=found.next,
        people=who(*{v.author_id for v in found.items}), origins=_of_versions(version_origins, process, found.items),
        outcomes=_of_versions(version_outcomes, process, found.items),
        numbers=version_numbers(session, {v.reverts_id for v in found.items if v.reverts_id}),
    )  # fmt: skip


@blueprint.get("/processes/<key>/versions/<int:number>")
def version(key: str, number: int) -> str:
    """Show one version: diagram, outline, what was assumed, its file."""
    process = opened(key)
    found = numbered(process, number)
    changes, why_not = _since_before(process, found)
    return render_template(
        "catalog/version.html", process=process, version=found, lines=lines(current_session(), found),
        fault=fault(found), changes=changes, why_not=why_not,
        people=who(found.author_id), origin=_of_versions(version_origins, process, [found]).get(found.id),
        outcome=_of_versions(version_outcomes, process, [found]).get(found.id),
        files=file_list(current_session(), found.id), file_changes=_file_changes(process, found),
    )  # fmt: skip


@blueprint.get("/processes/<key>/versions/<int:number>/bpmn")
def bpmn(key: str, number: int) -> Response:
    """Give the exact file of a version to save."""
    process = opened(key)
    return files.original(process, numbered(process, number))


@blueprint.get("/processes/<key>/versions/<int:number>/files/<name>")
def companion(key: str, number: int, name: str) -> Response:
    """Give a file that a version carries beside its model, to save."""
    return files.companion(current_session(), numbered(opened(key), number), name)


@blueprint.get("/processes/<key>/versions/<int:number>/diagram.bpmn")
def diagram(key: str, number: int) -> Response:
    """Give the XML of a version for the page to draw."""
    return files.drawing(numbered(opened(key), number))


@blueprint.get("/processes/<key>/versions/<int:number>/thumbnail.svg")
def thumbnail(key: str, number: int) -> Response:
    """Give a small picture of a version, for lists."""
    return files.thumbnail(numbered(opened(key), number))


@blueprint.get("/processes/<key>/versions/new")
def new_version(key: str) -> str:
    """Show the form that publishes another file."""
    process = opened(key)
    policy.require(current_actor(), Catalog.PUBLISH, process)
    return _form(process, {}, Sent(b""), _live_files(process))


@blueprint.post("/processes/<key>/versions/new")
@transaction("deferred")
def publish(key: str) -> ResponseReturnValue:
    """Publish a file as the next version; file and note are kept where it is refused."""
    if request.form.get("act") == "check":
        return redirect(url_for("catalog.check_version", key=key), 307)
    with looking() as session:
        process, typed, file, beside = _wanted(key)
        base = actions.base_of(session, process, file.xml, beside)
    mode = typed["mode"] or None
    try:
        seen(base.number)
        ready, asked = consequences(key, base, ready_as_next(base, required(file), mode, beside))
        session, process = begin_on(key)
        if process.live_version_id != base.version_id:
            anew()
        made = actions.revise(session, current_actor(), process, file.xml, typed["note"], mode, beside, ready)
    except StepwellError as error:
        withdraw()
        with looking():
            return _refused(opened(key), typed, file, beside, error)
    flash(sentences(said_of(process, made), in_words(asked)), "success")
    return redirect(url_for("catalog.version", key=key, number=made.number), 303)


@blueprint.post("/processes/<key>/versions/check")
@limiter.limit("60 per minute")
@transaction("read")
def check_version(key: str) -> ResponseReturnValue:
    """Show in the form what its file would change and which open votes it touches, without publishing it."""
    process, typed, file, beside = _wanted(key)
    session, actor = current_session(), current_actor()
    try:
        seen(process.live_number)
        found = difference(session, process, required(file), beside)
        ahead = Ahead(found, touched(session, actor, process, actions.parsed(file.xml)))
    except StepwellError as error:
        return _refused(process, typed, file, beside, error)
    return _form(process, typed, file, beside, ahead=ahead)


@blueprint.get("/processes/<key>/versions/check")
def check_again(key: str) -> ResponseReturnValue:
    """Lead whoever kept the address of a check to the form."""
    return redirect(url_for("catalog.new_version", key=opened(key).key))


def _wanted(key: str) -> tuple[Process, dict[str, str], Sent, dict[str, bytes]]:
    """Give the process of a sent form, what was typed, the file and those beside it; asks for the right first."""
    process = opened(key)
    policy.require(current_actor(), Catalog.PUBLISH, process)
    typed = {"note": request.form.get("note", ""), "mode": request.form.get("mode", "")}
    return process, typed, sent(), sent_files(_live_files(process))


def refused(key: str, error: StepwellError) -> ResponseReturnValue:
    """Show the form again with all that was sent, and why it was refused."""
    return _refused(*_wanted(key), error)


def _refused(
    process: Process, typed: dict[str, str], file: Sent, beside: dict[str, bytes], error: StepwellError
) -> ResponseReturnValue:
    if error.status not in (409, 413, 422):
        raise error
    return _form(process, typed, file, beside, error), error.status


def _live_files(process: Process) -> dict[str, bytes]:
    return files_of(current_session(), process.live_version_id)


def _form(
    process: Process, typed: dict[str, str], file: Sent, beside: dict[str, bytes], error: StepwellError | None = None,
    ahead: Ahead | None = None,
) -> str:  # fmt: skip
    errors = dict(getattr(error, "errors", None) or ({"_": error.words} if error else {}))
    if "file" in errors and not file.pasted:
        file = Sent(b"")
    live, stored = live_version(current_session(), process), _live_files(process)
    return render_template(
        "catalog/new_version.html", process=process, typed=typed, file=file, errors=errors, live=live,
        had={name: beside.get(name) == content for name, content in stored.items()},
        again=to_send_again({} if "files" in errors else beside, stored), ahead=ahead,
        fault=(unreadable := fault(live)),
        asked=touched(current_session(), current_actor(), process, model(live) if unreadable is None else None),
    )  # fmt: skip


def _since_before(process: Process, found: Version) -> tuple[list[Change], str]:
    """Give what changed since the version before, else why that cannot be told."""
    if found.number == 1:
        return [], ""
    compared, why_not = compared_or_not(current_session(), numbered(process, found.number - 1), found)
    return (compared.told if compared is not None else []), why_not


def _file_changes(process: Process, found: Version) -> list[tuple[str, str]]:
    if found.number == 1:
        return []
    return changed_files(current_session(), numbered(process, found.number - 1), found)


def _of_versions(slot: Slot[Any, dict[str, Markup]], process: Process, found: list[Version]) -> dict[str, Markup]:
    """Give, by version id, what other features say of versions."""
    said: dict[str, Markup] = {}
    for known in slot.answers(current_session(), current_actor(), process=process, versions=found):
        for version_id, words in known.items():
            said[version_id] = said.get(version_id, Markup()) + words
    return said
