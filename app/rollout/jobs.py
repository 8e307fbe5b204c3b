"""Running work moves in the background, and what waits for signatures is made ready to go live."""

from __future__ import annotations

from app.kernel.db.database import Database
from app.kernel.jobs import task
from app.rollout import actions


@task("rollout.chunk", manages_transactions=True)
def chunk(database: Database, rollout_id: str, after: str = "") -> None:
    """Move running instances of a rollout for a few seconds; what a killed one did not commit is done again."""
    actions.run(database, rollout_id, after)


@task("rollout.prepare", manages_transactions=True)
def prepare(database: Database, proposal_id: str) -> None:
    """Prepare the changed model of an accepted proposal, so that the last signature waits for nothing."""
    actions.prepare_accepted(database, proposal_id)
