"""Ballots: a question, a frozen electorate, changeable votes, one outcome by a rule in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what ballots bring."""
    from app.ballots import described, jobs, parts, personal, policy, recorded
    from app.kernel.features import Feature

    return Feature(
        name="ballots", needs=("accounts", "catalog"), permissions=(policy.Ballots,), rules=policy.RULES,
        modules=(jobs,), pages=parts.blueprint, describes=(described.answers,),
        variables={"vote_part": parts.vote, "result_part": parts.result, "settings_part": parts.settings},
        registers=(personal.register,),
        acts=recorded.ACTS,
    )  # fmt: skip
