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
from app.kernel.i18n import _, ngettext, pgettext
from app.kernel.policy import Actor


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
        figures.append({"value": lasted, "label": _("median time"), "hint": _("start to end")})
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


def duration(seconds: float) -> str:
    """Say a length of time in plain words, rounded to what matters."""
    if seconds >= 2 * 86400:
        return ngettext("{n} day", "{n} days", _rounded(seconds / 86400))
    if seconds >= 3600:
        return ngettext("{n} hour", "{n} hours", _rounded(seconds / 3600))
    if seconds >= 60:
        return _("{n} min", n=_rounded(seconds / 60))
    return _("{n} s", n=round(seconds))


def _rounded(count: float) -> Any:
    """Leave one decimal place of what is less than ten, where there is one."""
    said = round(count) if count >= 10 else round(count, 1)
    return int(said) if said == int(said) else said
