"""Prepare models in a child process with limits on time and memory: what an upload does there, it does to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from processes.companions import NOBODY, NONE
from processes.engine.preparation.check import said_of
from processes.engine.preparation.child.wire import DRY_RUN, Job
from processes.engine.preparation.child.worker import Worker
from processes.engine.values import CheckResult, DryRun, Prepared

__all__ = ["check_in_child", "dry_run_in_child", "prepare_in_child", "stop"]

CPU_SECONDS = 20  # several times what the work that is counted as too large costs; only what hangs comes here
MEMORY_BYTES = 1 << 30
_worker = Worker()


def prepare_in_child(
    xml: bytes,
    mode: str = "auto",
    cpu_seconds: float = CPU_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    files: Mapping[str, bytes] = NONE,
    known: Mapping[str, str] = NOBODY,
) -> Prepared:
    """As `prepare`, in a child process; what goes over its limits is Refused with the code LIMITS."""
    return _worker.prepare(Job(xml, mode, files, known), cpu_seconds, memory_bytes)


def check_in_child(xml: bytes, files: Mapping[str, bytes] = NONE) -> CheckResult:
    """As `check`, in a child process; what goes over its limits is refused."""
    return said_of(lambda: prepare_in_child(xml, files=files))


def dry_run_in_child(
    xml: bytes, seed: int, max_steps: int, files: Mapping[str, bytes] = NONE, at: datetime | None = None
) -> DryRun:
    """As `dry_run`, in a child process; what goes over its limits is Refused with the code LIMITS."""
    return _worker.dry_run(
        Job(xml, DRY_RUN, files, NOBODY, seed, max_steps, at.isoformat() if at else ""), CPU_SECONDS, MEMORY_BYTES
    )


def stop() -> None:
    """End the child process of this process, if there is one."""
    _worker.stop()
