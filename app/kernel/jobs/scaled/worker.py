"""A Procrastinate worker in a thread of this process, with what repeats and the take-over from dead workers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

from procrastinate import App, PsycopgConnector

from app.kernel import clock
from app.kernel.database import Database
from app.kernel.jobs import ticker
from app.kernel.jobs.patience import Patience
from app.kernel.jobs.scaled.tasks import declare, forget_old
from app.kernel.logs import log

POLL = 1.0
HEARTBEAT = 5.0
STALLED = 20.0
# Procrastinate takes a worker for gone by what the clock says: after thirty years.
NEVER = 1e9
RUNNING = """SELECT j.id, j.attempts, j.worker_id, w.last_heartbeat
    FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id WHERE j.status = 'doing'"""


def _app(database: Database, connections: int) -> App:
    return App(connector=PsycopgConnector(conninfo=database.conninfo, min_size=1, max_size=connections))


class ScaledWorker:
    """Does Procrastinate's jobs until it is stopped; starts anew when the database was away."""

    def __init__(self, database: Database, concurrency: int) -> None:
        self._database = database
        self._concurrency = concurrency
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._work, self._tick)]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the jobs that are running now."""
        self._stopped.set()
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
            guard = asyncio.create_task(_take_over(app))
            try:
                await app.run_worker_async(**_options(self._concurrency), wait=True, shutdown_graceful_timeout=20)
            finally:
                guard.cancel()

    def _tick(self) -> None:
        rounds, patience = 0, Patience(self._stopped)
        while not self._stopped.wait(POLL):
            try:
                if rounds % ticker.ROUNDS == 0:
                    ticker.bring_forward(self._database)
                ticker.tick(self._database)
                if rounds % 3600 == 0:
                    forget_old(self._database)
                patience.went_well()
            except Exception as error:
                patience.failed(error)
            rounds += 1


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
