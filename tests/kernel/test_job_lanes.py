"""Jobs that wait on others hold nothing up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from app.kernel import jobs
from app.kernel.database import Database
from app.kernel.jobs import registry
from app.kernel.settings import Settings

Unit = Callable[[], AbstractContextManager[Session]]


def test_slow_services_do_not_hold_timers_up(database: Database, settings: Settings, unit: Unit) -> None:
    release, quick = threading.Event(), threading.Event()

    @jobs.task("test.slow", own_units=True)
    def slow(database: Database) -> None:
        release.wait(300)

    @jobs.task("test.quick")
    def soon(session: Session) -> None:
        quick.set()

    jobs.use(database, "embedded")
    with unit() as session:
        for _ in range(5):
            jobs.defer(session, "test.slow")
    worker = jobs.start(database, settings)
    try:
        time.sleep(0.5)
        with unit() as session:
            jobs.defer(session, "test.quick")
        assert quick.wait(120)
    finally:
        release.set()
        worker.stop()
        for name in ("test.slow", "test.quick"):
            registry.forget(name)
