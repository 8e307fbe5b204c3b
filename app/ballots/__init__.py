"""Ballots: a question, a frozen electorate, changeable votes, one outcome by a rule in whole numbers."""

from __future__ import annotations

from app.kernel.web import StepwellApp


def register(app: StepwellApp) -> None:
    """Tell the kernel who may vote and what runs at deadlines."""
    from app.ballots import jobs, personal  # noqa: F401
    from app.ballots.policy import RULES
    from app.kernel import policy

    policy.register(RULES)
    personal.register()
