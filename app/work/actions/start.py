"""Start an instance of a process."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel import clock, policy
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.policy import Actor
from app.work.actions import storing
from app.work.actions.history import log_event
from app.work.actions.turn import apply_turn
from app.work.events import InstanceStarted
from app.work.policy import Work
from app.work.tables import Instance
from processes import engine


def start(
    session: Session,
    actor: Actor,
    process: Process,
    data: dict[str, Any] | None = None,
    business_key: str | None = None,
) -> Instance:
    """Start an instance of the live version and run it to where people are needed.

    Raises Conflict for a process that is archived or whose live version cannot run.
    """
    if not (process.public_start and actor.is_anonymous):
        policy.require(actor, Work.START, process)
    version = catalog.live_version(session, process)
    if process.archived_at is not None:
        raise Conflict("ARCHIVED", f"Expected a process in use, but “{process.title}” is archived. Ask its owner.")
    if not version.runs:
        raise Conflict(
            "CANNOT_RUN",
            f"Expected a version that can run, but version {version.number} cannot: {version.why} "
            "Change the process first.",
        )
    now = clock.now()
    turn = engine.start(catalog.definition(version), data or {}, now)
    instance = Instance(
        id=new_id(), process_id=process.id, version_id=version.id, business_key=business_key,
        started_by=actor.id if actor.kind == "person" else None, started_at=now, waits=False, incidents=0,
        **storing.facts(turn),
    )  # fmt: skip
    storing.add(session, instance)
    set_committed_value(instance, "process", process)
    set_committed_value(instance, "version", version)
    log_event(session, instance, "instance_started", actor)
    apply_turn(session, instance, turn, actor)
    announce(session, InstanceStarted(instance.id, process.id, actor.id or None))
    return instance
