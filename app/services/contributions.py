"""What services show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.measured.durations import duration
from app.cases.policy import Cases
from app.cases.queries.incidents import KEEPERS
from app.cases.slots import instance_panel, instance_stopped
from app.kernel import policy
from app.kernel.i18n import _, ngettext
from app.kernel.observability.metrics import work_behind
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor
from app.services import queries
from app.services.queries.stopped import look_into
from app.services.words import KINDS, OUTCOMES

MOST_PLACES, LONG_SECONDS = 6, 300


@instance_stopped.filled_by(order=10)
def what_could_not_go_on(session: Session, actor: Actor, *, instance: Any, **_rest: Any) -> Markup | None:
    """Show what of a case could not go on, to those who work here; the way on to who sees to it."""
    if not actor.is_internal or not instance.incidents:
        return None
    found = look_into(session, actor, instance, case_queries.incidents_of(session, instance.id))
    page = render_template(
        "services/_stopped.html", found=found, instance=instance, kinds=KINDS, outcomes=OUTCOMES,
        may_retry=policy.allows(actor, Cases.RETRY, instance.process),
    )  # fmt: skip
    return Markup(page)


@instance_panel.filled_by(order=20)
def what_was_tried(session: Session, actor: Actor, *, instance: Any, **_rest: Any) -> Markup | None:
    """Show what services tried in a case, to those who work here."""
    if not actor.is_internal:
        return None
    tried = queries.attempts(session, instance.id)
    if not tried:
        return None
    return Markup(render_template("services/_instance.html", attempts=tried, outcomes=OUTCOMES))


@home_parts.filled_by(order=10)
def incidents_by_cause(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show those who see to it where work could not go on, and for which reason: one statement."""
    if not actor.has(*KEEPERS, "manager"):
        return None
    places = case_queries.incident_places(session, actor)
    if not places:
        return None
    count = sum(number for _key, _title, _kind, number in places)
    shown = {"places": places[:MOST_PLACES], "more": len(places) - MOST_PLACES, "kinds": KINDS}
    return HomePart(
        "incidents",
        ngettext("{n} step could not go on", "{n} steps could not go on", count),
        Asks.TO_DO if actor.has(*KEEPERS) else Asks.TO_SEE_TO,
        lambda is_first: Markup(render_template("services/_home.html", is_first=is_first, **shown)),
        (_("All incidents"), url_for("services.incidents")),
    )


@home_parts.filled_by(order=70)
def background_jobs(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show operations how much background work waits, and for how long: two statements."""
    if not actor.has_in("", *KEEPERS):
        return None
    counts = {state: int(count) for (state,), count in work_behind.jobs(session)}
    waited = next(int(seconds) for _labels, seconds in work_behind.oldest(session))
    is_bad = bool(counts["failed"]) or waited > LONG_SECONDS
    shown = {"counts": counts, "waited": duration(waited) if waited else ""}
    return HomePart(
        "jobs",
        _("Background work"),
        Asks.TO_SEE_TO if is_bad else Asks.TO_KNOW,
        lambda _first: Markup(render_template("services/_home_jobs.html", **shown)),
    )
