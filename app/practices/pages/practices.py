"""What worked elsewhere, and adopting it."""

from __future__ import annotations

from flask import render_template, request

from app.cases.measured.durations import duration
from app.catalog.queries.processes import storable
from app.decision_policy.actions import may_propose
from app.kernel.errors import NotFound
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.practices import queries
from app.practices.pages import blueprint


@blueprint.get("/practices")
def practices() -> str:
    """Show what worked; for a process what is likeliest to help it first, to be adopted there."""
    session, actor = current_session(), signed_in()
    key, q = request.args.get("like", ""), request.args.get("q", "")
    like = None
    if key:
        like = next(iter(queries.processes_by_keys(session, actor, [key])), None)
        if like is None:
            raise NotFound(_("this process"), "PROCESS_NOT_FOUND")
    return render_template(
        "practices/practices.html", like=like, q=q, duration=duration,
        found=queries.practices(session, actor, storable(q), like),
        may_adopt=like is not None and like.archived_at is None and may_propose(session, actor, like),
    )  # fmt: skip
