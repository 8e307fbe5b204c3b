"""What all pages of the library share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from app.accounts.queries import people
from app.accounts.tables import Person
from app.catalog.policy import Catalog
from app.catalog.queries import live_version, process_by_key, version
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _

blueprint = Blueprint("catalog", "app.catalog", template_folder="templates")
LARGEST_FORM = 8 * 1024 * 1024


@blueprint.before_request
def room_for_pasted_files() -> None:
    """Let a pasted file be as large as an uploaded one."""
    request.max_form_memory_size = LARGEST_FORM


@blueprint.context_processor
def helpers() -> dict[str, Any]:
    """Give templates the address pattern of a step's page or panel."""
    return {"step_url": step_url}


def step_url(endpoint: str) -> str:
    """Give the address of a step's page with `{step}` where its id goes, for the process of this request."""
    key = (request.view_args or {})["key"]
    return url_for(endpoint, key=key, step_id="0-step-0").replace("0-step-0", "{step}")


def opened(key: str) -> Process:
    """Give the process of an address; the reader must be known and see it."""
    policy.require(current_actor(), Catalog.BROWSE)
    return process_by_key(current_session(), current_actor(), key)


def numbered(process: Process, number: int) -> Version:
    """Give a version of a process by its number."""
    if number == process.live_number:
        return live_version(current_session(), process)
    return version(current_session(), process, number)


def asked_number(name: str, otherwise: int) -> int:
    """Give the version number in a field of the address; raises NotFound for anything else."""
    said = request.args.get(name, "").strip() or str(otherwise)
    if not said.isdecimal() or len(said) > 9:
        raise NotFound(_("this version"), "VERSION_NOT_FOUND")
    return int(said)


def who(*ids: str | None) -> dict[str, Person]:
    """Give the people with these ids, in one statement."""
    return people(current_session(), [i for i in ids if i])
