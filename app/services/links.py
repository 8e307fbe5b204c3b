"""The ways to pages of services that have no place in the bar, and how many incidents wait there."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from app.cases.queries import incident_count
from app.kernel.features import ADMINISTRATION, AROUND, Link
from app.kernel.policy import Actor, allows
from app.services.policy import Services

SEE_TO = ("ops", "admin")
KEEPERS = ("ops", "manager", "admin")


def incidents(session: Session, actor: Actor) -> int:
    """Count the open incidents for those who see to them; 0 for everybody else."""
    return incident_count(session, actor) if actor.has(*SEE_TO) else 0


def _incidents_in_words(session: Session, actor: Actor) -> str:
    count = incidents(session, actor)
    return f"What could not go on: {count} open" if count else "What could not go on"


LINKS = (
    Link(
        group=AROUND, order=30, label="Incidents", endpoint="services.incidents", words=_incidents_in_words,
        may=lambda actor: actor.has(*KEEPERS),
    ),
    *(
        Link(
            group=ADMINISTRATION, order=order, label=label, endpoint=endpoint, words=words,
            may=partial(allows, permission=permission),
        )
        for order, label, endpoint, permission, words in (
            (50, "Connectors", "services.admin_connectors", Services.VIEW_CONNECTORS, "What processes may call"),
            (60, "Secrets", "services.admin_secrets", Services.MANAGE_SECRETS, "Passwords and keys that calls carry"),
            (70, "Mail", "services.admin_mail", Services.MANAGE_MAIL, "To whom processes may write"),
        )
    ),
)  # fmt: skip
