"""Say what changed between two models: in words, as changes, as a picture, as Markdown."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.models.changing import FILE, model_of
from app.commands.models.files import json_option, line
from app.kernel.atomic_files import written
from processes import change
from processes.model import Model, parse, with_diagram


@click.command("diff")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@json_option
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw both in one picture, into this file."
)
@click.option("--markdown", is_flag=True, help="Print it as Markdown, as for a pull request.")
def diff_command(before: Path, after: Path, as_json: bool, svg: Path | None, markdown: bool) -> None:
    """Say what changed between two models."""
    models = model_of(before), model_of(after)
    found = change.diff(*models)
    sentence = change.brief(*models, found.changes)
    between = f"{before.name} → {after.name}"
    if svg is not None:
        heading = change.Heading(between, words=f"{sentence}." if sentence else str(found.summary))
        with written(svg) as part:
            part.write_text(change.picture(_drawn(models[0]), _drawn(models[1]), heading), encoding="utf-8")
    if as_json:
        line(_as_json(models, found))
    elif markdown:
        click.echo(change.as_markdown(between, sentence, found, change.strip(*models, found)), nl=False)
    else:
        click.echo(found.summary)
        for each in found.changes:
            click.echo(f"  {each.words}")


def _as_json(models: tuple[Model, Model], found: change.Diff) -> dict[str, object]:
    between = change.whole_change(*models)
    operations = None if between is None else [change.operation_to(one) for one in between]
    return {**found.as_dict(), "operations": operations}


def _drawn(model: Model) -> Model:
    xml = with_diagram(model)
    return model if xml == model.xml else parse(xml)
