"""Change, compare and replay models as files."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from app.commands.models import content, files, json_option, line, paths_argument, shown
from app.kernel.whole import written
from processes import change
from processes.model import Model, Refused, parse

FILE: Any = click.Path(path_type=Path, exists=True, dir_okay=False)
REFUSED = 3
BESIDE = (".dmn", ".form", ".json")


def _read(path: Path) -> Model:
    try:
        return parse(content(path))
    except Refused as error:
        raise click.ClickException(f"{shown(path)}: {error.words}") from error


def _refuse(refusals: Any) -> None:
    """Print the first refusal as one JSON line and end with 3."""
    first = refusals[0]
    line({"code": first.code, "words": first.words, "choices": list(first.choices)})
    sys.exit(REFUSED)


@click.group("change")
def change_command() -> None:
    """Change a model without breaking it."""


@change_command.command("eliminate")
@click.argument("file", type=FILE)
@click.argument("step")
@click.option("--cascade", is_flag=True, help="Accept what must go with it.")
@click.option("-o", "out", type=click.Path(path_type=Path), required=True)
def eliminate(file: Path, step: str, cascade: bool, out: Path) -> None:
    """Eliminate a step; ends with 3 and one JSON line where that is refused."""
    changed = change.apply(_read(file), [change.Eliminate(step, cascade)])
    if not changed.ok or changed.model is None:
        _refuse(changed.refusals)
    else:
        with written(out) as part:
            part.write_bytes(changed.model.xml)
        click.echo("\n".join(changed.words), err=True)


@change_command.command("every-step")
@paths_argument
@click.option("--cascade", is_flag=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@json_option
def every_step(paths: tuple[Path, ...], cascade: bool, out: Path, as_json: bool) -> None:
    """Try to eliminate every activity of every file, each on its own."""
    out.mkdir(parents=True, exist_ok=True)
    for path in files(paths):
        try:
            model = parse(content(path))
        except Refused as error:
            click.echo(f"{shown(path)}: {error.words}", err=True)
            continue
        began = time.perf_counter()
        for result in change.every_step(model, cascade=cascade):
            spent, began = time.perf_counter() - began, time.perf_counter()
            if result.xml is not None:
                with written(out / _name(path, result.step)) as part:
                    part.write_bytes(result.xml)
            values = {
                "file": str(path), "step": result.step, "result": result.result, "code": result.code,
                "words": result.words, "sound_before": result.sound_before, "sound_after": result.sound_after,
                "ms": round(spent * 1000, 2),
            }  # fmt: skip
            if as_json:
                line(values)
            else:
                click.echo(f"{shown(path)} {result.step}: {result.result} {result.code or ''}".rstrip())


def _name(path: Path, step: str) -> str:
    safe = step.replace("/", "_").replace("\0", "_")
    return f"{path.stem}--{safe}.bpmn"


@click.command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@json_option
def diff_command(before: Path, after: Path, as_json: bool) -> None:
    """Say what changed between two models."""
    models = _read(before), _read(after)
    found = change.diff(*models)
    if as_json:
        changes = [
            {"kind": c.kind, "step": c.step, "words": c.words, "before": c.before, "after": c.after}
            for c in found.changes
        ]
        between = change.operations_between(*models)
        operations = None if isinstance(between, change.Refusal) else [change.operation_to(one) for one in between]
        line({"changes": changes, "operations": operations, "summary": found.summary})
        return
    click.echo(found.summary)
    for each in found.changes:
        click.echo(f"  {each.words}")


@click.command("rebase")
@click.argument("base", type=FILE)
@click.argument("live", type=FILE)
@click.argument("changed", type=FILE)
@click.option("-o", "out", type=click.Path(path_type=Path), required=True)
def rebase_command(base: Path, live: Path, changed: Path, out: Path) -> None:
    """Make the change from BASE to CHANGED on LIVE; ends with 3 and the conflicts in words where not all of it fits.

    Models, or forms (.form, .json) and decision files (.dmn), which are carried by fields and rows.
    """
    if live.suffix.lower() in BESIDE:
        made = change.carry_file(live.name, content(base), content(live), content(changed))
        if made.content is None:
            _refuse(made.refusals)
        else:
            with written(out) as part:
                part.write_bytes(made.content)
            click.echo("\n".join(made.words), err=True)
        return
    carried = change.carry(_read(base), _read(live), _read(changed))
    if not carried.ok or carried.model is None:
        _refuse(carried.refusals)
    else:
        with written(out) as part:
            part.write_bytes(carried.model.xml)
        click.echo("\n".join(carried.words), err=True)
