"""What decision policies show on pages of other features."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.catalog.policy import sees_inside
from app.catalog.slots import Figures, process_health
from app.decision_policy import queries
from app.kernel.i18n import _
from app.kernel.policy import Actor, any_of, owner, role

TOLD = any_of(owner, role("manager", "ops", "admin"))


@process_health.filled_by(order=50)
def cannot_be_decided(session: Session, actor: Actor, *, process: Any, **_more: Any) -> Figures | None:
    """Warn those who can do something about it that too few are there to sign.

    Whether enough can vote takes a walk over everybody: the page of the policy says that.
    """
    if not TOLD(actor, process) or not sees_inside(actor, process):
        return None
    found = queries.unsigned(session, process, queries.current_policy(session, process.id)[1])
    return [_("Changes cannot be decided as things stand: {words}", words=words) for words in found.values()]
