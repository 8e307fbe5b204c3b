"""`stepwell export` and `stepwell import`, with the short forms that they have always had."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.keeping import export_log, import_model
from app.commands.opening import data_option, opened

FOLDER = click.Path(path_type=Path, file_okay=False)


class _WithShortForm(click.Group):
    """A group in which the name of one command can be left out."""

    short = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name there, where what stands first is no command and nobody asks for help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.short, *args]
        return super().parse_args(ctx, args)


class _Import(_WithShortForm):
    short = "model"


class _Export(_WithShortForm):
    short = "log"


@click.group("import", cls=_Import)
def import_command() -> None:
    """Bring in one model, or a whole library. `import FILE …` is short for `import model FILE …`."""


@click.group("export", cls=_Export)
def export_command() -> None:
    """Write the event log, or the whole library. `export xes …` is short for `export log xes …`."""


import_command.add_command(import_model)
export_command.add_command(export_log)


@export_command.command("processes")
@click.argument("folder", metavar="DIR", type=FOLDER)
@data_option
def export_processes(folder: Path, data: Path | None) -> None:
    """Write all processes with their history into the folder DIR, as plain files that live well in git.

    Works while serving. Called again it writes what has changed, and takes away what is gone if it wrote that.
    """
    from app.commands.library.collecting import export

    with opened(data) as database:
        count, done = export(database, folder)
    click.echo(
        f"{_count(count, 'process', 'processes')} in {folder}: {_count(done.new, 'file', 'files')} written, "
        f"{done.same} as they were, {done.gone} taken away.",
        err=True,
    )
    for path in done.kept:
        click.echo(f"{path} is not in the library any more, but somebody has changed it: it stays.", err=True)


@import_command.command("processes")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--owner", default="", help="E-mail address of who owns what an unknown person owns.")
@data_option
def import_processes(folder: Path, owner: str, data: Path | None) -> None:
    """Bring in the processes of a folder DIR that `stepwell export processes` wrote, with their history.

    Works while serving. Of a process that is here already only versions are added that are new here.
    """
    from app.commands.library.bringing import import_folder

    with opened(data) as database:
        for words in import_folder(database, folder, owner):
            click.echo(words)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
