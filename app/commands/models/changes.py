"""Change, compare and replay models as files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from app.commands.models.changing import FILE, ByKind, make, model_of, out_option, refuse, write_or_refuse
from app.commands.models.files import content, files, json_option, line, paths_argument, shown
from app.kernel.atomic_files import written
from processes import change
from processes.model import Refused, parse

BESIDE = (".dmn", ".form", ".json")


@click.group("change", cls=ByKind)
def change_command() -> None:
    """Change a model without breaking it: by one change of a kind, or by several at once."""


@change_command.command("apply")
@click.argument("file", type=FILE)
@click.option(
    "--json", "operations", type=click.File("rb"), required=True,
    help="Operations as the API takes them, or what `stepwell diff --json` prints; - is standard input.",
)  # fmt: skip
@out_option
def apply(file: Path, operations: Any, out: Path) -> None:
    """Make several changes at once; ends with 3 and one JSON line where that is refused."""
    try:
        sent = json.load(operations)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"Expected operations as JSON, but cannot read them: {error}.") from error
    found = sent.get("operations") if isinstance(sent, dict) else sent
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise click.ClickException(
            "Expected a list of operations, or an object that holds one as “operations”, but got something else. "
            "What no operations can say, `stepwell rebase` carries over."
        )
    make(file, out, found)


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


@click.command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@json_option
def diff_command(before: Path, after: Path, as_json: bool) -> None:
    """Say what changed between two models."""
    models = model_of(before), model_of(after)
    found = change.diff(*models)
    if as_json:
        changes = [
            {"kind": c.kind, "step": c.step, "words": c.words, "before": c.before, "after": c.after}
            for c in found.changes
        ]
        between = change.whole_change(*models)
        operations = None if between is None else [change.operation_to(one) for one in between]
        line({"changes": changes, "operations": operations, "summary": found.summary})
        return
    click.echo(found.summary)
    for each in found.changes:
        click.echo(f"  {each.words}")


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
