"""After a task: thanks, what the case waits for now, what one thinks of the step, and what one goes on with."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import queries as case_queries
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _, all_of
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor, allows
from app.tasks import queries
from processes.called import headed, quoted

MOST_NAMED = 3


@blueprint.get("/tasks/<task_id>/done")
def done(task_id: str) -> str | Response:
    """Thank who did a task; a task that somebody else did, or nobody yet, has its own page."""
    signed_in()
    session, actor = current_session(), current_actor()
    found, _mine = queries.task(session, actor, task_id)
    if found.state != "done" or found.closed_by != actor.id:
        return redirect(url_for("work.task", task_id=task_id), 303)
    ahead = queries.after(session, actor, found)
    return render_template(
        "tasks/done.html", task=found, process=found.process, instance=found.instance, now=waits_now(actor, found),
        inside=allows(actor, Cases.VIEW, found.instance), ahead=ahead, words=ahead and called(ahead),
        why=request.args.get("why", ""),
    )  # fmt: skip


def waits_now(actor: Actor, task: Any) -> str:
    """Say what the case of a task waits for now, to who may know; empty for others."""
    instance = task.instance
    if not allows(actor, Cases.VIEW, instance):
        return ""
    if instance.state == "completed":
        return _("The case is finished.")
    waiting = case_queries.open_tasks(current_session(), instance.id)
    if not waiting:
        return ""
    names = list(dict.fromkeys(str(quoted(one.step_name)) for one in waiting))
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], "…"]
    return _("The case goes on with {steps}.", steps=all_of(names))


def called(task: Any) -> str:
    """Name the task that one goes on with, and its case where that has a name."""
    step, case = headed(task.step_name), task.instance.business_key
    return _("Next: {step} for {case}", step=step, case=case) if case else _("Next: {step}", step=step)
