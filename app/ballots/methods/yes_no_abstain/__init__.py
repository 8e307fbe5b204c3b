"""Yes, no or abstain on one change, with a quorum and a majority."""

from app.ballots.methods.yes_no_abstain.method import YesNoAbstain

__all__ = ["YesNoAbstain"]
