"""What other features tell of a proposal, and show on its page."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor
from app.proposals.tables import Proposal


@slot("proposal.rollout", str)
def proposal_rollout(session: Session, actor: Actor, *, proposal: Proposal) -> None:
    """The id of the rollout that brought it to running cases."""


@slot("proposal.answer", Markup)
def proposal_answer(session: Session, actor: Actor, *, proposal: Proposal, process: Process) -> None:
    """Beside what its author can do: how others can answer it."""


@slot("proposal.elsewhere", Markup)
def proposal_elsewhere(session: Session, actor: Actor, *, proposal: Proposal, process: Process) -> None:
    """Below what speaks for and against it: what became of it in other processes."""


@slot("proposal.outcome", Markup)
def proposal_outcome(session: Session, actor: Actor, *, proposal: Proposal, process: Process) -> None:
    """What came of it."""
