"""Assignment: who performs a step: lanes, rules, groups, candidates, absences and who stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what assignment brings."""
    from app.assignment import api, jobs, listeners, pages, personal, policy, recorded, words
    from app.assignment.queries import usages
    from app.kernel.features import Feature

    return Feature(
        name="assignment", scope="work", needs=("accounts", "sign_in", "privacy", "catalog", "cases"),
        permissions=(policy.Assignment,),
        rules=policy.RULES, pages=pages.templates, modules=(api, jobs, listeners, pages),
        registers=(personal.register, usages.register), acts=recorded.ACTS,
        filters={"model_words": words.model_words},
    )  # fmt: skip
