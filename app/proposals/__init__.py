"""Proposals: a change as operations with a reason and evidence, judged by a ballot and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what proposals bring."""
    from app.kernel.features import Feature, Opened
    from app.proposals import api, contributions, heirs, jobs, listeners, personal, policy, recorded
    from app.proposals.pages import acting, blueprint, lists, proposal, takeaway, waiting
    from app.proposals.pages.texts import long_texts
    from app.proposals.schemas import requests

    return Feature(
        name="proposals",
        needs=(
            "accounts", "privacy", "catalog", "cases", "tasks", "discussion", "ballots", "decision_policy", "impact",
        ),
        permissions=(policy.Proposals,), rules=policy.RULES, pages=blueprint, guide=contributions.guide.STEPS,
        opens=(Opened(scopes=("proposals", "ballots"), endpoints=("proposals_api.vote", "proposals.vote")),),
        describes=(requests.describe_votes, requests.describe_operations),
        modules=(api, jobs, listeners, contributions, lists, proposal, acting, waiting, takeaway),
        registers=(heirs.register, personal.register), filters={"long_texts": long_texts},
        acts=recorded.ACTS, things=recorded.THINGS,
    )  # fmt: skip
