"""Practices: variants of a process, changes carried from one to another, what worked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what practices bring."""
    from app.kernel.features import Feature
    from app.practices import api, contributions, links, listeners, personal, policy, recorded
    from app.practices.pages import blueprint, offers, practices, variants, worth

    return Feature(
        name="practices",
        needs=(
            "accounts", "catalog", "cases", "decision_policy", "impact", "privacy", "proposals", "rollout", "taskforms",
        ),
        permissions=(policy.Practices,), rules=policy.RULES, api=api.blueprint, pages=blueprint,
        modules=(listeners, contributions, variants, offers, practices, worth), links=links.LINKS,
        registers=(personal.register,), acts=recorded.ACTS,
    )  # fmt: skip
