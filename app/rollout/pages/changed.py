"""What changed for you: a version in words and on the drawing, and the button that says one has read it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.assignment.policy import may_perform
from app.assignment.queries import mappings_by_lane
from app.catalog import queries as catalog
from app.catalog.queries.version_diff import compared_or_not
from app.kernel import policy
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.proposals import queries as proposals
from app.rollout import actions, queries
from app.rollout.pages import blueprint
from app.rollout.pages.readers import seen_to
from app.rollout.policy import Rollouts


@blueprint.get("/changes")
def unread() -> str:
    """List all changes that concern the reader and that they have not read, newest first."""
    found = queries.unread_page(current_session(), signed_in(), request.args.get("cursor"))
    return render_template("rollout/unread.html", changes=found.items, next=found.next)


@blueprint.get("/processes/<key>/versions/<int:number>/changed")
def changed(key: str, number: int) -> str:
    """Show what a version changed, first of all for the one who reads it."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    version = catalog.version(session, process, number)
    rollout = queries.of_version(session, version.id)
    if rollout is not None:
        before = catalog.version_by_id(session, rollout.from_version_id)
    else:
        before = catalog.version(session, process, number - 1) if number > 1 else version
    found, why_not = compared_or_not(session, before, version)
    changes = found.told if found is not None else []
    lanes = mappings_by_lane(session, process.id)
    steps = {s.step_id: s for v in (before, version) for s in catalog.steps(session, v.id)}
    mine = {i for i, s in steps.items() if may_perform(actor, process, lanes.get(s.lane or "", []))}
    inside = policy.allows(actor, Rollouts.ACKNOWLEDGE, process)
    read = queries.acknowledged(session, version.id) if inside else []
    proposal = proposals.by_ids(session, [version.proposal_id or ""]).get(version.proposal_id or "") if inside else None
    return render_template(
        "rollout/changed.html", process=process, version=version, before=before, rollout=rollout, proposal=proposal,
        inside=inside, found=found, why_not=why_not, mine=[c for c in changes if mine.intersection(c.steps)],
        others=[c for c in changes if mine.isdisjoint(c.steps)], steps=steps, read=read,
        is_read=any(entry.person_id == actor.id for entry, _ in read),
        concerned=len(queries.concerned(session, rollout.id)) if rollout else 0,
        who=people(session, [version.author_id] if version.author_id else []),
        **seen_to(session, actor, process, rollout),
    )  # fmt: skip


@blueprint.post("/processes/<key>/versions/<int:number>/changed")
def acknowledge(key: str, number: int) -> Response:
    """Note that the change was read."""
    session, actor = current_session(), signed_in()
    process = catalog.process_by_key(session, actor, key)
    actions.acknowledge(session, actor, process, catalog.version(session, process, number))
    flash(_("Noted: you have read it."), "success")
    return redirect(url_for("rollout.changed", key=key, number=number), 303)
