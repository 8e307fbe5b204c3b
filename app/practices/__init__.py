"""Practices: variants of a process, changes carried from one to another, what worked elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what practices bring."""
    from app.kernel.features import Feature
    from app.practices import api, contributions, policy, recorded
    from app.practices.pages import blueprint, variants

    return Feature(
        name="practices", needs=("catalog",), permissions=(policy.Practices,), rules=policy.RULES, api=api.blueprint,
        pages=blueprint, modules=(contributions, variants), acts=recorded.ACTS,
    )  # fmt: skip
