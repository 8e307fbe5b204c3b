"""Prepare models in a child process with limits on time and memory: what an upload does there, it does to nobody."""

from __future__ import annotations

from collections.abc import Mapping

from processes.engine.child.wire import Job
from processes.engine.child.worker import Worker
from processes.engine.companions import NOBODY, NONE
from processes.engine.values import Prepared

__all__ = ["prepare_in_child", "stop"]

CPU_SECONDS = 10
MEMORY_BYTES = 1 << 30
_worker = Worker()


def prepare_in_child(
    xml: bytes,
    mode: str = "auto",
    cpu_seconds: int = CPU_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    files: Mapping[str, bytes] = NONE,
    known: Mapping[str, str] = NOBODY,
) -> Prepared:
    """As `prepare`, in a child process; what goes over its limits is Refused with the code LIMITS."""
    return _worker.prepare(Job(xml, mode, files, known), cpu_seconds, memory_bytes)


def stop() -> None:
    """End the child process of this process, if there is one."""
    _worker.stop()
