"""What would become of running work is worked out in the background."""

from __future__ import annotations

from app.impact import actions
from app.kernel.db.database import Database
from app.kernel.jobs import task


@task("proposals.forecast", manages_transactions=True)
def forecast(database: Database, proposal_id: str, run: str, after: str = "") -> None:
    """Go through running work for a few seconds and note what a proposal would do to it."""
    actions.work_out(database, proposal_id, run, after)
