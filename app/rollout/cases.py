"""Running cases as values: read without a lock, judged by the engine without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from app.kernel import clock
from processes.engine import Definition, EngineError, Migrated, full, migrate

log = structlog.get_logger()
STAYS_BY_POLICY = "The policy of this process leaves running cases on the version they began with."
CANNOT_RUN = "The new version cannot run, so the case stays on the old one."
OLD_CANNOT_RUN = "Its own version can no longer be read, so the case stays on it."


@dataclass(frozen=True, slots=True)
class Case:
    """A running instance as it was read; `row_version` tells whether it is still so."""

    id: str
    version_id: str
    state: str
    row_version: int
    thin: bytes | None
    large: dict[str, object] | None

    @property
    def blob(self) -> bytes:
        """The engine's state, whole."""
        return full(self.thin or b"", self.large or {})


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a case; with `migrated.turn`, what is to be written."""

    case: Case
    verdict: str
    words: str
    migrated: Migrated | None = None

    @property
    def moves(self) -> bool:
        """Whether the case goes to the new version."""
        return self.migrated is not None and self.migrated.turn is not None


@dataclass(frozen=True, slots=True)
class Way:
    """Where cases go, from which versions; without a target, `why` all of them stay."""

    target: Definition | None
    sources: Mapping[str, Definition | None]
    why: str = ""


def judge(case: Case, way: Way) -> Judged:
    """Say what becomes of a case; a failing one harms nobody."""
    if way.target is None:
        return Judged(case, "stayed", way.why)
    source = way.sources.get(case.version_id)
    if source is None:
        return Judged(case, "stayed", OLD_CANNOT_RUN)
    try:
        moved = migrate(source, way.target, case.blob, clock.now())
    except EngineError as error:
        return could_not(case, str(error))
    except Exception:
        log.exception("migration_failed", instance=case.id)
        return could_not(case)
    return Judged(case, moved.verdict, moved.words, moved)


def could_not(case: Case, why: str = "Stepwell made a mistake.") -> Judged:
    """The verdict on a case that should have moved and could not."""
    return Judged(case, "failed", f"Expected the case to move, but it could not: {why} It stays as it was.")
