"""Open the database or the application for a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app.kernel import jobs, schema
from app.kernel.database import Database
from app.kernel.settings import Settings, load
from app.kernel.unit import unit_of_work
from app.kernel.web import StepwellApp

data_option: Callable[[Any], Any] = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder of the embedded database."
)


def settings_for(data: Path | None, **given: Any) -> Settings:
    """Read the settings with the command's own on top; what the process writes from now on is its owner's alone."""
    os.umask(0o077)
    return load(data=data, **given)


def application(settings: Settings) -> StepwellApp:
    """Build the application, its schema up to date."""
    from app import create_app

    database = Database(settings.url, pool_size=max(5, settings.threads // 4))
    schema.make_ready(database)
    if settings.jobs_adapter == "procrastinate":
        jobs.apply_schema(database)
    return create_app(settings, database)


@contextmanager
def writing(data: Path | None) -> Iterator[Session]:
    """Open one unit of work on the installation's database."""
    app = application(settings_for(data))
    jobs.use(app.database, app.settings.jobs_adapter)
    try:
        with unit_of_work(app.database) as session:
            yield session
    finally:
        app.database.close()
