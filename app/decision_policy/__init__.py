"""Decision policies: who may propose a change of a process, who votes by which rule, who signs, how it goes live."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kernel.features import Feature


def feature() -> Feature:
    """Say what decision policies bring."""
    from app.decision_policy import api, contributions, pages, policy, recorded
    from app.kernel.features import Feature, Opened

    return Feature(
        name="decision_policy", scope="proposals", needs=("accounts", "assignment", "ballots", "catalog"),
        permissions=(policy.DecisionPolicy,), rules=policy.RULES, api=api.blueprint, pages=pages.blueprint,
        opens=(Opened(scopes=("proposals",), endpoints=("decision_policy.policy", "decision_policy.set_policy")),),
        describes=(api.described,), modules=(contributions,), acts=recorded.ACTS,
    )  # fmt: skip
