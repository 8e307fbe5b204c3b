"""Load, list, read and change processes."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.catalog import actions, schemas
from app.catalog.ahead import reads_ahead
from app.catalog.api import blueprint
from app.catalog.api.bodies import UPLOAD, body, companions, opened, say_process, tag_of, tagged, uploaded
from app.catalog.policy import Catalog
from app.catalog.queries import Filter, find, live_version, lock_process
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.preconditions import changes
from app.kernel.web import current_actor, current_session


@blueprint.route("/processes", methods=["GET"])
@blueprint.arguments(schemas.ListQuery, location="query")
def list_processes(query: dict[str, Any]) -> dict[str, Any]:
    """List the processes you may see, by title."""
    policy.require(current_actor(), Catalog.BROWSE)
    wanted = Filter(query["q"], query["unit"], query["archived"])
    page, live = find(current_session(), current_actor(), wanted, query["cursor"], query["limit"])
    return page.map(lambda process: say_process(process, live.get(process.id)))


@blueprint.route("/processes", methods=["POST"])
@blueprint.doc(**UPLOAD)
@reads_ahead
def create_process() -> Response:
    """Load a process from a BPMN file; its first version is live."""
    policy.require(current_actor(), Catalog.CREATE)
    given = body(schemas.NewProcess())
    xml, files = uploaded(given), companions(given)
    return _said(actions.create(current_session(), current_actor(), xml=xml, files=files, **given), 201)


@blueprint.route("/processes/<key>", methods=["GET"])
def read_process(key: str) -> Response:
    """Read one process with its live version."""
    return _said(opened(key))


@blueprint.route("/processes/<key>", methods=["PATCH"])
@changes("catalog_api.read_process", lock_process)
def change_process(key: str) -> Response:
    """Change title, owner, unit or who sees it; send If-Match to change only what you saw."""
    process = opened(key)
    given = body(schemas.ProcessChange())
    owner_id = given.pop("owner", None)
    if "messages_kept" in given:
        given["messages_kept"] = given["messages_kept"] or ""
    return _said(actions.update(current_session(), current_actor(), process, owner_id=owner_id, **given))


@blueprint.route("/processes/<key>/archive", methods=["POST"])
@changes("catalog_api.read_process", lock_process)
def archive_process(key: str) -> Response:
    """Put a process away: nothing new starts on it, running work goes on."""
    return _said(actions.archive(current_session(), current_actor(), opened(key)))


@blueprint.route("/processes/<key>/restore", methods=["POST"])
@changes("catalog_api.read_process", lock_process)
def restore_process(key: str) -> Response:
    """Bring a process back that was put away."""
    return _said(actions.restore(current_session(), current_actor(), opened(key)))


def _said(process: Process, status: int = 200) -> Response:
    current_session().flush()
    return tagged(say_process(process, live_version(current_session(), process)), tag_of(process), status)
