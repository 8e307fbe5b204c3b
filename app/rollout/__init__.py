"""Rollouts: a version goes live, running work goes after it, people are told and say that they have read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what rollouts bring."""
    from app.kernel.features import Feature
    from app.rollout import api, contributions, jobs, listeners, metrics, personal, policy, recorded
    from app.rollout.pages import blueprint, changed, progress, readers, rollout

    return Feature(
        name="rollout", needs=("accounts", "privacy", "catalog", "cases", "assignment", "tasks", "proposals"),
        permissions=(policy.Rollouts,), rules=policy.RULES, api=api.blueprint, pages=blueprint,
        modules=(jobs, listeners, metrics, contributions, changed, progress, readers, rollout),
        registers=(personal.register,), acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
