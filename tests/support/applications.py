"""One application for the tests of a worker, lent to one test after the other: to wire one costs more than most tests.

Each test has it on a database of its own, with nothing left of the test before; what is compiled once (addresses,
templates, the description of the API) stays.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache

from app import create_app
from app.kernel import jobs, rate_limits
from app.kernel.db.database import Database
from app.kernel.db.database_settings import configure
from app.kernel.http.application import StepwellApp
from app.kernel.http.concurrency import Turns
from app.kernel.settings import Settings
from app.taskforms import files


class _Templates(BytecodeCache):
    """Templates as they were compiled for the first application, for those that tests wire by themselves."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        if (compiled := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def _said(value: Any) -> Any:
    """What a template prints, unless it is a bare moment: that has no zone of who reads it."""
    if isinstance(value, datetime):
        raise TypeError(f"Expected a moment to be said by ui.time, but {value} is printed as it is.")
    return value


StepwellApp.jinja_options = {**StepwellApp.jinja_options, "bytecode_cache": _Templates(), "finalize": _said}
_wired: dict[Settings, tuple[StepwellApp, dict[str, Any]]] = {}


@contextmanager
def lent(settings: Settings, database: Database) -> Iterator[StepwellApp]:
    """Give the application with these settings on this database; one is wired for all that differ only in where."""
    wherever = replace(settings, data=Path(), database_url="")
    if wherever not in _wired:
        made = create_app(settings, database)
        _wired[wherever] = made, _kept(made)
        gc.collect()
        gc.freeze()
    app, kept = _wired[wherever]
    _settle(app, settings, database)
    try:
        yield app
    finally:
        vars(app).update({name: value.copy() for name, value in kept.items() if name != "config"})
        app.config.clear()
        app.config.update(kept["config"])


def _kept(app: StepwellApp) -> dict[str, Any]:
    """What a test may change of an application for itself, as it was made."""
    names = ("authenticators", "guards", "closing", "extensions", "view_functions")
    return {"config": dict(app.config)} | {name: getattr(app, name).copy() for name in names}


def _settle(app: StepwellApp, settings: Settings, database: Database) -> None:
    """Do again what wiring does with the database and its settings."""
    app.settings, app.database, app.turns = settings, database, Turns(most=settings.threads // 2)
    app.extensions["stepwell_metrics_now"]._database = database
    configure(database, settings)
    files.configure(database, settings)
    jobs.register(app)
    rate_limits.limiter.enabled = settings.rate_limits
