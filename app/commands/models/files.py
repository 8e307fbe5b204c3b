"""The files that commands are about: found, read, named and answered of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson

from processes.model import Refused

LARGEST = 64_000_000
ENDINGS = (".bpmn", ".bpmn20.xml", ".xml", ".bpmn2")
C = TypeVar("C", bound=Callable[..., Any] | click.Command)


def paths_argument(command: C) -> C:
    """Give a command the files, or folders of them, that it is about."""
    return click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))(command)


def json_option(command: C) -> C:
    """Let a command answer programs."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON line a file.")(command)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the BPMN files among paths and below folders, each once, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(ENDINGS))
        else:
            yield path


def line(values: dict[str, Any]) -> None:
    """Print one JSON line; a file name that is no text is written with question marks."""
    if "file" in values:
        values = {**values, "file": shown(values["file"])}
    click.echo(orjson.dumps(values).decode())


def shown(path: Path | str) -> str:
    """Give a path as text, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()


def content(path: Path) -> bytes:
    """Read a file, of one that is far too large only the beginning; raises Refused where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        words = f"Expected a file that can be read, but: {error.strerror or error}. Check its permissions."
        raise Refused("UNREADABLE", words) from error
