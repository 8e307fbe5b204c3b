"""Running cases as values: read without a lock, judged by the engine without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.kernel.i18n import _, joined
from app.kernel.observability.logs import log
from app.kernel.times import clock
from app.rollout.queries import Case
from processes.called import quoted
from processes.engine import (
    SERVICE_KINDS,
    Definition,
    EngineError,
    Migrated,
    OpenTask,
    StepEvent,
    inspect,
    migrate,
    with_large,
)

STAYS_BY_POLICY = _("The policy of this process leaves running cases on the version they began with.")
CANNOT_RUN = _("The new version cannot run, so the case stays on the old one.")
OLD_CANNOT_RUN = _("Its own version can no longer be read, so the case stays on it.")
MISTAKE = _("Stepwell made a mistake.")


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a case; with `migrated.result`, what is to be written."""

    case: Case
    verdict: str
    words: str
    migrated: Migrated | None = None
    reopened: tuple[OpenTask, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the case goes to the new version."""
        return self.migrated is not None and self.migrated.result is not None


@dataclass(frozen=True, slots=True)
class Target:
    """Where cases go, from which versions; without a target, `why` all of them stay.

    `backs` are the states in which cases stood before the change that is taken back, where nothing happened since.
    """

    definition: Definition | None
    sources: Mapping[str, Definition | None]
    why: str = ""
    backs: Mapping[str, bytes] = field(default_factory=dict)


def judge(case: Case, target: Target) -> Judged:
    """Say what becomes of a case; a failing one harms nobody."""
    if target.definition is None:
        return Judged(case, "stayed", target.why)
    source = target.sources.get(case.version_id)
    if source is None:
        return Judged(case, "stayed", OLD_CANNOT_RUN)
    try:
        before = target.backs.get(case.id)
        back = put_back(case, source, target.definition, before) if before is not None else None
        if back is not None:
            return back
        moved = migrate(source, target.definition, case.blob, clock.now())
    except EngineError as error:
        return could_not(case, error.words)
    except Exception:
        log.exception("migration_failed", instance=case.id)
        return could_not(case)
    return Judged(case, moved.verdict, moved.words, moved)


def put_back(case: Case, source: Definition, target: Definition, before: bytes) -> Judged | None:
    """Have a case stand again exactly where it stood; None where that would undo more than a move."""
    at = clock.now()
    was, now = inspect(target, with_large(before, case.large or {}), at), inspect(source, case.blob, at)
    opened = tuple(task for task in was.open if task.id not in {one.id for one in now.open})
    closed = tuple(task for task in now.open if task.id not in {one.id for one in was.open})
    if was.data != now.data or was.status != now.status or any(t.kind in SERVICE_KINDS for t in (*opened, *closed)):
        return None
    events = [StepEvent("task_withdrawn", t.step_id, t.step_name, t.id) for t in closed]
    events += [StepEvent("task_opened", t.step_id, t.step_name, t.id) for t in opened]
    result = replace(was, opened=(), closed=tuple(task.id for task in closed), events=tuple(events), thrown=())
    words = _("Goes back to where it was, as it was left: nothing else had happened in this case.")
    if opened:
        steps = joined(", ", dict.fromkeys(quoted(task.step_name) for task in opened))
        words = _("Goes back to {steps}, as it was left: nothing else had happened in this case.", steps=steps)
    return Judged(case, "redirected", words, Migrated("redirected", words, result), opened)


def could_not(case: Case, why: str = MISTAKE) -> Judged:
    """The verdict on a case that should have moved and could not."""
    return Judged(case, "failed", _("Expected the case to move, but it could not: {why} It stays as it was.", why=why))
