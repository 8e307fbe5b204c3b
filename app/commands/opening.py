"""Open the database or the application for a command."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from app import create_app
from app.kernel import disk_space
from app.kernel.db import outages, schema
from app.kernel.db.database import Database
from app.kernel.db.database_settings import configure
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.settings import BadSettings, Settings, load

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.kernel.http.application import StepwellApp

T = TypeVar("T")
# How long what keeps running waits for a PostgreSQL that does not answer when it starts, and between looks; seconds.
PATIENCE, PAUSE = 60.0, 0.5

data_option: Callable[[Any], Any] = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder of the embedded database."
)


def settings_for(data: Path | None, **given: Any) -> Settings:
    """Read the settings with the command's own on top; what the process writes from now on is its owner's alone."""
    os.umask(0o077)
    return load(data=data, **given)


def ready(settings: Settings) -> Database:
    """Open the database, its schema that of this program."""
    database = Database(settings.url, pool_size=max(5, settings.threads // 4))
    try:
        schema.make_ready(database)
        if settings.jobs_adapter == "procrastinate":
            from app.kernel import jobs

            jobs.apply_schema(database)
    except BaseException:
        database.close()
        raise
    configure(database, settings)
    return database


def application(settings: Settings) -> StepwellApp:
    """Build the application on its database."""
    return create_app(settings, ready(settings))


def working(settings: Settings) -> StepwellApp:
    """Build the application for what keeps running; raises BadSettings where it could not save anything."""
    for folder in disk_space.folders(settings):
        if not disk_space.is_writable(folder):
            raise BadSettings(
                f"Expected to write to the folder {folder}, but it can only be read. Let the user of Stepwell write "
                "there, or choose another folder by STEPWELL_DATA and STEPWELL_FILES."
            )
    wait = 0.0 if settings.is_embedded else PATIENCE
    app = patiently(lambda: application(settings), wait)
    patiently(lambda: schema.require_writable(app.database), wait)
    return app


def patiently(act: Callable[[], T], wait: float) -> T:
    """Do what needs the database, though it may only be coming up; raises what it raises if that lasts `wait` seconds.

    Its reason is told at once: a wrong password looks like a server that is coming up, but for the words.
    """
    end, told = time.monotonic() + wait, False
    while True:
        try:
            return act()
        except Exception as error:
            met = outages.outage(error)
            if met is None or met.code != outages.AWAY or time.monotonic() >= end:
                raise
            if not told:
                click.echo(f"The database does not answer yet: {_reason(error)}. Waiting for it.", err=True)
                told = True
        time.sleep(PAUSE)


def _reason(error: BaseException) -> str:
    """Give what the database, or the way to it, said first."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).partition("\n")[0]


@contextmanager
def opened(data: Path | None) -> Iterator[Database]:
    """Open the database with all features, for what reads for long and writes little."""
    database = application(settings_for(data)).database
    try:
        yield database
    finally:
        database.close()


@contextmanager
def writing(data: Path | None) -> Iterator[Session]:
    """Open one unit of work in which all features hear what is done."""
    with _unit(application(settings_for(data)).database) as session:
        yield session


@contextmanager
def writing_quietly(data: Path | None) -> Iterator[Session]:
    """Open one unit of work for what no other feature needs to hear, without building the application."""
    with _unit(ready(settings_for(data))) as session:
        yield session


@contextmanager
def _unit(database: Database) -> Iterator[Session]:
    try:
        with unit_of_work(database) as session:
            yield session
    finally:
        database.close()
