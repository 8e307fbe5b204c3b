"""The `stepwell` command: every part of it is imported only when it is called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from app.kernel.errors import StepwellError
from app.kernel.settings import BadSettings

WHERE = {
    "serve": "serving",
    "work": "serving",
    "migrate": "serving",
    "demo": "demo",
    "person": "people",
    "group": "groups",
    "token": "people",
    "check": "models.playing",
    "play": "models.playing",
    "decide": "models.deciding",
    "change": "models.changes",
    "diff": "models.diffing",
    "rebase": "models.changes",
    "import": "library.in_and_out",
    "export": "library.in_and_out",
    "backup": "keeping",
    "restore": "keeping",
    "doctor": "doctor",
    "bench": "bench",
}
ABOUT = {
    "serve": "Serve pages, API and live updates, and run background jobs.",
    "work": "Do background jobs: any number of these on PostgreSQL.",
    "migrate": "Bring the database schema up to date.",
    "demo": "Fill an empty folder with an organisation and half a year of its work.",
    "person": "Add people.",
    "group": "Make, rename and remove groups of people, and say who is in them.",
    "token": "Make API tokens.",
    "check": "Say of BPMN files whether they run, and what was assumed.",
    "play": "Play BPMN files to an end in memory, choosing at random.",
    "decide": "Work out decisions of a DMN file.",
    "change": "Change a model without breaking it.",
    "diff": "Say what changed between two models.",
    "rebase": "Make the change from BASE to CHANGED on LIVE.",
    "import": "Bring in a BPMN file with what lies beside it, or a folder of the library.",
    "export": "Write the event log for process mining, or the library as files for git.",
    "backup": "Write a consistent copy of the database and the files.",
    "restore": "Put a backup back into an empty installation.",
    "doctor": "Check packages, schema, the audit log and the votes against it, and room on the disk.",
    "bench": "Measure Stepwell, each part against the bare engine.",
}
SELDOM = 50_000


class _Lazy(click.Group):
    """A group that imports a command when it is called, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in WHERE:
            return None
        command: click.Command = getattr(import_module(f"app.commands.{WHERE[name]}"), f"{name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the words written here, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, ABOUT[name]) for name in WHERE])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="stepwell")
def stepwell() -> None:
    """Stepwell: the people who do the work improve the live process."""


def main() -> None:
    """Run the command; what was expected and what to do goes to standard error, never a traceback for wrong input."""
    # What is imported stays: to look through it for garbage after each 700 new objects is a tenth of a command's time.
    gc.set_threshold(SELDOM)
    try:
        # Without standalone mode, click hands the code of an Exit back instead of ending with it.
        sys.exit(stepwell.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        if not (words := _words_of(error)):
            raise
        click.echo(words, err=True)
        sys.exit(1)


def _words_of(error: Exception) -> str:
    """Say what went wrong where it is no mistake of ours: wrong input, or a disk or database that fails."""
    if isinstance(error, StepwellError | BadSettings):
        return str(error)
    from app.kernel.db.outages import outage

    if (met := outage(error)) is not None:
        return f"{met} ({error.filename})" if isinstance(error, OSError) and error.filename else str(met)
    if isinstance(error, OSError):
        return f"Expected to read and write files here, but: {error}. Check the path and its permissions."
    return ""


if __name__ == "__main__":
    main()
