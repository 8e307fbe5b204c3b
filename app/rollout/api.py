"""Rollouts for programs: follow, revert, acknowledge."""

from __future__ import annotations

from typing import Any

from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.api.blueprint import Blueprint
from app.kernel.api.paging import Page
from app.kernel.api.schemas import page_of
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes, tagged_as
from app.kernel.i18n import _
from app.rollout import actions, queries, schemas
from app.rollout.policy import Rollouts
from app.rollout.queries import Found

blueprint = Blueprint("rollout_api", __name__, url_prefix="/api/v1", description="Versions going live")


def _said(rollout_id: str) -> dict[str, Any]:
    session = current_session()
    session.flush()
    found = queries.find(session, current_actor(), rollout_id)
    tagged_as(f"{rollout_id}-{found.rollout.state}-{found.process.live_version_id}")
    inside = policy.allows(current_actor(), Rollouts.VIEW_CASES, found.process)
    verdicts = queries.first_verdicts(session, rollout_id) if inside else Page([])
    return schemas.say_rollout(found, verdicts, queries.revert_of(session, rollout_id))


@blueprint.get("/rollouts/<rollout_id>")
@blueprint.response(200, schemas.RolloutSchema)
def rollout(rollout_id: str) -> dict[str, Any]:
    """Give a rollout with what became of each running instance."""
    return _said(rollout_id)


@blueprint.get("/rollouts/<rollout_id>/verdicts")
@blueprint.arguments(schemas.VerdictsQuery, location="query")
@blueprint.response(200, page_of(schemas.VerdictSchema))
def verdicts(given: dict[str, Any], rollout_id: str) -> dict[str, Any]:
    """List what became of each running instance, of one kind where asked; to those who may see the cases."""
    session, actor = current_session(), current_actor()
    found = queries.find(session, actor, rollout_id)
    if not policy.allows(actor, Rollouts.VIEW_CASES, found.process):
        return Page([]).map(schemas.say_verdict)
    return queries.verdicts(session, rollout_id, **given).map(schemas.say_verdict)


@blueprint.post("/rollouts/<rollout_id>/revert")
@changes("rollout_api.rollout", queries.lock_rows)
@blueprint.arguments(schemas.RevertIn)
@blueprint.response(200, schemas.RolloutSchema)
def revert(given: dict[str, Any], rollout_id: str) -> dict[str, Any]:
    """Publish the model from before as a new version; moved instances go back where they can."""
    session, actor = current_session(), current_actor()
    actions.revert(session, actor, queries.find(session, actor, rollout_id, lock=True), given["reason"] or "")
    return _said(rollout_id)


@blueprint.post("/processes/<key>/versions/<int:number>/acknowledge")
@changes("catalog_api.read_version")
@blueprint.response(200, schemas.AcknowledgedSchema)
def acknowledge(key: str, number: int) -> dict[str, Any]:
    """Say that one has read what a version changed."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    read = actions.acknowledge(session, actor, process, catalog.version(session, process, number))
    return {"process": key, "version": number, "person": actor.id, "at": read.at}


@blueprint.get("/processes/<key>/versions/<int:number>/readers")
@blueprint.response(200, schemas.ReadersSchema)
def readers(key: str, number: int) -> dict[str, Any]:
    """Give who has read what a version changed, unit by unit, to those who see to it that everybody does."""
    session = current_session()
    found = _of_version(key, number)
    policy.require(current_actor(), Rollouts.VIEW_READERS, found.process)
    rollout = found.rollout
    return schemas.say_readers(number, queries.readers(session, rollout), queries.last_reminded(session, rollout))


@blueprint.post("/processes/<key>/versions/<int:number>/remind")
@blueprint.response(200, schemas.RemindedSchema)
def remind(key: str, number: int) -> dict[str, Any]:
    """Remind those who have not read what a version changed for them, once a day."""
    session, actor = current_session(), current_actor()
    found = _of_version(key, number)
    locked = queries.find(session, actor, found.rollout.id, lock=True)
    return {"version": number, "reminded": actions.remind(session, actor, locked)}


def _of_version(key: str, number: int) -> Found:
    session, actor = current_session(), current_actor()
    version = catalog.version(session, catalog.process_by_key(session, actor, key), number)
    rollout = queries.of_version(session, version.id)
    if rollout is None:
        raise NotFound(_("this rollout"))
    return queries.find(session, actor, rollout.id)
