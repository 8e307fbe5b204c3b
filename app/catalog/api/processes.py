"""Load, list, read and change processes."""

from __future__ import annotations

from typing import Any

from app.catalog import actions, schemas
from app.catalog.api import blueprint
from app.catalog.api.bodies import UPLOAD, body, companions, opened, say_process, tag_of, uploaded
from app.catalog.policy import Catalog
from app.catalog.queries import Filter, find, live_version, lock_process, parent_keys
from app.catalog.tables import Process
from app.catalog.uploads.preparation import ready_as_new
from app.kernel import policy
from app.kernel.api.schemas import page_of
from app.kernel.db.deferred import begin
from app.kernel.db.transactions import transaction
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes, tagged_as


@blueprint.route("/processes", methods=["GET"])
@blueprint.arguments(schemas.ListQuery, location="query")
@blueprint.response(200, page_of(schemas.ProcessSchema))
def list_processes(query: dict[str, Any]) -> dict[str, Any]:
    """List the processes you may see, by title."""
    policy.require(current_actor(), Catalog.BROWSE)
    wanted = Filter(query["q"], query["unit"], query["archived"])
    page, live = find(current_session(), current_actor(), wanted, query["cursor"], query["limit"])
    parents = parent_keys(current_session(), current_actor(), page.items)
    return page.map(lambda process: say_process(process, live.get(process.id), parents))


@blueprint.route("/processes", methods=["POST"])
@blueprint.doc(**UPLOAD)
@blueprint.response(201, schemas.ProcessSchema)
@transaction("deferred")
def create_process() -> dict[str, Any]:
    """Load a process from a BPMN file; its first version is live."""
    policy.require(current_actor(), Catalog.CREATE)
    given = body(schemas.NewProcess())
    xml, files = uploaded(given), companions(given)
    ready = ready_as_new(given["key"], given["unit"], xml, given["mode"], files)
    return _said(actions.create(begin(), current_actor(), xml=xml, files=files, ready=ready, **given))


@blueprint.route("/processes/<key>", methods=["GET"])
@blueprint.response(200, schemas.ProcessSchema)
def read_process(key: str) -> dict[str, Any]:
    """Read one process with its live version."""
    return _said(opened(key))


@blueprint.route("/processes/<key>", methods=["PATCH"])
@blueprint.response(200, schemas.ProcessSchema)
@changes("catalog_api.read_process", lock_process)
def change_process(key: str) -> dict[str, Any]:
    """Change title, owner, unit or who sees it; send If-Match to change only what you saw."""
    process = opened(key)
    given = body(schemas.ProcessChange())
    owner_id = given.pop("owner", None)
    if "messages_kept" in given:
        given["messages_kept"] = given["messages_kept"] or ""
    return _said(actions.update(current_session(), current_actor(), process, owner_id=owner_id, **given))


@blueprint.route("/processes/<key>/archive", methods=["POST"])
@blueprint.response(200, schemas.ProcessSchema)
@changes("catalog_api.read_process", lock_process)
def archive_process(key: str) -> dict[str, Any]:
    """Put a process away: nothing new starts on it, running work goes on."""
    return _said(actions.archive(current_session(), current_actor(), opened(key)))


@blueprint.route("/processes/<key>/restore", methods=["POST"])
@blueprint.response(200, schemas.ProcessSchema)
@changes("catalog_api.read_process", lock_process)
def restore_process(key: str) -> dict[str, Any]:
    """Bring a process back that was put away."""
    return _said(actions.restore(current_session(), current_actor(), opened(key)))


def _said(process: Process) -> dict[str, Any]:
    current_session().flush()
    tagged_as(tag_of(process))
    parents = parent_keys(current_session(), current_actor(), [process])
    return say_process(process, live_version(current_session(), process), parents)
