"""Read and play BPMN files without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson

ENDINGS = (".bpmn", ".bpmn20.xml", ".xml", ".bpmn2")
paths_argument: Any = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
json_option: Any = click.option("--json", "as_json", is_flag=True, help="One JSON line a file.")


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the BPMN files among paths and below folders, each once, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(ENDINGS))
        else:
            yield path


def line(values: dict[str, Any]) -> None:
    """Print one JSON line."""
    click.echo(orjson.dumps(values).decode())


@click.command("check")
@paths_argument
@json_option
def check_command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Say of BPMN files whether they run, and what was assumed."""
    from processes import engine

    for path in files(paths):
        result = engine.check(path.read_bytes())
        if as_json:
            line({"file": str(path), **asdict(result)})
            continue
        click.echo(f"{path}: {result.status}" + (f" ({result.mode})" if result.mode else ""))
        for text in [result.why] if result.why else [a.text for a in result.assumptions]:
            click.echo(f"    {text}")


@click.command("play")
@paths_argument
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--steps", type=int, default=2000, show_default=True, help="Give up after so many steps.")
@json_option
def play_command(paths: tuple[Path, ...], seed: int, steps: int, as_json: bool) -> None:
    """Play BPMN files to an end in memory, choosing at random."""
    from processes import engine

    for path in files(paths):
        played = engine.play(path.read_bytes(), seed, steps)
        if as_json:
            line({"file": str(path), "ended": played.ended, "tasks": played.tasks, "why": played.why})
        else:
            how = "ended" if played.ended else f"did not end: {played.why}"
            click.echo(f"{path}: {how} after {played.tasks} tasks")
