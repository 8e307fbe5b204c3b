"""Running work moves in the background."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.jobs import task
from app.rollout import actions


@task("rollout.chunk")
def chunk(session: Session, rollout_id: str) -> None:
    """Move the next running instances of a rollout; each chunk is a transaction, killed ones are done again."""
    actions.advance(session, rollout_id)
