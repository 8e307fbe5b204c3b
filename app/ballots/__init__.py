"""Ballots: a question, a frozen electorate, changeable votes, one outcome by a rule in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what ballots bring."""
    from app.ballots import jobs, pages, personal, policy, recorded
    from app.ballots.schemas import by_method
    from app.kernel.features import Feature

    return Feature(
        name="ballots", needs=("privacy", "catalog"), permissions=(policy.Ballots,), rules=policy.RULES,
        modules=(jobs,), pages=pages.blueprint, describes=(by_method.describe,),
        variables={"vote_part": pages.vote, "result_part": pages.result, "settings_part": pages.settings},
        registers=(personal.register,),
        acts=recorded.ACTS,
    )  # fmt: skip
