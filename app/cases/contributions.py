"""What cases show on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.policy import Cases, sees_cases
from app.catalog.slots import Figures, diagram_overlays, library_activity, process_header, process_health, step_panel
from app.kernel import policy
from app.kernel.policy import Actor


@diagram_overlays.filled_by(order=10)
def where_work_stands(session: Session, actor: Actor, *, process: Any, **_: Any) -> list[dict[str, str]] | None:
    """Mark the steps where work waits now."""
    if not sees_cases(actor, process):
        return None
    counts = queries.tokens(session, process.id)
    return [
        {"step": step, "kind": "token", "text": str(n), "title": f"{n} open {'task' if n == 1 else 'tasks'} here now"}
        for step, n in counts.items()
    ]


@process_header.filled_by(order=10)
def start_button(session: Session, actor: Actor, *, process: Any, version: Any = None, **_: Any) -> Markup | None:
    """Offer to start a case, to whoever may and where the version can run."""
    if process.archived_at is not None or (version is not None and not version.runs):
        return None
    if not policy.allows(actor, Cases.START, process):
        return None
    return Markup(render_template("cases/_start.html", process=process))


@process_health.filled_by(order=10)
def running(session: Session, actor: Actor, *, process: Any, **_: Any) -> Figures | None:
    """Say how many instances run and how long they take."""
    if not sees_cases(actor, process):
        return None
    health = queries.health(session, process.id)
    figures: Figures = [
        {"value": str(health.running), "label": "running"},
        {"value": str(health.completed), "label": "completed"},
    ]
    if health.median_seconds is not None:
        figures.append({"value": duration(health.median_seconds), "label": "median time", "hint": "start to end"})
    return figures


@library_activity.filled_by(order=10)
def activity(session: Session, actor: Actor, *, processes: Any, **_: Any) -> dict[str, str] | None:
    """Say for each process of a list how many of its instances run."""
    known = [process.id for process in processes if sees_cases(actor, process)]
    if not known:
        return None
    counts = queries.running(session, known)
    return {process_id: f"{counts.get(process_id, 0)} running" for process_id in known}


@step_panel.filled_by(order=10)
def step_measures(session: Session, actor: Actor, *, process: Any, step_id: str, **_: Any) -> Markup | None:
    """Show a step's figures so far."""
    if not sees_cases(actor, process):
        return None
    measured = queries.measures(session, process.id, step_id)
    if not measured.done and not measured.open:
        return None
    lasted = duration(measured.median_seconds) if measured.median_seconds is not None else None
    return Markup(render_template("cases/_measures.html", measured=measured, lasted=lasted))


def duration(seconds: float) -> str:
    """Say a length of time in plain words, rounded to what matters."""
    for unit, length in (("day", 86400), ("hour", 3600), ("min", 60)):
        if seconds >= length * (2 if unit == "day" else 1):
            count = seconds / length
            said = f"{count:.0f}" if count >= 10 else f"{count:.1f}".rstrip("0").rstrip(".")
            return f"{said} {unit}{'' if said == '1' or unit == 'min' else 's'}"
    return f"{seconds:.0f} s"
