"""Variants, and changes carried between them, for programs."""

from __future__ import annotations

from typing import Any

from app.catalog import queries as catalog
from app.catalog.api.bodies import say_process, tag_of
from app.catalog.queries.processes import storable
from app.catalog.schemas import ProcessSchema
from app.kernel import policy
from app.kernel.api.blueprint import Blueprint
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import tagged_as
from app.practices import actions, queries, schemas
from app.practices.policy import Practices
from app.proposals import queries as proposals

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


@blueprint.post("/proposals/<proposal_id>/offers")
@blueprint.arguments(schemas.OfferIn)
@blueprint.response(200, schemas.OffersSchema)
def offer(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Offer a change to other processes, where it becomes a proposal in discussion; twice gives the same."""
    session, actor = current_session(), current_actor()
    found = proposals.find(session, actor, proposal_id, lock=True)
    keys = list(dict.fromkeys(given["to"]))
    targets = queries.processes_by_keys(session, actor, keys)
    chosen: dict[str, dict[str, str]] = {key: {} for key in keys}
    for anchor in given["anchors"]:
        for key in keys if anchor["variant"] is None else [anchor["variant"]]:
            chosen.setdefault(key, {}).setdefault(anchor["from"], anchor["to"])
    made = actions.offer(session, actor, found, targets, chosen)
    return {"items": [schemas.say_offer(one) for one in made]}


@blueprint.get("/proposals/<proposal_id>/adoptions")
@blueprint.response(200, schemas.AdoptionsSchema)
def adoptions(proposal_id: str) -> dict[str, Any]:
    """Give what other processes made of a change, as far as you see them."""
    session, actor = current_session(), current_actor()
    found = proposals.find(session, actor, proposal_id)
    known = queries.adoptions(session, actor, found.proposal)
    return {"items": [schemas.say_adoption(one) for one in known]}


@blueprint.get("/practices")
@blueprint.arguments(schemas.PracticesQuery, location="query")
@blueprint.response(200, schemas.PracticesSchema)
def practices(given: dict[str, Any]) -> dict[str, Any]:
    """List changes that are live, for a process what is most like it first; what it has already is left out."""
    session, actor = current_session(), current_actor()
    policy.require(actor, Practices.BROWSE)
    like = queries.processes_by_keys(session, actor, [given["like"]])[0] if given["like"] else None
    found = queries.practices(session, actor, storable(given["q"]), like)
    return {"items": [schemas.say_practice(one) for one in found]}


@blueprint.get("/proposals/<proposal_id>/worth")
@blueprint.response(200, schemas.WorthsSchema)
def worth(proposal_id: str) -> dict[str, Any]:
    """Give what a change is worth in each process: cases that were counted times figures that people entered."""
    session, actor = current_session(), current_actor()
    found = proposals.find(session, actor, proposal_id)
    return schemas.say_worths(queries.worth(session, actor, found.proposal))


@blueprint.post("/proposals/<proposal_id>/baselines")
@blueprint.arguments(schemas.FiguresIn)
@blueprint.response(201, schemas.BaselineSchema)
def enter_baseline(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Enter what a change uses and costs in its process; it is frozen then."""
    session, actor = current_session(), current_actor()
    found = proposals.find(session, actor, proposal_id, lock=True)
    return _entered(proposal_id, actions.enter_baseline(session, actor, found, given).id)


@blueprint.post("/proposals/<proposal_id>/baselines/<baseline_id>/supersede")
@blueprint.arguments(schemas.SupersedeIn)
@blueprint.response(201, schemas.BaselineSchema)
def supersede_baseline(given: dict[str, Any], proposal_id: str, baseline_id: str) -> dict[str, Any]:
    """Put other figures in the place of some, with a reason; both are kept."""
    session, actor = current_session(), current_actor()
    found = proposals.find(session, actor, proposal_id, lock=True)
    return _entered(proposal_id, actions.supersede_baseline(session, actor, found, baseline_id, given).id)


def _entered(proposal_id: str, baseline_id: str) -> dict[str, Any]:
    standing = queries.standing(current_session(), [proposal_id])[proposal_id]
    return schemas.say_baseline(next(one for one in standing if one.row.id == baseline_id))
