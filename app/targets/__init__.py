"""Targets: where each version of a process goes when it goes live, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what targets bring."""
    from app.kernel.features import Feature
    from app.targets import api, contributions, jobs, listeners, pages, policy, recorded

    return Feature(
        name="targets", needs=("accounts", "catalog", "services"), permissions=(policy.Targets,), rules=policy.RULES,
        api=api.blueprint, pages=pages.blueprint, modules=(jobs, listeners, contributions), acts=recorded.ACTS,
    )  # fmt: skip
