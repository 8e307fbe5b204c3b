"""The threads of the embedded adapter: they do jobs, renew leases and order what repeats."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.kernel.db.database import Database
from app.kernel.db.postgres_listener import Listener
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import ticker
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.patience import Patience
from app.kernel.times import clock

if TYPE_CHECKING:
    from app.kernel.jobs.embedded.adapter import Embedded


class EmbeddedWorker:
    """Does jobs of the `job` table until it is stopped."""

    def __init__(self, database: Database, adapter: Embedded, lanes: list[bool | None]) -> None:
        self._database = database
        self._adapter = adapter
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._held: dict[int, queue.Claim] = {}
        self._looked: float | None = None
        self._listener: Listener | None = None
        working = [partial(self._work, slow) for slow in lanes]
        loops: list[Callable[[], None]] = [*working, self._tick]
        self._threads = [_thread(self._guarded, loop, self._stopped) for loop in loops]
        self._renewing = _thread(self._guarded, self._renew, self._ended)

    def start(self) -> None:
        """Start the threads."""
        self._listener = self._adapter.alarms.listening()
        for thread in (*self._threads, self._renewing):
            thread.start()

    def stop(self) -> None:
        """End after the jobs that are running now; until then their leases are renewed."""
        self._stopped.set()
        self._adapter.alarms.ring()
        if self._listener is not None:
            self._listener.stop()
        for thread in self._threads:
            _wait_for(thread)
        self._ended.set()
        _wait_for(self._renewing)

    def _guarded(self, loop: Callable[[], None], end: threading.Event) -> None:
        patience = Patience(end)
        while not end.is_set():
            try:
                loop()
                patience.went_well()
            except Exception as error:
                patience.failed(error)

    def _work(self, slow: bool | None) -> None:
        alarm = self._adapter.alarms.jobs
        rung = alarm.rung()
        if self._stopped.is_set():
            return
        held, due = self._adapter.look(slow, self._held.keys())
        if held is None:
            alarm.wait(rung, due)
            return
        self._held[held.id] = held
        try:
            self._adapter.perform(held)
        finally:
            self._held.pop(held.id, None)

    def _renew(self) -> None:
        self._ended.wait(queue.LEASE.total_seconds() / 3)
        held = tuple(self._held.values())
        if not held or self._ended.is_set():
            return
        with unit_of_work(self._database) as session:
            for claim in held:
                queue.renew(session, claim)

    def _tick(self) -> None:
        alarm = self._adapter.alarms.due
        rung = alarm.rung()
        if self._stopped.is_set():
            return
        if self._looked is None or clock.elapsed() - self._looked >= ticker.SECONDS:
            self._looked = clock.elapsed()
            ticker.bring_forward(self._database)
        alarm.wait(rung, ticker.tick(self._database).due)


def _thread(target: Callable[..., None], *given: object) -> threading.Thread:
    return threading.Thread(target=target, args=given, daemon=True)


def _wait_for(thread: threading.Thread) -> None:
    if thread.is_alive():
        thread.join(30)
