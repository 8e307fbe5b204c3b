"""Variants for programs."""

from __future__ import annotations

from typing import Any

from app.catalog import queries as catalog
from app.catalog.api.bodies import say_process, tag_of
from app.catalog.schemas import ProcessSchema
from app.kernel.api.blueprint import Blueprint
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import tagged_as
from app.practices import actions, queries, schemas

blueprint = Blueprint(
    "practices_api", __name__, url_prefix="/api/v1", description="Variants of processes, and what worked elsewhere"
)


@blueprint.post("/processes/<key>/variants")
@blueprint.arguments(schemas.NewVariant)
@blueprint.response(201, ProcessSchema)
def make_variant(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Begin a process with the live model of this one; all ids stay, so that changes can be carried between them."""
    session, actor = current_session(), current_actor()
    source = catalog.process_by_key(session, actor, key)
    variant = actions.make_variant(session, actor, source, **given)
    session.flush()
    tagged_as(tag_of(variant))
    return say_process(variant, catalog.live_version(session, variant), {source.id: source.key})


@blueprint.get("/processes/<key>/family")
@blueprint.response(200, schemas.FamilySchema)
def family(key: str) -> dict[str, Any]:
    """Give the processes that came from one, and which of their steps are the same, changed or absent."""
    session, actor = current_session(), current_actor()
    found = queries.family(session, actor, catalog.process_by_key(session, actor, key))
    return schemas.say_family(found, queries.matrix(session, found))
