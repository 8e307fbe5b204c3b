"""What could not go on, and letting it try again."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases import actions, queries
from app.cases.policy import Cases
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid, by_field
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.services.pages.base import blueprint
from app.services.queries.stopped import look_into
from app.services.words import KINDS, OUTCOMES, retried_said, values_said

NARROW = ("process", "kind", "step", "like")
PAGE = 25


@blueprint.get("/incidents")
def incidents() -> str:
    """List what could not go on, with filters in the address."""
    session, actor = current_session(), current_actor()
    narrow: dict[str, Any] = {key: request.args.get(key) or None for key in (*NARROW, "closed")}
    found = queries.incidents(session, actor, request.args.get("cursor"), PAGE, **narrow)
    places = queries.incident_places(session, actor)
    waiting = queries.how_many(session, actor, actions.MOST_AT_ONCE, **{key: narrow[key] for key in NARROW})
    return render_template(
        "services/incidents.html", incidents=found.items, next=found.next, narrow=narrow, kinds=KINDS, waiting=waiting,
        processes=list(dict.fromkeys((key, title) for key, title, _kind, _count in places)),
    )  # fmt: skip


@blueprint.get("/incidents/<incident_id>")
def incident(incident_id: str) -> ResponseReturnValue:
    """Show one incident: what happened, what was tried, and the way on."""
    return _page(incident_id)


def _page(incident_id: str, typed: str = "", error: str = "") -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found = queries.incident(session, actor, incident_id)
    (looked,) = look_into(session, actor, queries.instance(session, actor, found.instance_id), [found])
    page = render_template(
        "services/incident.html", incident=found, instance=found.instance, process=found.process, kinds=KINDS,
        outcomes=OUTCOMES, looked=looked, data=values_said(found.instance.data.items()), typed=typed, error=error,
        may_retry=policy.allows(actor, Cases.RETRY, found.process),
        may_cancel=policy.allows(actor, Cases.CANCEL, found.process),
    )  # fmt: skip
    return page, 422 if error else 200


@blueprint.post("/incidents/<incident_id>/retry")
def retry(incident_id: str) -> ResponseReturnValue:
    """Try one step again, with corrected data where something was typed."""
    session, actor, typed = current_session(), current_actor(), request.form.get("data", "").strip()
    try:
        row = actions.retry_incident(session, actor, incident_id, _data(typed))
    except (Invalid, Conflict) as error:
        return _page(incident_id, typed, by_field(error.extra.get("errors") or {"": error.words}))
    session.flush()
    if row.closed_at is None:
        flash(_("It failed again; the words below say why."), "warning")
        case = request.form.get("case")
        back = url_for("work.instance", instance_id=case) if case else None
        return redirect(back or url_for("services.incident", incident_id=incident_id), 303)
    flash(_("It is being tried again."), "success")
    return redirect(url_for("work.instance", instance_id=row.instance_id), 303)


def _data(typed: str) -> dict[str, Any] | None:
    if not typed:
        return None
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid(
            "BAD_DATA",
            _('Expected data as JSON, such as {"amount": 12}, but this is none. Correct it.'),
            for_people=_('This is not JSON. Write it such as {"amount": 12}.'),
        )
    return found


@blueprint.post("/incidents/retry")
def retry_all() -> ResponseReturnValue:
    """Try the newest incidents of a filter again, up to a hundred at once; then back to the list, or to a case."""
    session, actor, sent = current_session(), current_actor(), request.form
    narrow: dict[str, Any] = {key: sent.get(key) or None for key in NARROW}
    rows = queries.incidents(session, actor, None, actions.MOST_AT_ONCE, **narrow).items
    found = actions.retry_incidents(session, actor, rows)
    flash(retried_said(found), "warning" if found.failed or not found.went_on else "success")
    if case := sent.get("case"):
        return redirect(url_for("work.instance", instance_id=case), 303)
    return redirect(url_for("services.incidents", **narrow), 303)
