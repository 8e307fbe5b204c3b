"""Store a new instance."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.cases.actions.result import instance_row
from app.cases.actions.result.history import log_event
from app.cases.events import InstanceStarted
from app.cases.tables import Instance
from app.catalog.tables import Process, Version
from app.kernel.characters import one_line
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.kernel.times import clock
from processes.engine import ExecutionResult


def create(
    session: Session, actor: Actor, process: Process, version: Version, result: ExecutionResult,
    business_key: str | None = None, why: str | None = None, **place: Any,
) -> Instance:  # fmt: skip
    """Store an instance that this result has begun; the result itself is still to be applied. `place` is its caller.

    Of its key is kept what is seen.
    """
    label = one_line(business_key or "")[:200] or None
    person = actor.id if actor.kind == "person" else None
    instance = Instance(
        id=new_id(), process_id=process.id, version_id=version.id, business_key=label, started_at=clock.now(),
        waits=False, incidents=0, **instance_row.facts(result), **{"started_by": person, **place},
    )  # fmt: skip
    instance_row.add(session, instance)
    set_committed_value(instance, "process", process)
    set_committed_value(instance, "version", version)
    log_event(session, instance, "instance_started", actor, why)
    return instance


def tell(session: Session, actor: Actor, instance: Instance) -> None:
    """Announce that an instance was started."""
    announce(session, InstanceStarted(instance.id, instance.process_id, actor.id or None))
