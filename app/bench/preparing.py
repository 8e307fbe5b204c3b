"""An installation to measure: one person with a token, and the processes that are run."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts import actions as accounts
from app.accounts.queries import actor_for
from app.catalog import actions as catalog
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM
from app.sign_in import actions as sign_in


def prepare(app: StepwellApp, models: Mapping[str, bytes]) -> str:
    """Make the person and the processes, and give the token."""
    with unit_of_work(app.database) as session:
        person = accounts.add_person(session, SYSTEM, "bench@example.org", "Bench", "manager")
        session.flush()
        for key, xml in models.items():
            catalog.create(session, actor_for(session, person), key, key, xml, mode="executable")
        token: str = sign_in.create_token(session, SYSTEM, person, "bench", ["all"])
        return token
