"""Background work: deferred inside the caller's transaction, done after its commit, on either of two adapters.

    @task("rollout.chunk")
    def chunk(session, rollout): ...

    defer(session, "rollout.chunk", {"rollout": rollout.id}, lock=rollout.id)

A job and what it writes are one unit of work, so its effects in the database happen once even if its worker is
killed and another takes over. Jobs with the same `lock` run one at a time, in the order they were deferred. A job
that raises is tried again, later and later; after its last attempt it is kept as failed, with the error.
"""

from app.kernel.jobs import tables as tables
from app.kernel.jobs.events import ClockChecked, JobGaveUp
from app.kernel.jobs.port import Failed, Worker, defer, drain, expect, failed, register, retry, run_worker, start, use
from app.kernel.jobs.registry import periodic, task
from app.kernel.jobs.scaled.schema import apply_schema

__all__ = [
    "ClockChecked",
    "Failed",
    "JobGaveUp",
    "Worker",
    "apply_schema",
    "defer",
    "drain",
    "expect",
    "failed",
    "periodic",
    "register",
    "retry",
    "run_worker",
    "start",
    "task",
    "use",
]
