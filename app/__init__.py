"""Stepwell: the people who do the work improve the live process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.db.database import Database
    from app.kernel.http.application import StepwellApp
    from app.kernel.settings import Settings

FEATURES = (
    "accounts",
    "sign_in",
    "administration",
    "privacy",
    "catalog",
    "decisions",
    "cases",
    "assignment",
    "taskforms",
    "correlation",
    "tasks",
    "staffing",
    "drafts",
    "services",
    "targets",
    "discussion",
    "ballots",
    "decision_policy",
    "impact",
    "proposals",
    "improve",
    "rollout",
    "practices",
    "notices",
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> StepwellApp:
    """Wire the application; what it is made of is imported only then, so that commands without it start quickly."""
    from app.wiring import wired

    return wired(settings, database)
