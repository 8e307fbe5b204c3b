"""The parts of pages that follow a rollout: its bar, and what became of running cases."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from app.cases.measured.durations import duration
from app.kernel import policy
from app.kernel.http.application import current_session
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.rollout import queries
from app.rollout.pages import blueprint
from app.rollout.policy import Rollouts
from app.rollout.tables import VERDICTS, Rollout
from app.rollout.values import progress as progress_of

LISTED = 50


@blueprint.get("/rollouts/<rollout_id>/progress")
def progress(rollout_id: str) -> str:
    """Give the progress alone, for pages that follow it."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, rollout_id)
    return render_template("rollout/progress.html", **followed(session, actor, found.rollout))


@blueprint.get("/rollouts/<rollout_id>/verdicts")
def verdicts(rollout_id: str) -> str:
    """Give the verdicts alone, for pages that follow them."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, rollout_id)
    policy.require(actor, Rollouts.VIEW_CASES, found.process)
    return render_template("rollout/verdicts.html", rollout=found.rollout, **listed_of(session, found.rollout))


def followed(session: Session, actor: Actor, rollout: Rollout) -> dict[str, Any]:
    """Give what the bar needs: how far it is, what came after it, and whether the reader runs the servers."""
    back = queries.revert_of(session, rollout.id) if rollout.state == "reverted" else None
    return {
        "rollout": rollout, "progress": progress_of(rollout), "reverted_by": back,
        "runs_it": actor.has("ops", "admin"), "duration": duration,
    }  # fmt: skip


def listed_of(session: Session, rollout: Rollout) -> dict[str, Any]:
    """Give what the list of verdicts needs: some of them, of one kind where the address asks for it."""
    wanted = request.args.get("verdict", "")
    wanted = wanted if wanted in VERDICTS else ""
    found = queries.verdicts(session, rollout.id, wanted, request.args.get("cursor"), LISTED)
    names = queries.names(session, [verdict.instance_id for verdict in found.items])
    return {"verdicts": found, "wanted": wanted, "names": names}
