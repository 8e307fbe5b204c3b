"""Reminding those who have not read what a version changed for them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.kernel import audit, policy
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.rollout.actions.revert import taken_back
from app.rollout.events import ReadersReminded
from app.rollout.policy import Rollouts
from app.rollout.queries import Found, last_reminded, missing_ids
from app.rollout.queries.acknowledgements import REMINDED

AGAIN = timedelta(hours=24)


def remind(session: Session, actor: Actor, found: Found) -> int:
    """Remind everybody who has not read what a rollout changed for them, and give how many these are.

    Raises Forbidden, Conflict where all have read it, were reminded within a day, or the version was taken back.
    """
    policy.require(actor, Rollouts.REMIND, found.process)
    if found.rollout.state == "reverted":
        raise taken_back()
    before = last_reminded(session, found.rollout)
    if before is not None and before > clock.now() - AGAIN:
        raise Conflict(
            "REMINDED_LATELY",
            _("Expected a day since the last reminder, but there was one. Remind people again tomorrow."),
            for_people=_("They were reminded within the last day. You can remind them again tomorrow."),
        )
    missing = missing_ids(session, found.rollout)
    if not missing:
        raise Conflict(
            "ALL_HAVE_READ",
            _("Expected somebody who has not read it, but all have."),
            for_people=_("Everybody whom it concerns has read it."),
        )
    audit.record(session, actor, REMINDED, Subject.of("rollout", found.rollout.id), {"people": len(missing)})
    rollout = found.rollout
    announce(session, ReadersReminded(rollout.id, rollout.process_id, rollout.version_id, clock.now(), actor.id))
    return len(missing)
