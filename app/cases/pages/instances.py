"""The pages of instances: lists, one instance, cancel and retry."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.cases import actions, queries
from app.cases.measured.days import days
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.cases.tables import GOING
from app.cases.words.timeline import lines
from app.cases.words.trail import painted
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.errors import Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.times import clock


@blueprint.get("/instances/<instance_id>")
def instance(instance_id: str) -> str:
    """Show a case as a story: the way it has gone on the diagram, where its days went, its data, what happened."""
    session, actor = current_session(), signed_in()
    found = queries.instance(session, actor, instance_id)
    tasks = queries.open_tasks(session, found.id)
    happened = queries.history_before(session, found.id, request.args.get("history"))
    history = lines(session, happened.items)
    who = people(session, {p for p in (found.started_by, *(t.claimed_by for t in tasks)) if p})
    gone = queries.trail(session, found)
    return render_template(
        "cases/instance.html", instance=found, process=found.process, tasks=tasks, history=history,
        earlier=happened.next, who=who, way=painted(gone) if gone else None,
        outline=catalog.lines(session, found.version), days=days(session, found, clock.now()),
        may_cancel=found.state in GOING and policy.allows(actor, Cases.CANCEL, found.process),
    )  # fmt: skip


@blueprint.post("/instances/<instance_id>/cancel")
def cancel(instance_id: str) -> Response:
    """Cancel an instance, with a reason."""
    try:
        actions.cancel(current_session(), signed_in(), instance_id, request.form.get("reason", ""))
        flash(_("The case is cancelled. Its history stays."), "success")
    except Invalid as error:
        flash(error.detail, "error")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)


@blueprint.post("/instances/<instance_id>/retry")
def retry(instance_id: str) -> Response:
    """Let a failed instance try again."""
    instance = actions.retry(current_session(), signed_in(), instance_id)
    flash(_("It goes on.") if not instance.incidents else _("It failed again; see its history."), "info")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)
