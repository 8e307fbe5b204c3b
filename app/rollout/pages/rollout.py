"""A rollout: its progress, its verdicts, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.catalog import queries as catalog
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import allows
from app.proposals import queries as proposals
from app.rollout import actions, queries
from app.rollout.pages import blueprint
from app.rollout.pages.progress import followed, listed_of
from app.rollout.pages.readers import seen_to
from app.rollout.policy import Rollouts


@blueprint.get("/rollouts/<rollout_id>")
def rollout(rollout_id: str) -> str:
    """Show how far a version is in the running work."""
    return _page(rollout_id)


def _page(rollout_id: str, errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, rollout_id)
    rollout = found.rollout
    inside = allows(actor, Rollouts.VIEW_CASES, found.process)
    listed = listed_of(session, rollout) if inside else {}
    readers = seen_to(session, actor, found.process, rollout)
    listing = inside and not readers["readers"]
    read = queries.acknowledged(session, rollout.version_id) if listing else []
    concerned = queries.concerned(session, rollout_id) if listing else []
    proposal = (
        proposals.by_ids(session, [rollout.proposal_id]).get(rollout.proposal_id) if rollout.proposal_id else None
    )
    live = found.process.live_version_id == rollout.version_id
    may_revert = live and rollout.state != "reverted" and allows(actor, Rollouts.REVERT, found.process)
    return render_template(
        "rollout/rollout.html", found=found, process=found.process, **followed(session, actor, rollout), **listed,
        **readers, concerned=concerned, who=people(session, concerned), proposal=proposal, errors=errors or {},
        read_ids={entry.person_id for entry, _ in read}, typed=request.form, may_revert=may_revert,
        fault=catalog.fault(found.before) if may_revert else None, inside=inside,
    )  # fmt: skip


@blueprint.post("/rollouts/<rollout_id>/revert")
def revert(rollout_id: str) -> Response | tuple[str, int]:
    """Take the version back."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, rollout_id, lock=True)
    try:
        new = actions.revert(session, actor, found, request.form.get("reason", ""))
    except (Invalid, Conflict) as error:
        undo(session)
        errors: dict[str, Any] = getattr(error, "errors", None) or {"_": error.words}
        return _page(rollout_id, errors), error.status
    flash(
        _("Version {number} is taken back. Running cases go back where they can.", number=str(found.version.number)),
        "success",
    )
    return redirect(url_for("rollout.rollout", rollout_id=new.id), 303)
