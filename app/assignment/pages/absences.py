"""When one is away: one's own absences, with who stands in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.pages import picker
from app.accounts.queries import COLLEAGUES, people
from app.assignment import actions, queries
from app.cases.pages.base import blueprint
from app.kernel.db.database_settings import zone_of
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import Actor
from app.kernel.times import clock, zones
from app.sign_in.slots import me_page

DAY = timedelta(days=1)
# Beyond these, days have no moments in every zone; both are refused in words.
FIRST, LAST = date(1970, 1, 1), date(9000, 1, 1)
HINT = _("Write a day such as 2026-12-31.")
LABELS = {"substitute": _("Who stands in"), "begins_at": _("First day"), "ends_at": _("Last day")}


@me_page.filled_by(order=10)
def away_now(session: Session, actor: Actor, **_: Any) -> Markup | None:
    """Say on one's own page whether one is away, and lead to where that is said; to those who work here."""
    if not actor.is_internal:
        return None
    return Markup(render_template("assignment/_away.html", **_known(session, actor)))


@blueprint.get("/me/absences")
def absences() -> ResponseReturnValue:
    """Show when one is away, and the form to say so."""
    return _page({}, {})


@blueprint.post("/me/absences")
def be_away() -> ResponseReturnValue:
    """Say when one is away, and who does one's work meanwhile; what was typed is kept where it is refused."""
    session, actor = current_session(), signed_in()
    typed = {key: request.form.get(key, "").strip() for key in LABELS}
    typed["substitute"] = picker.sent(session, actor, COLLEAGUES, "substitute", besides=actor.id)
    first, last = _day(typed["begins_at"]), _day(typed["ends_at"])
    errors: dict[str, str] = {key: HINT for key, day in (("begins_at", first), ("ends_at", last)) if day is None}
    if not typed["substitute"]:
        errors["substitute"] = _("Choose a colleague who works here.")
    if errors or first is None or last is None:
        return _page(typed, errors)
    try:
        zone = zone_of(session, actor.zone)
        begins_at, ends_at = zones.opening(first, zone), zones.opening(last + DAY, zone)
        actions.be_away(session, actor, typed["substitute"], begins_at, ends_at)
    except Invalid as error:
        return _page(typed, error.errors)
    flash(_("Saved. Your colleague finds your work in their inbox from that day on."), "success")
    return redirect(url_for("work.absences"), 303)


@blueprint.post("/me/absences/<absence_id>/end")
def be_back(absence_id: str) -> ResponseReturnValue:
    """Take back that one is away, or end it now."""
    actions.be_back(current_session(), signed_in(), absence_id)
    flash(_("You are no longer away then; your work comes to you again."), "success")
    return redirect(url_for("work.absences"), 303)


def _page(typed: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    session, actor = current_session(), signed_in()
    if not actor.is_internal:
        raise NotFound(_("this page"))
    options = picker.offered(session, actor, COLLEAGUES, chosen=typed.get("substitute", ""), besides=actor.id)
    page = render_template(
        "assignment/absences.html", typed=typed, errors=errors, labels=LABELS, options=options, **_known(session, actor)
    )
    return page, 422 if errors else 200


def _known(session: Session, actor: Actor) -> dict[str, Any]:
    """Give one's absences as from–to by their clock and substitute, whether each is now, and the names in them."""
    now, rows, zone = clock.now(), queries.absences(session, actor.id), zone_of(session, actor.zone)
    who = people(session, {row.substitute_id for row in rows}) if rows else {}
    away = [
        {"id": row.id, "span": zones.span(row.begins_at, row.ends_at, zone), "now": row.begins_at <= now,
         "substitute": who[row.substitute_id].name if row.substitute_id in who else _("somebody")}
        for row in rows
    ]  # fmt: skip
    return {"away": away}


def _day(text: str) -> date | None:
    try:
        return max(FIRST, min(datetime.strptime(text, "%Y-%m-%d").date(), LAST))
    except ValueError:
        return None
