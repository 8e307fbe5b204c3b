"""Build the demo organisation and serve it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from app import demo
from app.commands.opening import application, data_option, settings_for
from app.commands.serving import HOST, serve
from app.demo import build
from app.demo.cases import CASES, WHO, chosen
from app.demo.cast import LOGINS, ORGANISATION, PASSWORD
from app.kernel import features
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.settings import Settings
from app.kernel.times import clock

REFUSALS = {
    "other": "Expected an empty database for the demo, but {where} holds another organisation. "
    "Choose another folder with --data; nothing was changed.",
    "unfinished": "Expected an empty database for the demo, but building it was cut off in {where}. "
    "Delete that database and run the command again; nothing was changed.",
}
MAILS = "mails"
WHAT_FOR = {"worker": "does the work", "manager": "approves", "ops": "looks after rollouts", "admin": "administers"}


@click.command("demo")
@data_option
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--no-serve", is_flag=True, help="Only build it.")
@click.option("--list", "listed", is_flag=True, help="Print the cases, one a line, and do nothing else.")
@click.option("--only", type=click.Choice(list(CASES)), default=None, help="Build this case alone.")
@click.option("--scale", type=click.FloatRange(0.05, 20), default=1.0, show_default=True, help="More or less work.")
def demo_command(
    data: Path | None, port: int, host: str, no_serve: bool, listed: bool, only: str | None, scale: float
) -> None:
    """Fill an empty folder with an organisation and half a year of its work, then serve it."""
    if listed:
        for case in CASES.values():
            click.echo(f"{case.key}  {case.title}")
        return
    settings = settings_of_demo(data, f"http://{host}:{port}")
    app = application(settings)
    features.add(app, demo.feature())
    where = settings.database_url.rpartition("@")[2] or str(settings.data)
    with unit_of_work(app.database, readonly=True) as session:
        state = build.state_of(session)
    if state in REFUSALS:
        raise click.ClickException(REFUSALS[state].format(where=where))
    if state == "demo":
        click.echo(f"The demo is in {where} already.")
    else:
        _build(app.database, scale, [only] if only else [])
    with unit_of_work(app.database, readonly=True) as session:
        cases = build.cases_of(session)
    click.echo(logins(f"http://{host}:{port}/", cases))
    if not no_serve:
        serve(app, settings, port, host)


def settings_of_demo(data: Path | None, url: str) -> Settings:
    """Give settings in which mails are kept in a folder beside the data, with links to this address if to no other."""
    settings = settings_for(data, organisation=ORGANISATION)
    return replace(settings, base_url=settings.base_url or url, mail_folder=str(settings.data / MAILS), smtp_host="")


def logins(url: str, cases: Sequence[str] = ()) -> str:
    """Say where the demo is and as whom to sign in, for these cases or all."""
    lines = [
        f"Open {url} and choose whom to be, or take the tour. Everybody's password is “{PASSWORD}”. Begin as one of:"
    ]
    for name in (*(name for case in chosen(cases) for name in case.logins), *LOGINS):
        part = WHO[name]
        lines.append(f"  {part.email:<36} {part.role:<8} {WHAT_FOR[part.role]}")
    return "\n".join(lines)


def _build(database: Database, scale: float, only: Sequence[str]) -> None:
    began = time.monotonic()
    with _progress("Half a year of work at " + ORGANISATION) as show:
        built = build.build(database, clock.now(), scale=scale, progress=show, only=only)
    click.echo(
        f"{built.people} people, {built.finished} finished and {built.running} running cases, "
        f"built in {time.monotonic() - began:.0f} seconds."
    )


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """Give a function that shows the share done: a bar on a terminal, a line every tenth elsewhere."""
    shown = 0
    if not sys.stdout.isatty():

        def line(share: float) -> None:
            nonlocal shown
            if int(share * 10) > shown:
                shown = int(share * 10)
                click.echo(f"{label}: {shown * 10} %")

        yield line
        return
    with click.progressbar(length=1000, label=label, show_eta=True) as bar:

        def step(share: float) -> None:
            nonlocal shown
            bar.update(int(share * 1000) - shown)
            shown = int(share * 1000)

        yield step
