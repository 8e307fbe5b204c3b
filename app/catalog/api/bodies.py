"""Reading requests and shaping answers of the library's API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import Schema

from app.catalog.actions import from_text
from app.catalog.policy import Catalog
from app.catalog.queries import process_by_key
from app.catalog.tables import Process, Version
from app.catalog.uploads.preparation import named, whole
from app.kernel import policy
from app.kernel.api.schemas import BINARY
from app.kernel.errors import Invalid
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _

UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": BINARY, "files": {"type": "array", "items": BINARY}},
                }
            },
        },
    }
}


def opened(key: str) -> Process:
    """Give the process of an address; the actor must be known and see it."""
    policy.require(current_actor(), Catalog.BROWSE)
    return process_by_key(current_session(), current_actor(), key)


def body(schema: Schema) -> dict[str, Any]:
    """Read a JSON object, or the text fields of a multipart request, by a schema."""
    if request.mimetype == "multipart/form-data":
        given: Any = request.form.to_dict()
    else:
        given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid("NOT_JSON", _("Expected a JSON object, but got something else. See /api/openapi.json."))
    loaded: dict[str, Any] = schema.load(given)
    return loaded


def uploaded(given: dict[str, Any]) -> bytes:
    """Take the BPMN file out of a request: the part `file`, or the text in `bpmn`."""
    file = request.files.get("file")
    text = given.pop("bpmn", None)
    if file is not None:
        return whole(file)
    if text is None:
        words = _("Send the BPMN as text in `bpmn`, or as the part `file`.")
        raise Invalid("NO_FILE", _("Expected a BPMN file, but there is none. {words}", words=words), {"bpmn": words})
    return from_text(text)


def companions(given: dict[str, Any]) -> dict[str, bytes] | None:
    """Take the files beside the BPMN out of a request: the parts `files`, or texts by name; None where none are said.

    So a version keeps the files of the one before, unless the request says which it has.
    """
    texts = given.pop("files", None)
    parts = [part for part in request.files.getlist("files") if part.filename]
    if parts:
        return {named(part): whole(part) for part in parts}
    return None if texts is None else {name: from_text(text) for name, text in texts.items()}


def tag_of(process: Process) -> str:
    """Give the ETag of a process: it changes with whatever is said of it, and with what is live."""
    return f"{process.id}-{process.row_version}"


def say_process(process: Process, live: Version | None, parents: Mapping[str, str]) -> dict[str, Any]:
    """Give a process as the API shows it; who answers for it and where is for those inside alone.

    `parents` are the keys of what it may be a variant of, by their ids.
    """
    inside = policy.allows(current_actor(), Catalog.VIEW_INSIDE, process)
    return {
        "key": process.key, "title": process.title, "owner": process.owner_id if inside else None,
        "unit": (process.unit_path or None) if inside else None,
        "visibility": process.visibility, "public_start": process.public_start,
        "messages_kept": process.messages_kept,
        "archived_at": process.archived_at,
        "created_at": process.created_at, "parent": parents.get(process.parent_id or ""),
        "live": say_version(process, live) if live else None,
    }  # fmt: skip


def say_version(process: Process, version: Version) -> dict[str, Any]:
    """Give a version as the API shows it; why it came to be and from whom is for those inside alone."""
    if not policy.allows(current_actor(), Catalog.VIEW_INSIDE, process):
        return _version(version) | {"note": None, "author": None, "proposal": None}
    return _version(version)


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id, "number": version.number, "sha256": version.sha256, "mode": version.mode,
        "runs": version.runs, "why": version.why, "assumptions": version.assumptions,
        "sentence": version.sentence, "note": version.note,
        "author": version.author_id, "created_at": version.created_at, "proposal": version.proposal_id,
    }  # fmt: skip
