"""The ways to pages of services that have no place in the bar, and how many incidents wait there."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from app.cases.queries import incident_count
from app.kernel.features import ADMINISTRATION, AROUND, Link
from app.kernel.i18n import _
from app.kernel.policy import Actor, allows
from app.services.policy import Services

SEE_TO = ("ops", "admin")
KEEPERS = ("ops", "manager", "admin")


def incidents(session: Session, actor: Actor) -> int:
    """Count the open incidents for those who see to them; 0 for everybody else."""
    return incident_count(session, actor) if actor.has(*SEE_TO) else 0


def _incidents_in_words(session: Session, actor: Actor) -> str:
    count = incidents(session, actor)
    return _("What could not go on: {n} open", n=count) if count else _("What could not go on")


LINKS = (
    Link(
        group=AROUND, order=30, label=_("Incidents"), endpoint="services.incidents", words=_incidents_in_words,
        may=lambda actor: actor.has(*KEEPERS),
    ),
    *(
        Link(
            group=ADMINISTRATION, order=order, label=label, endpoint=endpoint, words=words,
            may=partial(allows, permission=permission),
        )
        for order, label, endpoint, permission, words in (
            (50, _("Connectors"), "services.admin_connectors", Services.VIEW_CONNECTORS, _("What processes may call")),
            (
                60, _("Secrets"), "services.admin_secrets", Services.MANAGE_SECRETS,
                _("Passwords and keys that calls carry"),
            ),
            (70, _("Mail"), "services.admin_mail", Services.MANAGE_MAIL, _("To whom processes may write")),
        )
    ),
)  # fmt: skip
