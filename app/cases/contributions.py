"""What cases show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.measured.durations import curve_words, duration
from app.cases.measured.effect import WentLive, effects
from app.cases.measured.standing import standing
from app.cases.measured.tints import tints
from app.cases.policy import Cases, sees_cases
from app.cases.queries.incidents import KEEPERS
from app.catalog.queries import successions
from app.catalog.slots import (
    Figures,
    Tints,
    diagram_overlays,
    diagram_tints,
    library_activity,
    process_header,
    process_health,
    step_panel,
    version_outcomes,
)
from app.kernel import policy
from app.kernel.i18n import _, ngettext, pgettext
from app.kernel.pages.frame import Asks, HomePart, home_parts
from app.kernel.policy import Actor

MOST_OWN = 6


@diagram_overlays.filled_by(order=10)
def where_work_stands(session: Session, actor: Actor, *, process: Any, **more: Any) -> list[dict[str, str]] | None:
    """Mark the steps where work waits now."""
    if not sees_cases(actor, process):
        return None
    counts = queries.tokens(session, process.id)
    return [
        {
            "step": step, "kind": "token", "text": str(n),
            "title": ngettext("{n} open task here now", "{n} open tasks here now", n),
        }
        for step, n in counts.items()
    ]  # fmt: skip


@diagram_tints.filled_by(order=10)
def what_work_costs(session: Session, actor: Actor, *, process: Any, **more: Any) -> Tints | None:
    """Tint the steps by time, frequency and waiting."""
    return tints(queries.map_facts(session, process.id)) if sees_cases(actor, process) else None


@process_header.filled_by(order=10)
def start_button(session: Session, actor: Actor, *, process: Any, version: Any = None, **more: Any) -> Markup | None:
    """Offer to start a case, to whoever may and where the version can run."""
    if process.archived_at is not None or (version is not None and not version.runs):
        return None
    if not policy.allows(actor, Cases.START, process):
        return None
    return Markup(render_template("cases/_start.html", process=process))


@process_health.filled_by(order=10)
def running(session: Session, actor: Actor, *, process: Any, **more: Any) -> Figures | None:
    """Say how many instances run and how long they take."""
    if not sees_cases(actor, process):
        return None
    health = queries.health(session, process.id)
    figures: Figures = [
        {"value": str(health.running), "label": pgettext("cases", "running")},
        {"value": str(health.completed), "label": pgettext("cases", "completed")},
    ]
    if health.median_seconds is not None:
        lasted = duration(health.median_seconds)
        typical: dict[str, Any] = {"value": lasted, "label": _("median time"), "hint": _("start to end")}
        if health.curve:
            typical |= {"curve": health.curve, "curve_title": curve_words(health.curve)}
        figures.append(typical)
    return figures


@library_activity.filled_by(order=10)
def activity(session: Session, actor: Actor, *, processes: Any, **more: Any) -> dict[str, str] | None:
    """Say for each process of a list how many of its instances run."""
    known = [process.id for process in processes if sees_cases(actor, process)]
    if not known:
        return None
    counts = queries.running(session, known)
    return {one: ngettext("{n} running", "{n} running", counts.get(one, 0)) for one in known}


@step_panel.filled_by(order=10)
def step_measures(session: Session, actor: Actor, *, process: Any, step_id: str, **more: Any) -> Markup | None:
    """Show a step's figures so far."""
    if not sees_cases(actor, process):
        return None
    measured = queries.measures(session, process.id, step_id)
    if not measured.done and not measured.open:
        return None
    lasted = duration(measured.median_seconds) if measured.median_seconds is not None else None
    return Markup(render_template("cases/_measures.html", measured=measured, lasted=lasted))


@version_outcomes.filled_by(order=10)
def effect_of_versions(
    session: Session, actor: Actor, *, process: Any, versions: Any, **more: Any
) -> dict[str, Markup] | None:
    """Show in the history how long cases took before each version and on it: two statements for any number of them."""
    if not sees_cases(actor, process):
        return None
    until = successions(session, versions)
    later = [v for v in versions if v.number > 1]
    found = effects(session, [WentLive(v.id, process.id, v.created_at, until.get(v.id)) for v in later])
    return {
        v.id: Markup(
            render_template(
                "cases/_effect.html", effect=found[v.id], live=v.id == process.live_version_id, duration=duration
            )
        )
        for v in later
    }


@home_parts.filled_by(order=20)
def late_and_stuck(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show those who see to it in which processes cases are late, or have not moved for long: one statement."""
    if not actor.has(*KEEPERS, "manager"):
        return None
    found = standing(session, actor)
    if not found:
        return None
    return HomePart(
        "standing",
        _("Late, or not moving"),
        Asks.TO_DO if actor.has(*KEEPERS) else Asks.TO_SEE_TO,
        lambda _first: Markup(render_template("cases/_home_standing.html", standing=found)),
        (_("All late cases"), url_for("work.instances", overdue=1)),
    )


@home_parts.filled_by(order=10)
def own_cases(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show guests and partners how the cases stand that they began: two statements."""
    if actor.is_internal:
        return None
    found = queries.instances(session, actor, limit=MOST_OWN, mine=True).items
    if not found:
        return None
    places = queries.places(session, [case.id for case in found])
    return HomePart(
        "own-cases",
        _("What you started"),
        Asks.TO_READ,
        lambda _first: Markup(render_template("cases/_home_own.html", cases=found, places=places)),
        (_("All of them"), url_for("work.instances", mine=1)),
    )
