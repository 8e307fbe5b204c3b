"""Moving running instances to the live version, some at a time, each on its own."""

from __future__ import annotations

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Version
from app.kernel import clock
from app.kernel.errors import StepwellError
from app.kernel.events import announce
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.rollout import queries
from app.rollout.events import RolloutAdvanced, RolloutFinished
from app.rollout.tables import Rollout, Verdict
from app.work.actions import apply_turn
from app.work.actions.history import log_event
from app.work.queries import locked
from app.work.tables import Instance, Task
from processes.engine import EngineError
from processes.engine.migrate import migrate

log = structlog.get_logger()
CHUNK = 20
STAYS_BY_POLICY = "The policy of this process leaves running cases on the version they began with."
CANNOT_RUN = "The new version cannot run, so the case stays on the old one."


def advance(session: Session, rollout_id: str) -> None:
    """Give the next instances their verdict and order the next chunk, or end the rollout; safe to repeat."""
    rollout = queries.locked(session, rollout_id)
    if rollout is None or rollout.state not in ("planned", "running"):
        return
    if rollout.state == "planned":
        rollout.state, rollout.started_at = "running", clock.now()
    version = catalog.version_by_id(session, rollout.version_id)
    waiting = queries.to_move(session, rollout, CHUNK)
    for instance_id in waiting:
        _judge(session, rollout, version, instance_id)
    rollout.total = max(rollout.total, rollout.done)
    if len(waiting) == CHUNK:
        announce(session, RolloutAdvanced(rollout.id))
        defer(session, "rollout.chunk", {"rollout_id": rollout.id}, lock=f"rollout:{rollout.id}")
        return
    rollout.state, rollout.ended_at, rollout.total = "done", clock.now(), rollout.done
    announce(session, RolloutFinished(rollout.id, rollout.process_id, rollout.version_id, rollout.proposal_id))


def _judge(session: Session, rollout: Rollout, version: Version, instance_id: str) -> None:
    """Move one instance inside a savepoint of its own, so that a failing one undoes nothing but itself."""
    instance = locked(session, instance_id)
    if instance is None or instance.state != "running" or instance.version_id == rollout.version_id:
        return
    before, blob = instance.version_id, instance.blob
    try:
        with session.begin_nested():
            verdict, words = _move(session, rollout, version, instance)
    except (EngineError, StepwellError) as error:
        verdict, words = "failed", f"Expected the case to move, but it could not: {error} It stays as it was."
    except Exception:
        log.exception("migration_failed", rollout=rollout.id, instance=instance_id)
        verdict, words = "failed", "Expected the case to move, but Stepwell made a mistake. It stays as it was."
    moved = verdict in ("moved", "redirected")
    session.add(
        Verdict(rollout_id=rollout.id, instance_id=instance_id, verdict=verdict, words=words, from_version_id=before,
                blob_before=blob if moved else None, at=clock.now())
    )  # fmt: skip
    setattr(rollout, verdict, getattr(rollout, verdict) + 1)
    session.flush()


def _move(session: Session, rollout: Rollout, version: Version, instance: Instance) -> tuple[str, str]:
    if not rollout.migrates:
        return "stayed", STAYS_BY_POLICY
    if not version.runs:
        return "stayed", CANNOT_RUN
    old, new = catalog.definition(catalog.version_by_id(session, instance.version_id)), catalog.definition(version)
    migrated = migrate(old, new, instance.blob or b"", clock.now())
    if migrated.turn is None:
        return migrated.verdict, migrated.words
    instance.version_id, instance.version = version.id, version
    session.flush()
    still_open = update(Task).where(Task.instance_id == instance.id, Task.state == "open")
    session.execute(still_open.values(version_id=version.id))
    apply_turn(session, instance, migrated.turn, SYSTEM)
    _rename_open(session, instance, migrated.turn.open)
    log_event(session, instance, "migrated", SYSTEM, migrated.words)
    session.flush()
    return migrated.verdict, migrated.words


def _rename_open(session: Session, instance: Instance, tasks: tuple) -> None:  # type: ignore[type-arg]
    """Tasks that were kept show the title, lane and form that their step has now."""
    for task in tasks:
        shown = {"step_name": task.step_name, "lane": task.lane or "", "form": task.form, "step_id": task.step_id}
        session.execute(update(Task).where(Task.id == task.id, Task.state == "open").values(**shown))
