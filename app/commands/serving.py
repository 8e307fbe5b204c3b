"""Serve pages and the API; do background work; bring the schema up to date."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from app.commands.gathering import worker_for
from app.commands.opening import data_option, settings_for, working
from app.kernel import jobs
from app.kernel.db import schema
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.observability.metrics import worker as metrics_of_worker
from app.kernel.settings import Settings, warnings
from app.taskforms.files.place import of_settings

HOST = "127.0.0.1"
# How long a thread that computes keeps those waiting that have an answer to give.
SWITCH_SECONDS = 0.001


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with the application object, so that nothing is imported from the current folder."""

    def __init__(self, app: StepwellApp, options: dict[str, Any]) -> None:
        self.stepwell, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> StepwellApp:
        return self.stepwell


@click.command("serve")
@data_option
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
def serve_command(data: Path | None, port: int, host: str) -> None:
    """Serve pages, API and live updates; runs background jobs too unless STEPWELL_WORK_IN_SERVER=no."""
    settings = settings_for(data)
    _warn(settings)
    serve(working(settings), settings, port, host)


def _warn(settings: Settings) -> None:
    for words in warnings(settings):
        click.echo(words, err=True)


def serve(app: StepwellApp, settings: Settings, port: int, host: str = HOST) -> None:
    """Serve until told to stop: one process, many threads; prints the address when it listens."""
    url = f"http://{host}:{port}/"
    worker: list[jobs.Worker] = []

    def forked(server: Any, process: Any) -> None:
        gc.collect()
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.freeze()  # what start-up built stays: the collector need not look through it again and again
        app.database.engine.dispose(close=False)
        if settings.work_in_server:
            worker.append(jobs.start(app.database, settings))
        click.echo(f"Stepwell is ready at {url}")

    def ending(server: Any, process: Any) -> None:
        for close in app.closing:
            close()
        for running in worker:
            running.stop()

    options = {
        "bind": f"{host}:{port}", "workers": 1, "threads": settings.threads,
        "worker_class": worker_for(_largest_body(app)), "timeout": 120, "graceful_timeout": 5, "keepalive": 30,
        "loglevel": "warning", "post_worker_init": None,
        "post_fork": None, "umask": 0o077, "worker_exit": ending, "worker_tmp_dir": None,
    }  # fmt: skip
    options = {key: value for key, value in options.items() if value is not None}
    options["post_worker_init"] = lambda process: forked(None, process)
    app.database.close()
    _Gunicorn(app, options).run()


def _largest_body(app: StepwellApp) -> int:
    """Give the size of the largest request: a form with all the files of a case, or a comment with its pictures."""
    from app.discussion.pages.pictures import LARGEST_REQUEST

    return int(app.config["MAX_CONTENT_LENGTH"]) + max(of_settings(app.settings).largest_together, LARGEST_REQUEST)


@click.command("work")
@data_option
@click.option("--threads", type=int, default=4, show_default=True)
@click.option("--metrics-port", type=int, default=None, help="Port for the figures of this worker, on this machine.")
def work_command(data: Path | None, threads: int, metrics_port: int | None) -> None:
    """Do background jobs: any number of these on PostgreSQL."""
    settings = settings_for(data)
    _warn(settings)
    app = working(settings)
    if metrics_port is not None:
        port, _ = metrics_of_worker.serve(app.database, metrics_port)
        click.echo(f"Its figures are at http://{metrics_of_worker.HOST}:{port}/metrics")
    click.echo("Working. Stop with Ctrl-C.")
    jobs.run_worker(app.database, settings, threads)


@click.command("migrate")
@data_option
def migrate_command(data: Path | None) -> None:
    """Bring the database schema up to date."""
    settings = settings_for(data)
    database = Database(settings.url)
    schema.upgrade(database)
    if settings.jobs_adapter == "procrastinate":
        jobs.apply_schema(database)
    click.echo(f"The schema is at {schema.current(database)}.")
