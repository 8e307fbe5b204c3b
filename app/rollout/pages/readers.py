"""Who has read what a version changed, for those who see to it, and the button that reminds the others."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.catalog.tables import Process
from app.kernel.db.unit_session import undo
from app.kernel.errors import Conflict
from app.kernel.http.application import current_session
from app.kernel.i18n import ngettext
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor, allows
from app.kernel.times import clock
from app.rollout import actions, queries
from app.rollout.actions.remind import AGAIN
from app.rollout.pages import blueprint
from app.rollout.policy import Rollouts
from app.rollout.tables import Rollout


def seen_to(session: Session, actor: Actor, process: Process, rollout: Rollout | None) -> dict[str, Any]:
    """Give what `rollout/_readers.html` shows; nothing to those who do not see to it: two statements."""
    if rollout is None or not allows(actor, Rollouts.VIEW_READERS, process):
        return {"readers": None}
    reminded_at = queries.last_reminded(session, rollout)
    return {
        "readers": queries.readers(session, rollout),
        "reminded_at": reminded_at,
        "may_remind": rollout.state != "reverted" and allows(actor, Rollouts.REMIND, process),
        "can_remind": reminded_at is None or reminded_at <= clock.now() - AGAIN,
    }


@blueprint.post("/rollouts/<rollout_id>/remind")
def remind(rollout_id: str) -> Response:
    """Remind those who have not read it."""
    session, actor = current_session(), signed_in()
    found = queries.find(session, actor, rollout_id, lock=True)
    try:
        many = actions.remind(session, actor, found)
    except Conflict as error:
        undo(session)
        flash(error.words, "warning")
    else:
        flash(ngettext("{n} person was reminded.", "{n} people were reminded.", many), "success")
    return redirect(url_for("rollout.rollout", rollout_id=rollout_id) + "#read", 303)
