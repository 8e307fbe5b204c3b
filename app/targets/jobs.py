"""Background entry points of targets: one attempt to deliver."""

from __future__ import annotations

from functools import partial

from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import task
from app.kernel.jobs.patience import until_saved
from app.services.outcomes import Outcome
from app.targets import actions
from app.targets.actions.deliver import LONGEST_WAIT, Held
from app.targets.kinds import KINDS, carry_out


@task("targets.deliver", manages_transactions=True, longest=LONGEST_WAIT)
def deliver(database: Database, delivery_id: str) -> None:
    """Make one attempt to deliver a version; holds no transaction while it waits for the other side."""
    with unit_of_work(database) as session:
        held = actions.begin(session, delivery_id)
    if held is None:
        return
    outcome = held.clear or carry_out(KINDS[held.kind], held.package, held.way)
    until_saved(partial(_settle, database, held, outcome))


def _settle(database: Database, held: Held, outcome: Outcome) -> None:
    with unit_of_work(database) as session:
        actions.settle(session, held, outcome)
