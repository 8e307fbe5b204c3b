"""Proposals for programs: preview, propose, vote, decide; part of the blueprint of decision policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Response

from app.catalog import queries as catalog
from app.catalog import takeaway
from app.catalog.schemas import DiffSchema
from app.decision_policy.actions import require_may_propose
from app.decision_policy.api import blueprint
from app.discussion.policy import Discussion
from app.impact import queries as impact
from app.impact import schemas as impact_schemas
from app.kernel.api.schemas import page_of
from app.kernel.db.transactions import transaction
from app.kernel.http.application import current_actor, current_session
from app.kernel.http.preconditions import changes, tagged_as
from app.kernel.policy import allows
from app.kernel.rate_limits import limiter
from app.proposals import actions, queries
from app.proposals.in_words import read_any
from app.proposals.queries import Found
from app.proposals.queries import takeaway as proposal_takeaway
from app.proposals.schemas import answers, requests
from app.proposals.slots import proposal_rollout
from app.proposals.transitions import ENDED

Act = Callable[..., object]


def _acted(proposal_id: str, given: Mapping[str, Any], act: Act, *, lock: bool = True) -> dict[str, Any]:
    """Do something to a proposal as its sender read it, and tell it as it is then.

    Here alone it is asked what was read: `live_version` is compared before anything is done, `revision` goes to the
    action, which compares it once it is clear that the actor may do this now.
    """
    session, actor = current_session(), current_actor()
    found = queries.find(session, actor, proposal_id, lock=lock)
    actions.as_seen(session, found, given.get("live_version"))
    act(session, actor, found, revision=given["revision"])
    return _said(found)


def _said(found: Found) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    session.flush()
    found = queries.find(session, actor, found.proposal.id)
    proposal = found.proposal
    tagged_as(f"{proposal.id}-{proposal.row_version}-{found.process.live_version_id}")
    version = catalog.version_by_id(session, proposal.version_id).number if proposal.version_id else None
    rollout = next(iter(proposal_rollout.answers(session, actor, proposal=proposal)), None)
    revision, about = queries.revision(session, proposal), queries.places(session, [proposal])[proposal.id]
    listens = allows(actor, Discussion.VIEW, found.process)
    evidence = queries.evidence_of(session, proposal.id) if listens else impact.Evidence()
    tried, touched = queries.on_live(session, found), None
    if proposal.state not in ENDED and not proposal.is_in_words:
        touched = queries.forecast(session, found, tried.changed.model)
    decided = queries.decision(session, actor, found, fits=tried.ok)
    said = answers.say_proposal(
        found, revision, tried, decided, about, evidence, version=version, rollout=rollout, touched=touched,
    )  # fmt: skip
    said["answered_by"] = [one.id for one in queries.answers_of(session, actor, proposal).by]
    return said | {"revisions": [answers.say_revision(made) for made in queries.revisions(session, proposal)]}


@blueprint.post("/processes/<key>/proposals/preview")
@blueprint.arguments(requests.OperationsIn)
@blueprint.response(200, impact_schemas.PreviewSchema)
@limiter.limit("120 per minute")
@transaction("read")
def preview(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Say what a change would do, without proposing it."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    require_may_propose(session, actor, process)
    tried = impact.preview(session, process, catalog.live_version(session, process), given["operations"])
    return impact_schemas.say_preview(tried, impact.changed_xml(tried.changed))


@blueprint.post("/processes/<key>/proposals")
@blueprint.arguments(requests.ProposalIn)
@blueprint.response(201, answers.ProposalSchema)
def create(given: dict[str, Any], key: str) -> dict[str, Any]:
    """File a draft."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    draft = actions.Draft(**given | {"in_words": read_any(given["in_words"])})
    proposal = actions.create(session, actor, process, draft)
    return _said(queries.find(session, actor, proposal.id))


@blueprint.get("/processes/<key>/proposals")
@blueprint.arguments(requests.ListQuery, location="query")
@blueprint.response(200, page_of(answers.ShortProposalSchema))
def of_process(given: dict[str, Any], key: str) -> dict[str, Any]:
    """List the proposals of a process, newest first."""
    catalog.process_by_key(current_session(), current_actor(), key)
    return _listed({**given, "process": key})


@blueprint.get("/proposals")
@blueprint.arguments(requests.ListQuery, location="query")
@blueprint.response(200, page_of(answers.ShortProposalSchema))
def listed(given: dict[str, Any]) -> dict[str, Any]:
    """List proposals, newest first."""
    return _listed(given)


def _listed(given: dict[str, Any]) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    wanted = queries.Filter(given["state"], given["process"], given["needs_me"], given["q"])
    found = queries.listed(session, actor, wanted, given["cursor"], given["limit"])
    about = queries.places(session, found.items)
    return found.map(lambda p: answers.say_short(p, about[p.id]))


@blueprint.get("/proposals/<proposal_id>")
@blueprint.response(200, answers.ProposalSchema)
def proposal(proposal_id: str) -> dict[str, Any]:
    """Give a proposal."""
    return _said(queries.find(current_session(), current_actor(), proposal_id))


@blueprint.get("/proposals/<proposal_id>/diff")
@blueprint.arguments(requests.DiffQuery, location="query")
@blueprint.response(200, DiffSchema)
def diff(given: dict[str, Any], proposal_id: str) -> dict[str, Any] | Response:
    """Say what a proposal changes: as the comparison of two versions does, in the same formats."""
    session = current_session()
    told = proposal_takeaway.told_of(session, queries.find(session, current_actor(), proposal_id))
    if (wanted := takeaway.asked_format(given["format"])) == takeaway.JSON:
        return {"sentence": told.found.proposal.sentence} | told.difference.as_dict()
    return proposal_takeaway.answer(told, wanted)


@blueprint.post("/proposals/<proposal_id>/discuss")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReadIn)
@blueprint.response(200, answers.ProposalSchema)
def discuss(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Show a draft to everybody before the vote."""
    return _acted(proposal_id, given, actions.discuss)


@blueprint.post("/proposals/<proposal_id>/open")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReadIn)
@blueprint.response(200, answers.ProposalSchema)
def open_vote(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Freeze the electorate and start voting."""
    return _acted(proposal_id, given, actions.open_vote)


@blueprint.post("/proposals/<proposal_id>/votes")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.VoteIn)
@blueprint.response(200, answers.ProposalSchema)
def vote(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Vote, or change one's vote."""
    read = {name: given.pop(name) for name in ("revision", "live_version")}
    cast = partial(actions.vote, reason=given.pop("reason") or "", sent=given)
    return _acted(proposal_id, read, cast, lock=False)


@blueprint.post("/proposals/<proposal_id>/votes/take-back")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReadIn)
@blueprint.response(200, answers.ProposalSchema)
def take_vote_back(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Take one's vote back while the ballot is open; one may vote anew."""
    return _acted(proposal_id, given, actions.take_vote_back, lock=False)


@blueprint.post("/proposals/<proposal_id>/close")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReadIn)
@blueprint.response(200, answers.ProposalSchema)
def close(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Close the vote before its deadline, when nobody can turn it any more."""
    return _acted(proposal_id, given, actions.close, lock=False)


@blueprint.post("/proposals/<proposal_id>/approve")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.NoteIn)
@blueprint.response(200, answers.ProposalSchema)
def approve(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Sign an accepted proposal; the last signature makes it go live."""
    return _acted(proposal_id, given, partial(actions.approve, note=given["note"] or ""))


@blueprint.post("/proposals/<proposal_id>/reject")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.RejectIn)
@blueprint.response(200, answers.ProposalSchema)
def reject(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Refuse a proposal, with a reason."""
    return _acted(proposal_id, given, partial(actions.reject, reason=given["reason"] or ""))


@blueprint.post("/proposals/<proposal_id>/done")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.SayDoneIn)
@blueprint.response(200, answers.ProposalSchema)
def done(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Say that what was proposed in words is done."""
    return _acted(proposal_id, given, partial(actions.say_done, on=given["on"], note=given["note"] or ""))


@blueprint.post("/proposals/<proposal_id>/withdraw")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReadIn)
@blueprint.response(200, answers.ProposalSchema)
def withdraw(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Take one's own proposal back."""
    return _acted(proposal_id, given, actions.withdraw)


@blueprint.post("/proposals/<proposal_id>/end")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.RejectIn)
@blueprint.response(200, answers.ProposalSchema)
def end(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """End the proposal of somebody who has left, with a reason; a running vote ends without a decision."""
    return _acted(proposal_id, given, partial(actions.end, reason=given["reason"] or ""))


@blueprint.post("/proposals/<proposal_id>/deadline")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.DeadlineIn)
@blueprint.response(200, answers.ProposalSchema)
def deadline(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Put the deadline of a running vote off, to a later moment only; those who are asked are told."""
    put_off = partial(actions.postpone, until=given["closes_at"], reason=given["reason"] or "")
    return _acted(proposal_id, given, put_off)


@blueprint.post("/proposals/<proposal_id>/revise")
@changes("proposals_api.proposal", queries.lock_rows)
@blueprint.arguments(requests.ReviseIn)
@blueprint.response(200, answers.ProposalSchema)
def revise(given: dict[str, Any], proposal_id: str) -> dict[str, Any]:
    """Replace the operations, or the words; a vote that runs starts again."""
    written = {name: given[name] for name in ("operations", "title", "reason")}
    return _acted(proposal_id, given, partial(actions.revise, **written, in_words=read_any(given["in_words"])))
