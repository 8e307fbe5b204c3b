"""A person says that they have read what a version changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.events import announce
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.rollout.events import Acknowledged
from app.rollout.policy import Rollouts
from app.rollout.tables import Acknowledgement


def acknowledge(session: Session, actor: Actor, process: Process, version: Version) -> Acknowledgement:
    """Note that the actor has read the change; saying it twice changes nothing."""
    policy.require(actor, Rollouts.ACKNOWLEDGE, process)
    known = session.get(Acknowledgement, (version.id, actor.id))
    if known is not None:
        return known
    read = Acknowledgement(version_id=version.id, person_id=actor.id, at=clock.now())
    session.add(read)
    session.flush()
    announce(session, Acknowledged(version.id, process.id, actor.id))
    return read
