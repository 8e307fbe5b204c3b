"""Tasks: what waits for people, and what they do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what tasks bring."""
    from app.kernel.features import Feature
    from app.tasks import (
        api,
        contributions,
        guide,
        jobs,
        listeners,
        metrics,
        pages,
        personal,
        policy,
        queries,
        recorded,
    )
    from app.tasks.actions import task_listeners, task_rows

    return Feature(
        name="tasks", scope="work", needs=("accounts", "privacy", "catalog", "cases", "assignment", "taskforms"),
        permissions=(policy.Tasks,), rules=policy.RULES, pages=pages.templates, guide=guide.STEPS,
        counts={"inbox_count": queries.inbox_count},
        modules=(api, jobs, listeners, metrics, pages, contributions, task_rows, task_listeners),
        registers=(personal.register,), acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
