"""What the library shows on pages of other features."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.catalog import queries
from app.kernel.i18n import _
from app.kernel.pages.frame import search_results
from app.kernel.policy import Actor


def register() -> None:
    """Offer processes and steps to the search page."""
    search_results.filled_by(order=10)(found_processes)
    search_results.filled_by(order=20)(found_steps)


def found_processes(session: Session, actor: Actor, q: str = "", limit: int = 10, **_more: Any) -> list[dict[str, str]]:
    """Give the processes that a search finds."""
    return [
        {
            "kind": "process", "title": process.title, "url": url_for("catalog.process", key=process.key),
            "where": _("Processes"), "text": _("version {number} is live", number=str(process.live_number)),
        }
        for process in queries.processes_like(session, actor, q, limit)
    ]  # fmt: skip


def found_steps(session: Session, actor: Actor, q: str = "", limit: int = 10, **_more: Any) -> list[dict[str, str]]:
    """Give the steps of live versions that a search finds."""
    return [
        {
            "kind": "step", "title": step.name, "url": url_for("catalog.step", key=process.key, step_id=step.step_id),
            "where": process.title, "text": step.lane or "",
        }
        for step, process in queries.steps_like(session, actor, q, limit)
    ]  # fmt: skip
