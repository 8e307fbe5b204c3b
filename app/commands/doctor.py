"""Look whether this installation is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from app.commands.opening import application, data_option, settings_for
from app.kernel import audit, disk_space
from app.kernel.db import schema
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.settings import warnings


@click.command("doctor")
@data_option
def doctor_command(data: Path | None) -> None:
    """Check packages, schema, audit log, votes against it and room on the disk; ends with 1 if something is wrong."""
    app = application(settings_for(data))
    wrong = 0
    for name, check in (
        ("packages", _packages),
        ("schema", _schema),
        ("audit log", _audit),
        ("votes", _votes),
        ("assets", _assets),
        ("space", _space),
        ("settings", _settings),
    ):
        problems = list(_run(check, app))
        wrong += len(problems)
        click.echo(f"{name}: " + ("well" if not problems else "; ".join(problems)))
    raise click.exceptions.Exit(1 if wrong else 0)


def _run(check: Callable[[StepwellApp], Iterator[str]], app: StepwellApp) -> Iterator[str]:
    yield from check(app)


def _packages(app: StepwellApp) -> Iterator[str]:
    """Another distribution may have put its own `app` or `processes` in the way."""
    import app as own
    import processes

    places = {Path(str(module.__file__)).resolve().parent.parent for module in (own, processes)}
    if len(places) > 1:
        yield "app and processes come from different places: " + ", ".join(map(str, sorted(places)))


def _schema(app: StepwellApp) -> Iterator[str]:
    now, newest = schema.current(app.database), schema.newest()
    if now != newest:
        yield f"at {now}, newest is {newest}: run `stepwell migrate`"


def _audit(app: StepwellApp) -> Iterator[str]:
    with unit_of_work(app.database, readonly=True) as session:
        yield from (str(problem) for problem in audit.verify(session))


def _votes(app: StepwellApp) -> Iterator[str]:
    from app.ballots.seals.verify import all_altered

    with unit_of_work(app.database, readonly=True) as session:
        yield from all_altered(session)


def _assets(app: StepwellApp) -> Iterator[str]:
    folder = Path(str(app.static_folder)) / "dist"
    if not (folder / "app.js").exists():
        yield f"{folder} is empty: install from a complete checkout"


def _space(app: StepwellApp) -> Iterator[str]:
    yield from filter(None, (place.problem() for place in disk_space.places(app.settings, app.database)))


def _settings(app: StepwellApp) -> Iterator[str]:
    yield from warnings(app.settings)
