"""Where a process is delivered: for its owner and those who see to it, and for administrators who say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.pages.forms import attempt
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session, stepwell
from app.kernel.i18n import _, pgettext
from app.services import queries as services
from app.targets import actions, queries
from app.targets.kinds import KINDS
from app.targets.policy import Targets

blueprint = Blueprint("targets", __name__, template_folder="templates")
FIELDS = ("kind", "connector", "place", "branch", "folder")
STATES = {
    "waiting": (_("on its way"), "", "clock"), "done": (pgettext("delivery", "delivered"), "positive", "circle-check"),
    "failed": (pgettext("delivery", "failed"), "danger", "octagon-alert"),
    "overtaken": (_("a newer version is there"), "", "circle-dot"),
}  # fmt: skip
OUTCOMES = {
    "done": pgettext("attempt", "done"), "again": _("tried again later"), "failed": pgettext("attempt", "failed"),
}  # fmt: skip


@blueprint.get("/processes/<key>/targets")
def targets(key: str) -> str:
    """Show where each version goes, and what became of the last deliveries."""
    return _page(_opened(key))


@blueprint.post("/processes/<key>/targets")
def add(key: str) -> ResponseReturnValue:
    """Have each version delivered to a place."""
    process, typed = _opened(key), {name: request.form.get(name, "") for name in FIELDS}
    policy.require(current_actor(), Targets.MANAGE, process)
    wanted = actions.Wanted(**typed)
    _made, errors = attempt(lambda: actions.add(current_session(), current_actor(), process, wanted))
    if errors:
        return _page(process, typed, errors), 422
    flash(_("Each version that goes live is delivered there from now on."), "success")
    return redirect(url_for("targets.targets", key=key), 303)


@blueprint.post("/targets/<target_id>/<any(deliver, remove):verb>")
def act(target_id: str, verb: str) -> ResponseReturnValue:
    """Deliver the live version now, or deliver nothing there any more."""
    session, actor = current_session(), current_actor()
    target, process = queries.target(session, actor, target_id)
    acts: dict[str, Callable[..., Any]] = {"deliver": actions.deliver_live, "remove": actions.remove}
    said = {
        "deliver": _("It is on its way. This page says how it went."),
        "remove": _("Nothing is delivered there any more. What is there stays there."),
    }
    _done, errors = attempt(lambda: acts[verb](session, actor, target, process))
    if errors:
        return _page(process, errors=errors), 409
    flash(said[verb], "success")
    return redirect(url_for("targets.targets", key=process.key), 303)


@blueprint.post("/deliveries/<delivery_id>/retry")
def retry(delivery_id: str) -> ResponseReturnValue:
    """Try a delivery that failed again."""
    session, actor = current_session(), current_actor()
    delivery, target, process = queries.delivery(session, actor, delivery_id, lock=True)
    _done, errors = attempt(lambda: actions.deliver_again(session, actor, delivery, target, process))
    if errors:
        return _page(process, errors=errors), 409
    flash(_("It is on its way. This page says how it went."), "success")
    return redirect(url_for("targets.targets", key=process.key), 303)


def _opened(key: str) -> Process:
    process = catalog.process_by_key(current_session(), current_actor(), key)
    policy.require(current_actor(), Targets.VIEW, process)
    return process


def _page(process: Process, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> str:
    session, actor = current_session(), current_actor()
    may = {
        "manage": policy.allows(actor, Targets.MANAGE, process),
        "deliver": policy.allows(actor, Targets.DELIVER, process),
    }
    return render_template(
        "targets/of_process.html", process=process, targets=queries.of_process(session, process.id), kinds=KINDS,
        states=STATES, outcomes=OUTCOMES, may=may, typed=typed or {"kind": "git", "branch": "main"},
        errors=errors or {}, connectors=services.connectors(session) if may["manage"] else [],
        folders=stepwell().settings.target_folders,
    )  # fmt: skip
