"""What people say about steps: comments with mentions, reactions and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what discussions bring."""
    from app.discussion import (
        actions,
        api,
        contributions,
        jobs,
        listeners,
        pages,
        personal,
        pictures,
        policy,
        recorded,
    )
    from app.kernel.features import Feature

    return Feature(
        name="discussion", needs=("accounts", "privacy", "catalog", "cases", "assignment", "taskforms", "tasks"),
        permissions=(policy.Discussion,), rules=policy.RULES,
        api=api.blueprint, pages=pages.blueprint, guide=contributions.STEPS, modules=(jobs, listeners, contributions),
        registers=(personal.register, listeners.register),
        acts=recorded.ACTS,
        variables={"MOST_PICTURES": actions.MOST_PICTURES, "LARGEST_PICTURE": pictures.LARGEST // pictures.MEGA},
    )  # fmt: skip
