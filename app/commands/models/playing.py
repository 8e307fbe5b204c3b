"""Read and play BPMN files without a database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.models.files import content, files, json_option, line, paths_argument, shown
from processes.model import Refused

if TYPE_CHECKING:
    from processes.engine import CheckResult, DryRun

MOMENT = click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"))


def _why(path: Path, error: Exception) -> str:
    """Say why a file was of no use; one file never stops the others."""
    if isinstance(error, Refused):
        return error.words
    return f"Expected to read this file, but {type(error).__name__} came in the way. Please report it with the file."


def _checked(path: Path) -> CheckResult:
    from processes import companions, engine
    from processes.engine.preparation import child

    try:
        xml = content(path)
        return child.check_in_child(xml, companions.beside(path, xml))
    except Exception as error:
        return engine.CheckResult("refused", None, (), _why(path, error), 0)


def _played(path: Path, seed: int, steps: int, at: datetime | None) -> DryRun:
    from processes import companions, engine
    from processes.engine.preparation import child

    try:
        xml = content(path)
        return child.dry_run_in_child(xml, seed, steps, companions.beside(path, xml), at)
    except Exception as error:
        return engine.DryRun(False, 0, _why(path, error))


@click.command("check")
@paths_argument
@json_option
def check_command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Say of BPMN files whether they run, and what was assumed."""
    from processes.engine.preparation import child

    try:
        for path in files(paths):
            _say_checked(path, _checked(path), as_json)
    finally:
        child.stop()


def _say_checked(path: Path, result: CheckResult, as_json: bool) -> None:
    if as_json:
        line({"file": str(path), **asdict(result)})
        return
    click.echo(f"{shown(path)}: {result.status}" + (f" ({result.mode})" if result.mode else ""))
    for text in [result.why] if result.why else [a.text for a in result.assumptions]:
        click.echo(f"    {text}")


@click.command("play")
@paths_argument
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--steps", type=int, default=2000, show_default=True, help="Give up after so many steps.")
@click.option("--at", type=MOMENT, help="The moment at which it begins (UTC), for what asks for the time.")
@json_option
def play_command(paths: tuple[Path, ...], seed: int, steps: int, at: datetime | None, as_json: bool) -> None:
    """Play BPMN files to an end in memory, choosing at random."""
    from processes.engine.preparation import child

    try:
        for path in files(paths):
            _say_played(path, _played(path, seed, steps, at and at.replace(tzinfo=UTC)), as_json)
    finally:
        child.stop()


def _say_played(path: Path, played: DryRun, as_json: bool) -> None:
    if as_json:
        line({"file": str(path), "ended": played.ended, "tasks": played.tasks, "why": played.why})
        return
    how = "ended" if played.ended else f"did not end: {played.why}"
    click.echo(f"{shown(path)}: {how} after {played.tasks} tasks")
