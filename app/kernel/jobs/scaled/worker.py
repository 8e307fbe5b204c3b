"""A Procrastinate worker in a thread of this process, with what repeats and the take-over from dead workers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.worker import Worker
from sqlalchemy import text

from app.kernel.db.database import Database
from app.kernel.db.postgres_listener import Listener
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import ticker
from app.kernel.jobs.alarm import Alarms
from app.kernel.jobs.patience import Patience
from app.kernel.jobs.scaled.tasks import declare, forget_old
from app.kernel.observability.logs import log
from app.kernel.times import clock

POLL = 1.0
HEARTBEAT = 5.0
STALLED = 20.0
# Procrastinate takes a worker for gone by what the clock says: after thirty years.
NEVER = 1e9
RUNNING = """SELECT j.id, j.attempts, j.worker_id, w.last_heartbeat
    FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id WHERE j.status = 'doing'"""
FORGET = 3600.0
MARGIN = timedelta(milliseconds=5)
# Procrastinate is told of jobs as they come, and not when one that was ordered for later is due. Where more than a few
# wait, its workers look by themselves after each.
LATER = text(
    """SELECT scheduled_at - clock_timestamp() FROM (SELECT scheduled_at FROM procrastinate_jobs
    WHERE status = 'todo' ORDER BY priority DESC, id LIMIT 200) few
    WHERE scheduled_at > clock_timestamp() ORDER BY scheduled_at LIMIT 1"""
)
WAKE = text('SELECT pg_notify(\'procrastinate_any_queue_v1\', \'{"type": "job_inserted", "job_id": 0}\')')


def _app(database: Database, connections: int) -> App:
    return App(connector=PsycopgConnector(conninfo=database.conninfo, min_size=1, max_size=connections))


class ScaledWorker:
    """Does Procrastinate's jobs until it is stopped; starts anew when the database was away."""

    def __init__(self, database: Database, concurrency: int, alarms: Alarms) -> None:
        self._database = database
        self._concurrency = concurrency
        self._alarms = alarms
        self._listener: Listener | None = None
        self._next: datetime | None = None
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._work, self._tick)]

    def start(self) -> None:
        """Start the threads."""
        self._listener = self._alarms.listening()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the jobs that are running now; until then nobody takes them over."""
        self._stopped.set()
        self._alarms.ring()
        if self._listener is not None:
            self._listener.stop()
        loop, running = self._loop, self._task
        if loop is not None and running is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(running.cancel)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(30)

    def _work(self) -> None:
        patience = Patience(self._stopped)
        while not self._stopped.is_set():
            try:
                asyncio.run(self._main())
            except asyncio.CancelledError:
                return
            except Exception as error:
                patience.failed(error)

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        if self._stopped.is_set():
            return
        app = _app(self._database, self._concurrency + 2)
        declare(app, self._database, lambda error: None)
        async with app.open_async():
            working = Worker(app, **_options(self._concurrency), wait=True, shutdown_graceful_timeout=20)
            beside = [asyncio.create_task(each) for each in (_take_over(app), self._beat(app, working))]
            try:
                await working.run()  # type: ignore[no-untyped-call]
            finally:
                for each in beside:
                    each.cancel()

    async def _beat(self, app: App, working: Worker) -> None:
        """Let a worker's heart beat until it has ended: Procrastinate's stops when it is told to, its jobs run on."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            if self._stopped.is_set() and working.worker_id is not None:
                try:
                    await app.job_manager.update_heartbeat(working.worker_id)
                except Exception:
                    log.exception("job_heartbeat_failed")

    def _tick(self) -> None:
        looked: float | None = None
        forgot: float | None = None
        patience = Patience(self._stopped)
        while True:
            rung = self._alarms.due.rung()
            if self._stopped.is_set():
                return
            try:
                if looked is None or clock.elapsed() - looked >= ticker.SECONDS:
                    looked = clock.elapsed()
                    ticker.bring_forward(self._database)
                ticked, later = ticker.tick(self._database).due, self._later()
                due = min((moment for moment in (ticked, later) if moment is not None), default=None)
                if forgot is None or clock.elapsed() - forgot > FORGET:
                    forgot = clock.elapsed()
                    forget_old(self._database)
                patience.went_well()
            except Exception as error:
                patience.failed(error)
                continue
            self._alarms.due.wait(rung, due)

    def _later(self) -> datetime | None:
        """Give when the next job is due that is ordered for later; wake Procrastinate's workers when it is."""
        with unit_of_work(self._database) as session:
            if self._next is not None and self._next <= clock.now():
                session.execute(WAKE)
            left: timedelta | None = session.scalar(LATER)
        self._next = None if left is None else clock.now() + left + MARGIN
        return self._next


def _options(concurrency: int) -> dict[str, Any]:
    return {
        "concurrency": concurrency,
        "install_signal_handlers": False,
        "delete_jobs": "successful",
        "fetch_job_polling_interval": POLL,
        "update_heartbeat_interval": HEARTBEAT,
        "stalled_worker_timeout": NEVER,
    }


class Watch:
    """Knows which workers are gone: those whose heart was not seen to beat for a while, whatever the clocks say."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], float] = {}
        self._looked = clock.elapsed()

    def lost(self, running: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give those of the running jobs that have stood so for `STALLED`; who has not looked for long starts anew."""
        now = clock.elapsed()
        before, self._looked = self._seen if now - self._looked < STALLED else {}, now
        self._seen = {tuple(one.values()): before.get(tuple(one.values()), now) for one in running}
        return [one for one in running if now - self._seen[tuple(one.values())] >= STALLED]

    def forget(self) -> None:
        """Start anew: no heart could beat meanwhile."""
        self._seen = {}


async def _take_over(app: App) -> None:
    """Queue the jobs of workers that are gone again, every few seconds."""
    watch = Watch()
    while True:
        try:
            for job in watch.lost(await app.connector.execute_query_all_async(RUNNING)):
                log.warning("job_taken_over", job=job["id"])
                await app.job_manager.retry_job_by_id_async(job["id"], clock.now())
                if job["worker_id"] is not None:
                    await app.job_manager.unregister_worker(job["worker_id"])
        except Exception:
            watch.forget()
            log.exception("job_take_over_failed")
        await asyncio.sleep(HEARTBEAT)


def drain(database: Database) -> int:
    """Do all jobs that are due and end; gives how many, raises the first error."""
    ended: list[BaseException | None] = []

    async def work() -> None:
        app = _app(database, 3)
        declare(app, database, ended.append)
        async with app.open_async():
            await app.run_worker_async(**_options(1), wait=False, listen_notify=False)

    # In a thread of its own, since the caller may have an event loop already.
    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()
    for error in ended:
        if error is not None:
            raise error
    return len(ended)
