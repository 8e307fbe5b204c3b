"""What cases wait for: on the page of a case, and for ops messages, who waits for them, and what starts by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.cases import actions as case_actions
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.cases.queries import waits
from app.cases.slots import instance_waits
from app.cases.tables import GOING
from app.correlation.queries import messages as correlation_messages
from app.correlation.queries import subscriptions
from app.correlation.words import KINDS, STATES
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor


@instance_waits.filled_by(order=10)
def waits_of(session: Session, actor: Actor, *, instance: Any, **more: Any) -> Markup | None:
    """Show the timers and messages of a case, the cases it has called and the one that called it."""
    caller = waits.caller_of(session, actor, instance)
    called = waits.called(session, actor, instance, request.args.get("called"), limit=200)
    timers = waits.timers_of(session, instance.id) if instance.waits else []
    awaited = subscriptions.messages_awaited(session, instance.id) if instance.waits else []
    if not (caller or called.items or timers or awaited):
        return None
    steps = {timer.step_id for timer in timers} | {row.step_id for row in awaited}
    return Markup(
        render_template(
            "correlation/_waits.html", instance=instance, caller=caller, called=called.items,
            more_called=called.next, timers=timers, awaited=awaited,
            names=waits.step_names(session, instance.version_id, steps),
            may_operate=instance.state in GOING and policy.allows(actor, Cases.OPERATE, instance.process),
        )
    )  # fmt: skip


@blueprint.post("/instances/<instance_id>/timers/<task_id>/fire")
def fire_timer(instance_id: str, task_id: str) -> Response:
    """Let a timer fire now."""
    return _by_hand(case_actions.fire_now, instance_id, task_id, _("The time counts as come; the case went on."))


@blueprint.post("/instances/<instance_id>/timers/<task_id>/cancel")
def cancel_timer(instance_id: str, task_id: str) -> Response:
    """Do without a timer."""
    return _by_hand(case_actions.cancel_timer, instance_id, task_id, _("The case goes on without this time limit."))


def _by_hand(act: Callable[..., Any], instance_id: str, task_id: str, done: str) -> Response:
    try:
        act(current_session(), signed_in(), instance_id, task_id, request.form.get("reason", ""))
        flash(done, "success")
    except (Invalid, Conflict) as error:
        flash(error.words, "error")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)


@blueprint.get("/messages")
def messages() -> str:
    """Show what came in: waiting for a receiver, delivered, expired."""
    session, actor = current_session(), _ops()
    state, name = request.args.get("state") or None, request.args.get("name") or None
    state = state if state in STATES else None
    found = correlation_messages.messages(session, actor, state, name, request.args.get("cursor"))
    narrow = {"state": state, "name": name}
    return render_template(
        "correlation/messages.html",
        tab="messages",
        came=found.items,
        next=found.next,
        narrow=narrow,
        kinds=KINDS,
        states=STATES,
    )


@blueprint.get("/messages/awaited")
def awaited() -> str:
    """Show which cases wait for messages and signals."""
    session, actor = current_session(), _ops()
    name = request.args.get("name") or None
    found, cases = correlation_messages.subscriptions(session, actor, name, request.args.get("cursor"))
    return render_template(
        "correlation/awaited.html",
        tab="awaited",
        waiting=found.items,
        cases=cases,
        next=found.next,
        narrow={"name": name},
        kinds=KINDS,
    )


@blueprint.get("/messages/starts")
def starts() -> str:
    """Show what starts cases by itself, and when next."""
    session, actor = current_session(), _ops()
    found, processes = correlation_messages.starts(session, actor, request.args.get("cursor"))
    shown = [(row, processes[row.process_id]) for row in found.items]
    return render_template("correlation/starts.html", tab="starts", starts=shown, next=found.next, kinds=KINDS)


def _ops() -> Actor:
    actor = signed_in()
    policy.require(actor, Cases.OPERATE)
    return actor
