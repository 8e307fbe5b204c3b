"""Get things in and out: one model, the event log, whole installations."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy.engine import URL

from app.commands.opening import application, data_option, settings_for, writing
from app.kernel.atomic_files import written
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import SYSTEM
from app.kernel.settings import Settings

OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("model")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", required=True, help="Key of the process; a new version if it is there.")
@click.option("--title", default=None)
@click.option("--owner", required=True, help="E-mail address of the owner.")
@click.option("--note", default="", help="Why this version is made.")
@data_option
def import_model(file: Path, key: str, title: str | None, owner: str, note: str, data: Path | None) -> None:
    """Store a BPMN file, with the tables and forms beside it that it names, as a process or its next version."""
    from app.accounts.queries import actor_for, by_email
    from app.catalog import actions
    from app.catalog import queries as catalog
    from app.kernel.errors import NotFound
    from processes.companions import beside

    xml = file.read_bytes()
    files = beside(file, xml)
    with writing(data) as session:
        person = by_email(session, owner)
        if person is None:
            raise click.ClickException(
                f"Expected a person with the address {owner}, but there is none. Add them first."
            )
        actor = actor_for(session, person)
        try:
            process = catalog.process_by_key(session, SYSTEM, key)
            version = actions.publish(session, actor, process, xml, note=note, files=files)
            click.echo(f"{process.title}: version {version.number} is live.")
        except NotFound:
            process = actions.create(session, actor, key, title or key, xml, note=note, files=files)
            click.echo(f"{process.title}: version 1 is live.")


@click.command("log")
@click.argument("form", type=click.Choice(["xes", "csv", "ocel"]))
@click.option("-o", "out", type=OUT, required=True)
@data_option
def export_log(form: str, out: Path, data: Path | None) -> None:
    """Write the event log for process mining."""
    from app.cases.queries import export

    app = application(settings_for(data))
    with (
        written(out) as part,
        unit_of_work(app.database, readonly=True) as session,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        count = export.WRITERS[form](session, file)
    click.echo(f"{count} completed tasks written to {out}.", err=True)


@click.command("backup")
@click.option("-o", "out", type=OUT, required=True)
@data_option
def backup_command(out: Path, data: Path | None) -> None:
    """Write a consistent copy of the whole database and the files sent with forms, while serving."""
    from app.commands import archive

    settings = settings_for(data)

    def copy(to: Path) -> None:
        if settings.is_embedded:
            _backup_sqlite(settings, to)
        else:
            _pg("pg_dump", ["--format=custom", "--no-owner", f"--file={to}"], settings)

    files = archive.write(settings, out, copy)
    click.echo(f"The backup is in {out}{_with(files)}.", err=True)


def _with(files: int) -> str:
    return f", with {files} {'file' if files == 1 else 'files'}" if files else ""


def _backup_sqlite(settings: Settings, out: Path) -> None:
    raw = out.with_suffix(out.suffix + ".part")
    with (
        closing(sqlite3.connect(str(Database(settings.url).url.database))) as source,
        closing(sqlite3.connect(raw)) as copy,
    ):
        source.backup(copy)
    with raw.open("rb") as plain, gzip.open(out, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed)
    raw.unlink()


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
def restore_command(file: Path, data: Path | None) -> None:
    """Put a backup back into an empty installation."""
    from app.commands import archive

    settings = settings_for(data)
    with archive.opened(settings, file) as (database, put_back):
        if settings.is_embedded:
            _restore_sqlite(settings, database)
        else:
            _pg(
                "pg_restore",
                ["--no-owner", "--exit-on-error", "--dbname", _plain(settings), str(database)],
                settings,
                named=False,
            )
        files = put_back()
    click.echo(f"The backup is restored{_with(files)}.", err=True)


def _restore_sqlite(settings: Settings, file: Path) -> None:
    target = Path(str(Database(settings.url).url.database))
    if target.exists():
        raise click.ClickException(f"Expected no database at {target}, but there is one. Restore into an empty folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with gzip.open(file, "rb") as packed, part.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        with closing(sqlite3.connect(part)) as check:
            sound = check.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except (OSError, EOFError, sqlite3.DatabaseError) as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"Expected a backup made by `stepwell backup`, but {file} is not one.") from error
    if not sound:
        raise click.ClickException(f"Expected a sound database in {file}, but it is damaged. Use another backup.")
    part.rename(target)


def _plain(settings: Settings) -> str:
    url: URL = Database(settings.url).url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _pg(program: str, arguments: list[str], settings: Settings, named: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise click.ClickException(
            f"Expected the program {program}, but it is not here. apt-get install postgresql-client"
        )
    command = [found, *arguments, *([_plain(settings)] if named else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{program} could not do it: {done.stderr.strip()[:500]}")
