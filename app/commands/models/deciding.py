"""Work out decisions of a DMN file without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from app.commands.models.files import content
from app.kernel.times import clock
from processes.model import Refused

REFUSED = 3
LONGEST_LINE = 1_000_000


@click.command("decide")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("cases", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a case.")
@click.option(
    "--beside",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A model that FILE imports.",
)
def decide_command(file: Path, cases: Any, as_json: bool, beside: tuple[Path, ...]) -> None:
    """Work out decisions of a DMN file, by lines {"decision": NAME, "data": {…}} of CASES or of standard input."""
    from processes import decisions
    from processes.expressions.feel.temporal import calendar

    moment = clock.now()
    now = calendar.from_datetime(moment)
    try:
        files = {f"{n:03d}.dmn": content(path) for n, path in enumerate((file, *beside))}
        desk = decisions.DmnFiles(files)
    except Refused as error:
        click.echo(error.words, err=True)
        raise click.exceptions.Exit(REFUSED) from error
    for given in _lines(cases):
        asked = None if isinstance(given, str) else given
        value, fault = (None, given) if asked is None else desk.answer(asked["decision"], asked["data"], now)
        if as_json:
            click.echo(orjson.dumps({"value": value, "error": fault}, option=orjson.OPT_NON_STR_KEYS).decode())
        else:
            click.echo(fault or orjson.dumps(value).decode())


def _lines(cases: Any) -> Iterator[dict[str, Any] | str]:
    """Give what each line asks, or in words why it asks nothing."""
    wanted = 'Expected a line {"decision": NAME, "data": {…}}, but it is another. Correct it.'
    for line in cases:
        if not line.strip():
            continue
        try:
            asked = orjson.loads(line) if len(line) <= LONGEST_LINE else None
        except ValueError:
            asked = None
        data = asked.get("data", {}) if isinstance(asked, dict) else None
        if isinstance(asked, dict) and isinstance(asked.get("decision"), str) and isinstance(data, dict):
            yield {"decision": asked["decision"], "data": data}
        else:
            yield wanted
