"""What ops do to a case by hand, on its page: pause it, let it go on, move its work to another step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.cases import actions
from app.cases.pages.base import blueprint
from app.cases.policy import Cases
from app.cases.queries.movable import movable
from app.cases.slots import instance_panel
from app.cases.tables import ALIVE
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor


@instance_panel.filled_by(order=80)
def by_hand(session: Session, actor: Actor, *, instance: Any, **more: Any) -> Markup | None:
    """Offer those who may to pause a case, to let it go on, and to move its work."""
    if instance.state not in ALIVE or not policy.allows(actor, Cases.OPERATE, instance.process):
        return None
    return Markup(render_template("cases/_steering.html", instance=instance, places=movable(instance)))


@blueprint.post("/instances/<instance_id>/suspend")
def suspend(instance_id: str) -> Response:
    """Pause a case."""
    return _act(actions.suspend, instance_id, _("The case is paused. Its tasks stay where they are."))


@blueprint.post("/instances/<instance_id>/resume")
def resume(instance_id: str) -> Response:
    """Let a case go on."""
    return _act(actions.resume, instance_id, _("The case goes on."))


@blueprint.post("/instances/<instance_id>/move")
def move(instance_id: str) -> Response:
    """Move the work of a case: the place and its target come as one choice, `task>step`."""
    task, _between, to = request.form.get("way", "").partition(">")
    return _act(actions.move, instance_id, _("The work goes on where you moved it to."), task, to)


def _act(act: Callable[..., Any], instance_id: str, done: str, *more: str) -> Response:
    try:
        act(current_session(), signed_in(), instance_id, *more, request.form.get("reason", ""))
        flash(done, "success")
    except (Invalid, Conflict) as error:
        flash(error.words, "error")
    return redirect(url_for("work.instance", instance_id=instance_id), 303)
