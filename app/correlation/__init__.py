"""Correlation: messages and signals find the cases that wait for them, or start one, or are kept until one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what correlation brings."""
    from app.correlation import api, jobs, listeners, pages, policy
    from app.correlation.actions import kept_messages, propagation, subscriptions
    from app.kernel.features import Feature

    return Feature(
        name="correlation", scope="work", needs=("accounts", "cases", "catalog"), permissions=(policy.Correlation,),
        rules=policy.RULES, pages=pages.templates,
        modules=(api, jobs, listeners, pages, subscriptions, kept_messages, propagation),
    )  # fmt: skip
