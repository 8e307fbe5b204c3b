"""The pages of work: inbox, task, instances, instance, start, and the public start of a process."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import people
from app.catalog import queries as catalog
from app.catalog.tables import VersionStep
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, NotFound, Unauthorized
from app.kernel.policy import ANONYMOUS, Actor
from app.kernel.protection import limiter
from app.kernel.web import current_actor, current_session
from app.work import actions, queries
from app.work.forms import read_form
from app.work.policy import Work
from app.work.story import lines

blueprint = Blueprint("work", __name__, template_folder="templates")


def _signed_in() -> Actor:
    actor = current_actor()
    if actor.is_anonymous:
        raise Unauthorized("SIGN_IN", "Expected you to be signed in for this page, but nobody is. Sign in first.")
    return actor


@blueprint.get("/work")
def inbox() -> str:
    """Show what waits for me."""
    session, actor = current_session(), _signed_in()
    narrow = {key: request.args.get(key) or None for key in ("process", "lane", "claimed")}
    found = queries.inbox(session, actor, request.args.get("cursor"), 25, **narrow)
    who = people(session, {task.claimed_by for task in found.items if task.claimed_by})
    places = queries.inbox_places(session, actor)
    return render_template(
        "work/inbox.html", tasks=found.items, next=found.next, who=who, narrow=narrow,
        processes=list(dict.fromkeys((key, title) for key, title, _, _ in places)),
        lanes=list(dict.fromkeys(lane for _, _, lane, _ in places if lane)),
    )  # fmt: skip


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> str:
    """Show a task with its form."""
    _signed_in()
    return _task_page(task_id)


def _task_page(task_id: str, data: dict[str, Any] | None = None, errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), current_actor()
    found, mine = queries.task(session, actor, task_id)
    step = session.get(VersionStep, (found.version_id, found.step_id))
    history = lines(session, queries.history(session, found.instance_id, limit=30))
    who = people(session, {p for p in (found.claimed_by, found.closed_by) if p})
    return render_template(
        "work/task.html", task=found, mine=mine, step=step, history=history, who=who, errors=errors or {},
        data={**(found.data or {}), **(data or {})}, process=found.process, instance=found.instance,
    )  # fmt: skip


@blueprint.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> Response | tuple[str, int]:
    """Complete a task; what was typed is kept where it is refused."""
    session, actor = current_session(), _signed_in()
    found, _ = queries.task(session, actor, task_id)
    data = read_form(found.form or {}, request.form)
    try:
        instance = actions.complete(session, actor, task_id, data)
    except Invalid as error:
        return _task_page(task_id, data, error.errors), 422
    except Conflict as error:
        flash(error.detail, "warning")
        return redirect(url_for("work.instance", instance_id=found.instance_id), 303)
    session.flush()
    return _onwards(actor, found.step_name, instance)


def _onwards(actor: Actor, done: str, instance: Any) -> Response:
    """Lead to the person's next task in the same instance, else back to the inbox."""
    session = current_session()
    ahead = queries.next_for(session, actor, instance.id)
    if ahead is not None:
        flash(f"“{done}” is done. Next: “{ahead.step_name}”.", "success")
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    ended = " The case is finished." if instance.state == "completed" else ""
    flash(f"“{done}” is done.{ended} Thank you.", "success")
    return redirect(url_for("work.inbox"), 303)


@blueprint.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Response:
    """Take a task."""
    actions.claim(current_session(), _signed_in(), task_id)
    return redirect(url_for("work.task", task_id=task_id), 303)


@blueprint.post("/tasks/<task_id>/release")
def release(task_id: str) -> Response:
    """Give a task back."""
    actions.release(current_session(), _signed_in(), task_id)
    flash("The task is free again for your colleagues.", "success")
    return redirect(url_for("work.inbox"), 303)


@blueprint.get("/instances")
def instances() -> str:
    """List instances, newest first, with filters in the address."""
    session, actor = current_session(), _signed_in()
    narrow = {key: request.args.get(key) or None for key in ("process", "state", "q")}
    found = queries.instances(session, actor, request.args.get("cursor"), 50, **narrow)
    who = people(session, {i.started_by for i in found.items if i.started_by})
    return render_template("work/instances.html", instances=found.items, next=found.next, narrow=narrow, who=who)


@blueprint.get("/instances/<instance_id>")
def instance(instance_id: str) -> str:
    """Show an instance: where it stands on the diagram, its tasks, its data, its history."""
    session, actor = current_session(), _signed_in()
    found = queries.instance(session, actor, instance_id)
    tasks = queries.open_tasks(session, found.id)
    history = lines(session, queries.history(session, found.id))
    who = people(session, {p for p in (found.started_by, *(t.claimed_by for t in tasks)) if p})
    marks = [{"step": t.step_id, "kind": "token", "text": "●", "title": f"Here now: {t.step_name}"} for t in tasks]
    return render_template(
        "work/instance.html", instance=found, process=found.process, tasks=tasks, history=history, who=who, marks=marks,
        may_cancel=found.state in ("running", "failed") and policy.allows(actor, Work.CANCEL, found.process),
    )  # fmt: skip


@blueprint.post("/instances/<instance_id>/cancel")
def cancel(instance_id: str) -> Response:
    """Cancel an instance, with a reason."""
    try:
        actions.cancel(current_session(), _signed_in(), instance_id, request.form.get("reason", ""))
        flash("The case is cancelled. Its history stays.", "success")
    except Invalid as error:
        flash(error.detail, "error")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)


@blueprint.post("/instances/<instance_id>/retry")
def retry(instance_id: str) -> Response:
    """Let a failed instance try again."""
    instance = actions.retry(current_session(), _signed_in(), instance_id)
    flash("It goes on." if instance.state != "failed" else "It failed again; see its history.", "info")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)


@blueprint.get("/processes/<key>/work")
def of_process(key: str) -> str:
    """Show the instances of one process."""
    session, actor = current_session(), _signed_in()
    process = catalog.process_by_key(session, actor, key)
    state = request.args.get("state") or None
    found = queries.instances(session, actor, request.args.get("cursor"), 50, process=key, state=state)
    who = people(session, {i.started_by for i in found.items if i.started_by})
    return render_template(
        "work/of_process.html", process=process, instances=found.items, next=found.next, state=state, who=who,
        may_start=policy.allows(actor, Work.START, process),
    )  # fmt: skip


@blueprint.post("/processes/<key>/start")
def start(key: str) -> Response:
    """Start an instance and go to its first task, or to the instance."""
    session, actor = current_session(), _signed_in()
    process = catalog.process_by_key(session, actor, key)
    label = request.form.get("business_key", "").strip() or None
    started = actions.start(session, actor, process, {}, label)
    session.flush()
    ahead = queries.next_for(session, actor, started.id)
    flash("A new case has started.", "success")
    if ahead is not None:
        return redirect(url_for("work.task", task_id=ahead.id), 303)
    return redirect(url_for("work.instance", instance_id=started.id), 303)


@blueprint.get("/public/<key>/start")
def public_start(key: str) -> str:
    """Show outsiders the form that starts a case."""
    return render_template("work/public_start.html", process=_public(key), typed={}, errors={})


@blueprint.post("/public/<key>/start")
@limiter.limit("20 per hour")
def public_send(key: str) -> Response | tuple[str, int]:
    """Start a case for somebody without an account, and give a receipt."""
    process = _public(key)
    typed = {name: request.form.get(name, "").strip()[:5000] for name in ("message", "contact")}
    if not typed["message"]:
        wrong = {"message": "Tell us what it is about."}
        return render_template("work/public_start.html", process=process, typed=typed, errors=wrong), 422
    started = actions.start(current_session(), current_actor(), process, typed)
    return redirect(url_for("work.public_receipt", key=key, receipt=started.id), 303)


@blueprint.get("/public/<key>/receipt/<receipt>")
def public_receipt(key: str, receipt: str) -> str:
    """Tell an outsider how far their case is; the receipt is the secret."""
    process = _public(key)
    found = queries.by_receipt(current_session(), receipt)
    if found is None or found.process_id != process.id:
        raise NotFound("this receipt")
    return render_template("work/public_receipt.html", process=process, instance=found)


def _public(key: str) -> Any:
    process = catalog.process_by_key(current_session(), ANONYMOUS, key)
    if not process.public_start:
        raise NotFound("this form")
    return process
