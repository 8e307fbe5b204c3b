"""The child's side: read a job, do it within its own limits, answer; ends when the parent does."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from processes.engine.preparation.child.wire import (
    DRY_RUN,
    LENGTHS,
    OURS,
    SHOWN,
    answer_of,
    dry_run_answer,
    job_of,
    packed,
)
from processes.engine.preparation.dry_run import BEGIN, dry_run
from processes.engine.preparation.prepare import prepare, without_dry_run
from processes.messages import _
from processes.model import Refused

LIMITS = _("Reading this model needs too much memory. Simplify it, or split it up.")
SHORTEST_SECONDS = 0.05


def main() -> None:
    """Answer jobs until there are none."""
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    _send(answers, packed({"ready": True}))
    while True:
        lengths = jobs.read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            return
        head_size, body_size = LENGTHS.unpack(lengths)
        head: dict[str, Any] = orjson.loads(jobs.read(head_size))
        _send(answers, _run(head, jobs.read(body_size)))


def _run(head: dict[str, Any], body: bytes) -> bytes:
    _limit(float(head["cpu"]), int(head["memory"]))
    try:
        job = job_of(head, body)
        if job.mode == SHOWN:
            return answer_of(without_dry_run(job.xml, job.files))
        if job.mode == DRY_RUN:
            at = datetime.fromisoformat(job.at) if job.at else BEGIN
            return dry_run_answer(dry_run(job.xml, job.seed, job.steps, job.files, at))
        return answer_of(prepare(job.xml, job.mode, job.files, job.known))
    except Refused as refused:
        return packed({"refused": [refused.code, refused.words]})
    except (MemoryError, RecursionError):
        return packed({"refused": ["LIMITS", LIMITS]})
    except Exception as error:
        traceback.print_exc()
        fault = type(error).__name__
        words = _("This model could not be read: {fault} came in the way. Please report it with the file.", fault=fault)
        return packed({"refused": [OURS, words]})
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _limit(cpu_seconds: float, memory: int) -> None:
    """A fresh budget: SIGPROF ends this process when the time is used up; the system's own limit stands behind it."""
    signal.setitimer(signal.ITIMER_PROF, max(SHORTEST_SECONDS, cpu_seconds))
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(cpu_seconds) + 1, hard))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send(out: BinaryIO, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[out.write(view) :]


if __name__ == "__main__":
    main()
