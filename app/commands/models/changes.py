"""Change, compare and replay models as files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from app.commands.models.changing import (
    FILE,
    ByKind,
    answer,
    make,
    model_of,
    operations_in,
    out_option,
    refuse,
    write_changed,
    write_or_refuse,
)
from app.commands.models.files import content, files, json_option, line, paths_argument, shown
from app.kernel.atomic_files import written
from processes import change
from processes.companions import beside
from processes.model import Refused, parse

BESIDE = (".dmn", ".form", ".json")


@click.group("change", cls=ByKind)
def change_command() -> None:
    """Change a model without breaking it: by one change of a kind, or by several at once."""


@change_command.command("apply")
@click.argument("file", type=FILE, required=False)
@click.argument("operations", type=click.File("rb"), required=False)
@click.option("-o", "out", type=click.Path(path_type=Path), help="The changed model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line: words, inverse, moved.")
@click.option(
    "--batch", type=click.File("rb"),
    help="Lines of JSON instead: {\"file\", \"operations\", \"out\"}, answered with a line each.",
)  # fmt: skip
def apply(file: Path | None, operations: Any, out: Path | None, as_json: bool, batch: Any) -> None:
    """Make several changes at once; ends with 3 and one JSON line where that is refused.

    OPERATIONS is a file as the API takes them, or what `stepwell diff --json` prints; - is standard input. With
    --json, `inverse` leads back and `moved` are the ids of shapes that stand elsewhere.
    """
    if batch is not None:
        for number, one in enumerate(batch, start=1):
            if one.strip():
                line(answer(number, one))
        return
    if file is None or operations is None or out is None:
        raise click.UsageError("Expected FILE, OPERATIONS and -o OUT, or --batch LINES, but one is missing.")
    try:
        sent = operations_in(json.load(operations))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"Expected operations as JSON, but cannot read them: {error}.") from error
    make(file, out, sent, told=as_json)


@change_command.command("try")
@click.argument("kind", type=click.Choice(sorted(change.KINDS)))
@paths_argument
@click.option("--per-file", type=click.IntRange(1, 1000), default=3, show_default=True, help="Places of each file.")
@click.option("--seed", type=int, default=1, show_default=True, help="What chooses them.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@json_option
def try_(kind: str, paths: tuple[Path, ...], per_file: int, seed: int, out: Path, as_json: bool) -> None:
    """Try a kind of change at some places of every file, each on its own."""
    out.mkdir(parents=True, exist_ok=True)
    for path in files(paths):
        try:
            xml = content(path)
            model = parse(xml)
        except Refused as error:
            click.echo(f"{shown(path)}: {error.words}", err=True)
            continue
        began = time.perf_counter()
        tries = change.try_kind(kind, model.beside(beside(path, xml)), per_file, seed)
        for number, one in enumerate(tries, start=1):
            spent, began = time.perf_counter() - began, time.perf_counter()
            values: dict[str, Any] = {
                "file": str(path), "operations": [change.operation_to(one.operation)], "result": one.result,
                "code": one.code, "words": one.words, "sound_before": one.sound_before,
                "sound_after": one.sound_after, "ms": round(spent * 1000, 2), "out": None,
            }  # fmt: skip
            if one.changed is not None:
                made = out / f"{path.stem}--{number}.bpmn"
                write_changed(made, one.changed, beside=made.with_suffix(""))
                values["out"] = shown(made)
            if as_json:
                line(values)
            else:
                click.echo(f"{shown(path)} {number}: {one.result} {one.code or ''}".rstrip())


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
        for result in change.try_each_step(model, cascade=cascade):
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


@click.command("rebase")
@click.argument("base", type=FILE)
@click.argument("live", type=FILE)
@click.argument("changed", type=FILE)
@out_option
def rebase_command(base: Path, live: Path, changed: Path, out: Path) -> None:
    """Make the change from BASE to CHANGED on LIVE; ends with 3 and the conflicts in words where not all of it fits.

    Models, or forms (.form, .json) and decision files (.dmn), which are carried by fields and rows.
    """
    if live.suffix.lower() in BESIDE:
        made = change.carry_file(live.name, content(base), content(live), content(changed))
        if made.content is None:
            refuse(made.refusals)
        else:
            with written(out) as part:
                part.write_bytes(made.content)
            click.echo("\n".join(made.words), err=True)
        return
    write_or_refuse(out, change.carry(model_of(base), model_of(live), model_of(changed)))
