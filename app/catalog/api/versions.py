"""Publish, list, read and compare versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request

from app.catalog import actions, schemas, takeaway
from app.catalog.api import blueprint
from app.catalog.api.bodies import UPLOAD, body, companions, opened, say_version, tag_of, uploaded
from app.catalog.files import companion, original
from app.catalog.policy import Catalog
from app.catalog.queries import file_list, files_of, live_version, model, outline, steps, version, versions_page
from app.catalog.queries.version_diff import compared
from app.catalog.tables import Process, Version
from app.catalog.uploads.impact import difference, touched
from app.catalog.uploads.preparation import begin_on, consequences, ready_as_next, ready_in_mode
from app.kernel import policy
from app.kernel.api.schemas import BINARY, TEXT, PageQuery, page_of
from app.kernel.db.deferred import looking
from app.kernel.db.outside_locks import anew
from app.kernel.db.transactions import transaction
from app.kernel.http import preconditions
from app.kernel.http.application import current_actor, current_session
from app.kernel.rate_limits import limiter
from processes.model.outline import OutlineItem


@blueprint.route("/processes/<key>/switch", methods=["PUT"])
@blueprint.arguments(schemas.SwitchIn)
@blueprint.response(200, schemas.SwitchSchema)
def switch(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Say from when on nothing starts on versions before this one; cases that run go on."""
    process = opened(key)
    found = version(current_session(), process, given["version"])
    actions.switch(current_session(), current_actor(), process, found, given["at"])
    return {"process": process.key, "version": found.number, "at": given["at"]}


@blueprint.route("/processes/<key>/versions", methods=["GET"])
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.VersionSchema))
def list_versions(query: dict[str, Any], key: str) -> dict[str, Any]:
    """List the versions of a process, newest first."""
    process = opened(key)
    found = versions_page(current_session(), process, query["cursor"], query["limit"])
    return found.map(lambda version: say_version(process, version))


@blueprint.route("/processes/<key>/versions", methods=["POST"])
@blueprint.doc(**UPLOAD)
@blueprint.response(201, schemas.PublishedSchema)
@transaction("deferred")
@preconditions.changes("catalog_api.read_process", itself=True)
def publish_version(key: str) -> dict[str, Any]:
    """Publish a file as the next version; If-Match names the live version you saw, or the process."""
    with looking() as session:
        process = _as_seen(key)
        policy.require(current_actor(), Catalog.PUBLISH, process)
        given = body(schemas.NewVersion())
        xml, files = again(process, given, companions(given))
        base = actions.base_of(session, process, xml, files)
    ready, asked = consequences(key, base, ready_as_next(base, xml, given["mode"], files))
    session, process = begin_on(key)
    _require_seen(process)
    if process.live_version_id != base.version_id:
        anew()
    made = actions.revise(session, current_actor(), process, xml, given["note"], given["mode"], files, ready)
    preconditions.tagged_as(made.id)
    return say_version(process, made) | {"proposals": asked}


@blueprint.route("/processes/<key>/versions/check", methods=["POST"])
@blueprint.doc(**UPLOAD)
@blueprint.response(200, schemas.CheckedSchema)
@limiter.limit("60 per minute")
@transaction("read")
def check_version(key: str) -> dict[str, Any]:
    """Say what a file would change and which open votes it touches, without publishing it."""
    process, session = opened(key), current_session()
    policy.require(current_actor(), Catalog.PUBLISH, process)
    given = body(schemas.NewVersion())
    xml, files = again(process, given, companions(given))
    found = difference(session, process, xml, files)
    asked = touched(session, current_actor(), process, actions.parsed(xml))
    return {"sentence": found.sentence, "proposals": asked} | found.diff.as_dict()


def again(
    process: Process, given: dict[str, Any], files: dict[str, bytes] | None
) -> tuple[bytes, dict[str, bytes] | None]:
    """Take the BPMN of a request; without one other files go with the live model, those of other names stay."""
    if files and "bpmn" not in given and "file" not in request.files:
        live = live_version(current_session(), process)
        model(live)  # where it cannot be read any more, this says so, not what was sent
        return live.xml, {**files_of(current_session(), live.id), **files}
    return uploaded(given), files


@blueprint.route("/processes/<key>/mode", methods=["POST"])
@blueprint.response(201, schemas.VersionSchema)
@transaction("deferred")
@preconditions.changes("catalog_api.read_process", itself=True)
def switch_mode(key: str) -> dict[str, Any]:
    """Publish the live model in the other mode."""
    with looking() as session:
        process, given = _as_seen(key), body(schemas.ModeChange())
        over, prepared = process.live_version_id, ready_in_mode(session, process, given["mode"])
    ready = prepared()
    session, process = begin_on(key)
    _require_seen(process)
    if process.live_version_id != over:
        anew()
    made = actions.switch_mode(session, current_actor(), process, given["mode"], given["note"], ready)
    preconditions.tagged_as(made.id)
    return say_version(process, made)


@blueprint.route("/processes/<key>/versions/<int:number>", methods=["GET"])
@blueprint.response(200, schemas.VersionSchema)
def read_version(key: str, number: int) -> dict[str, Any]:
    """Read one version."""
    process = opened(key)
    found = _version(process, number)
    preconditions.tagged_as(found.id)
    return say_version(process, found)


@blueprint.route("/processes/<key>/versions/<int:number>/bpmn", methods=["GET"])
@blueprint.response(200, TEXT, content_type="application/bpmn+xml")
def read_bpmn(key: str, number: int) -> Response:
    """Read the XML of a version, exactly as it came."""
    process = opened(key)
    return original(process, _version(process, number))


@blueprint.route("/processes/<key>/versions/<int:number>/companions", methods=["GET"])
@blueprint.response(200, schemas.CompanionSchema(many=True))
def list_files(key: str, number: int) -> list[dict[str, Any]]:
    """List the files that a version carries beside its BPMN."""
    found = file_list(current_session(), _version(opened(key), number).id)
    return [{"name": file.name, "sha256": file.sha256} for file in found]


@blueprint.route("/processes/<key>/versions/<int:number>/companions/<companion_name>", methods=["GET"])
@blueprint.response(200, BINARY, content_type="application/octet-stream")
def read_file(key: str, number: int, companion_name: str) -> Response:
    """Read a file that a version carries beside its BPMN, exactly as it came."""
    return companion(current_session(), _version(opened(key), number), companion_name)


@blueprint.route("/processes/<key>/versions/<int:number>/steps", methods=["GET"])
@blueprint.response(200, schemas.ListedStepSchema(many=True))
def list_steps(key: str, number: int) -> list[dict[str, Any]]:
    """List the steps of a version in reading order."""
    found = steps(current_session(), _version(opened(key), number).id)
    return [{"id": s.step_id, "name": s.name, "type": s.type, "lane": s.lane} for s in found]


@blueprint.route("/processes/<key>/versions/<int:number>/outline", methods=["GET"])
@blueprint.response(200, schemas.OutlineLineSchema(many=True))
def read_outline(key: str, number: int) -> list[OutlineItem]:
    """Read a version as nested text in reading order."""
    return list(outline(_version(opened(key), number)))


@blueprint.route("/processes/<key>/diff", methods=["GET"])
@blueprint.arguments(schemas.DiffQuery, location="query")
@blueprint.response(200, schemas.DiffSchema)
def read_diff(query: dict[str, Any], key: str) -> dict[str, Any] | Response:
    """Say what changed between two versions: in one sentence, change by change, and counted.

    With `format=svg` (or `Accept: image/svg+xml`) one picture of both, with `format=markdown` (`text/markdown`) a text.
    """
    process = opened(key)
    before, after = _version(process, query["before"]), _version(process, query["after"])
    found = compared(current_session(), before, after)
    if (wanted := takeaway.asked_format(query["format"])) != takeaway.JSON:
        about = (process, before, after, found)
        return takeaway.answer(
            wanted, takeaway.name_of_versions(process, before, after),
            partial(takeaway.picture_of_versions, *about), partial(takeaway.markdown_of_versions, *about),
        )  # fmt: skip
    return {"sentence": found.sentence} | found.diff.as_dict()


def _as_seen(key: str) -> Process:
    """Give a process; raises Outdated where the request says what it saw, and that is no longer so."""
    process = opened(key)
    _require_seen(process)
    return process


def _require_seen(process: Process) -> None:
    preconditions.match(process.live_version_id or "", tag_of(process))


def _version(process: Process, number: int) -> Version:
    if number == process.live_number:
        return live_version(current_session(), process)
    return version(current_session(), process, number)
