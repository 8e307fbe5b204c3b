"""The list of processes."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.pages.units import unit_choices
from app.catalog import actions
from app.catalog.pages.base import blueprint, opened, who
from app.catalog.policy import Catalog
from app.catalog.queries import Filter, favourites_among, find, has_any, units_in_use
from app.catalog.slots import library_activity
from app.kernel import policy
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.pages.frame import SetUpStep, setup_steps
from app.kernel.policy import Actor

ON_A_PAGE = 24
WHOSE = ("favourites", "mine")
LONGEST_BACK = 2000


@blueprint.get("/processes")
def processes() -> str:
    """Show the processes one may see: searched, filtered, as cards or as a table."""
    policy.require(current_actor(), Catalog.BROWSE)
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("q", "unit", "archived", "view", "whose")}
    asked["whose"] = asked["whose"] if asked["whose"] in WHOSE else ""
    wanted = Filter(asked["q"], asked["unit"], bool(asked["archived"]), asked["whose"])
    page, live = find(current_session(), current_actor(), wanted, request.args.get("cursor"), ON_A_PAGE)
    activity: dict[str, str] = {}
    if page.items:
        for words in library_activity.answers(current_session(), current_actor(), processes=page.items):
            activity |= words
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    following = url_for("catalog.processes", **{**kept, "cursor": page.next}) if page.next else None
    units = units_in_use(current_session(), current_actor())
    return render_template(
        "catalog/library.html", page=page, live=live, activity=activity, asked=asked, following=following,
        owners=who(*{process.owner_id for process in page.items}), kept=kept,
        unit_options=unit_choices(units), starred=favourites_among(current_session(), current_actor(), page.items),
        unit_names={unit.id: unit.name for unit in units},
    )  # fmt: skip


@blueprint.post("/processes/<key>/favourite")
def favourite(key: str) -> ResponseReturnValue:
    """Keep a process at hand or no longer, and go back to where that was asked."""
    process, keep = opened(key), request.form.get("keep") == "1"
    actions.keep_at_hand(current_session(), current_actor(), process, keep=keep)
    if request.form.get("back") == "process":
        return redirect(url_for("catalog.process", key=key), 303)
    asked: dict[str, Any] = {
        name: value
        for name in ("whose", "view", "q", "unit", "archived", "cursor")
        if (value := request.form.get(name, "")[:LONGEST_BACK])
    }
    return redirect(url_for("catalog.processes", **asked, _anchor=f"process-{key}"), 303)


@setup_steps.filled_by(order=40)
def first_process(session: Session, actor: Actor, **_rest: object) -> SetUpStep:
    """Lead to where the first process is brought in: one statement."""
    return SetUpStep(
        _("Bring the first process in"),
        _("Load a BPMN file from any modeling tool. You can check how it runs before it is live."),
        has_any(session),
        url_for("catalog.new"),
    )
