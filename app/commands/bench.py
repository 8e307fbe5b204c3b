"""Measure what matters: CPU against the bare engine, growth, statements, bytes, several servers, a rollout, pages."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.bench.found import Found, machine_load, table, told
from app.bench.measures import changing, growth, lists, organisation, pages, ratio, rollout, scaled, starting, storage
from app.bench.model import sequence, w1
from app.bench.preparing import prepare
from app.bench.server import serving
from app.commands.opening import application, settings_for
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock

MODELS = {"w1": w1(), growth.KEY: sequence(growth.LENGTH)}
PARTS = ("starting", "w1", "growth", "storage", "scaled", "rollout", "organisation", "lists", "pages", "changing")
POSTGRESQL = "--postgresql URL gives an empty PostgreSQL database for it; `make bench` brings one."


@click.command("bench")
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("-n", "instances", type=int, default=100, show_default=True, help="Instances of W1 per round.")
@click.option("--moving", type=int, default=10_000, show_default=True, help="Instances under which a rollout goes.")
@click.option("--postgresql", default=None, help="An empty database for what is measured on PostgreSQL.")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to this page too.")
def bench_command(
    parts: tuple[str, ...], instances: int, moving: int, postgresql: str | None, page: Path | None
) -> None:
    """Measure all PARTS, or those named, each against the bare engine in the same run where that has a meaning."""
    wanted = parts or PARTS
    found = [Found("Load of the machine before", machine_load())]
    if "starting" in wanted:
        found += starting.measure()
    if set(wanted) & {"w1", "growth", "storage"}:
        found += _embedded(wanted, instances)
    if "scaled" in wanted:
        found += _scaled(postgresql, instances)
    if "rollout" in wanted:
        with installation(postgresql) as (app, data):
            found += rollout.measure(app.database, data, moving)
    if "organisation" in wanted:
        with installation(postgresql) as (app, data):
            found += organisation.measure(app.database, data)
    if "lists" in wanted:
        for database in dict.fromkeys((None, postgresql)):
            with installation(database) as (app, data):
                found += lists.measure(app.database, data)
    if "pages" in wanted:
        with installation() as (app, data):
            found += pages.measure(app.database, data)
    if "changing" in wanted:
        found += changing.measure()
    click.echo(told(found))
    if page:
        page.write_text(_page(found))


@contextmanager
def installation(postgresql: str | None = None) -> Iterator[tuple[StepwellApp, Path]]:
    """Make an installation of its own, on the given database or embedded."""
    with tempfile.TemporaryDirectory(prefix="stepwell-bench-") as folder:
        if postgresql:
            os.environ["STEPWELL_DATABASE_URL"] = postgresql
        try:
            yield application(settings_for(Path(folder))), Path(folder)
        finally:
            os.environ.pop("STEPWELL_DATABASE_URL", None)


def _embedded(wanted: tuple[str, ...], instances: int) -> list[Found]:
    found: list[Found] = []
    with installation() as (app, data):
        token = prepare(app, MODELS)
        with serving(data) as server:
            if "w1" in wanted:
                for clients in (1, 4):
                    found += ratio.measure(server, token, "w1", instances, clients)
            if "growth" in wanted:
                found += growth.measure(server, token)
        if "storage" in wanted:
            found += storage.measure(app, token)
    return found


def _scaled(postgresql: str | None, instances: int) -> list[Found]:
    if not postgresql:
        return [Found("Two server processes", f"not measured: {POSTGRESQL}")]
    with installation(postgresql) as (app, data):
        token = prepare(app, MODELS)
        return scaled.measure(data, token, "w1", instances)


def _page(found: list[Found]) -> str:
    git = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    commit = git.stdout.strip() or "unknown"
    head = f"# Measured\n\nWritten by `make bench` on {clock.now():%Y-%m-%d} at commit {commit}.\n"
    return f"{head}\n{table(found)}\n"
