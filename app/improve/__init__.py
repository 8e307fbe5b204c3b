"""Improve: one change in three minutes, or several put together in the workshop; seen first, then proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what improving brings."""
    from app.improve import contributions, pages, personal, policy
    from app.kernel.features import Feature

    return Feature(
        name="improve", needs=("accounts", "privacy", "catalog", "taskforms", "decision_policy", "impact", "proposals"),
        scope="proposals", permissions=(policy.Workshop,), rules=policy.RULES, pages=pages.templates,
        modules=(pages, contributions), registers=(personal.register,),
    )  # fmt: skip
