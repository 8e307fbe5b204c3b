"""A command for each kind of change, made from what the kind says of itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from app.commands.models.files import C, content, line, shown
from app.kernel.atomic_files import written
from processes import change
from processes.change import KINDS, Operation, Parameter, Step
from processes.change.names import sentence
from processes.change.references import shapes_moved
from processes.companions import beside
from processes.model import Model, Refused, parse

FILE: Any = click.Path(path_type=Path, exists=True, dir_okay=False)
REFUSED = 3
ENDS = "Ends with 3 and one JSON line where that is refused."


def out_option(command: C) -> C:
    """Let a command be told where its model goes."""
    return click.option("-o", "out", type=click.Path(path_type=Path), required=True)(command)


class ByKind(click.Group):
    """A group with a command for each kind of change, besides its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the kinds first."""
        return [*map(_called, KINDS), *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Give the command of a kind, or one of the group's own."""
        kind = next((kind for known, kind in KINDS.items() if _called(known) == name), None)
        return super().get_command(ctx, name) if kind is None else command_of(kind)


def _called(kind: str) -> str:
    return kind.replace("_", "-")


def command_of(kind: type[Operation]) -> click.Command:
    """Give the command that makes a change of this kind: what it needs are arguments, all else options."""
    needed = [p for p in kind.parameters if _is_argument(p)]
    words = "\n\n".join([f"{sentence(kind.about.does)}.", *(f"{_metavar(p)}: {p.about}." for p in needed), ENDS])

    def run(file: Path, out: Path, **values: Any) -> None:
        sent = {p.name: _sent(p, values[p.name]) for p in kind.parameters}
        said = {name: value for name, value in sent.items() if value not in (None, [])}  # what is not named is left out
        make(file, out, [{"kind": kind.kind, **said}])

    params = [click.Argument(["file"], type=FILE), *map(_param, needed)]
    params += [_param(p) for p in kind.parameters if p not in needed]
    return out_option(click.Command(_called(kind.kind), callback=run, params=params, help=words))


def _sent(parameter: Parameter, value: Any) -> object:
    if isinstance(value, tuple):
        return [parameter.typed(one) for one in value]
    return parameter.typed(value) if isinstance(value, str) else value


def _is_argument(parameter: Parameter) -> bool:
    needed = parameter.required or (isinstance(parameter, Step) and parameter.blank is None)
    return needed and parameter.asked_as != "flag" and not parameter.is_many


def _metavar(parameter: Parameter) -> str:
    return parameter.name.upper()


def _param(parameter: Parameter) -> click.Parameter:
    if _is_argument(parameter):
        called = _metavar(parameter) if parameter.required else f"[{_metavar(parameter)}]"
        return click.Argument([parameter.name], metavar=called, required=parameter.required)
    option, words = f"--{parameter.name.replace('_', '-')}", f"{sentence(parameter.about)}."
    if parameter.asked_as == "flag":
        return click.Option([option, parameter.name], is_flag=True, help=words)
    return click.Option([option, parameter.name], multiple=parameter.is_many, required=parameter.required, help=words)


def make(file: Path, out: Path, operations: Sequence[Mapping[str, object]], told: bool = False) -> None:
    """Make operations, as programs write them, on a file and write what comes of it; `told` for programs as JSON."""
    try:
        read = [change.operation_from(one) for one in operations]
    except change.CannotChange as error:
        refuse([error.refusal])
    else:
        model = model_of(file)
        model = model.beside(beside(file, model.xml))
        changed = change.apply(model, read)
        write_or_refuse(out, changed, silent=told)
        if told:
            line(_told(model, read, changed))


def _told(model: Model, operations: Sequence[Operation], changed: change.Changed) -> dict[str, Any]:
    """What a change says to programs: its words, what leads back, and what it moved without being about it."""
    about = {one for operation in operations for one in operation.anchors}
    moved = shapes_moved(model.root, changed.model.root) if changed.model is not None else []
    return {
        "words": list(changed.words), "inverse": [change.operation_to(one) for one in change.undo(model, operations)],
        "moved": [one for one in moved if one not in about],
    }  # fmt: skip


def operations_in(sent: object) -> list[dict[str, object]]:
    """The operations in what was sent: a list of them, or an object that holds one."""
    found = sent.get("operations") if isinstance(sent, dict) else sent
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise click.ClickException(
            "Expected a list of operations, or an object that holds one as “operations”, but got something else. "
            "What no operations can say, `stepwell rebase` carries over."
        )
    return found


def answer(number: int, sent: bytes) -> dict[str, Any]:
    """Make one line of a batch, and say what came of it; a line that cannot be read is told by its number."""
    try:
        asked = orjson.loads(sent)
        file, out = Path(str(asked["file"])), Path(str(asked["out"]))
        read = [change.operation_from(one) for one in operations_in(asked)]
        model = parse(content(file))
        model = model.beside(beside(file, model.xml))
        changed = change.apply(model, read)
    except change.CannotChange as error:
        return {"line": number, **_refusal(error.refusal)}
    except click.ClickException as error:
        return {"line": number, "code": "NOT_OPERATIONS", "words": error.message, "choices": []}
    except Refused as error:
        return {"line": number, "code": error.code, "words": str(error.words), "choices": []}
    except (ValueError, KeyError, TypeError) as error:
        words = f'Expected {{"file", "operations", "out"}} as JSON, but cannot read it: {error!r}. Write one a line.'
        return {"line": number, "code": "NOT_A_LINE", "words": words, "choices": []}
    if changed.model is None:
        return {"line": number, "file": str(file), **_refusal(changed.refusals[0])}
    write_changed(out, changed.model)
    return {"line": number, "file": str(file), "out": shown(out), **_told(model, read, changed)}


def write_or_refuse(out: Path, changed: change.Changed, silent: bool = False) -> None:
    """Write a changed model with the files beside it, and say on standard error what changed.

    Ends with 3 where it could not be made.
    """
    if not changed.ok or changed.model is None:
        refuse(changed.refusals)
        return
    write_changed(out, changed.model)
    if not silent:
        click.echo("\n".join(changed.words), err=True)


def write_changed(out: Path, model: Model, beside: Path | None = None) -> None:
    """Write a model, and the files beside it where they are not there as they are; `beside` in a folder of its own."""
    with written(out) as part:
        part.write_bytes(model.xml)
    for name, inside in model.files.items():
        file = out.with_name(name) if beside is None else beside / name
        if not file.is_file() or file.read_bytes() != inside:
            file.parent.mkdir(parents=True, exist_ok=True)
            with written(file) as part:
                part.write_bytes(inside)


def _refusal(refusal: change.Refusal) -> dict[str, Any]:
    return {"code": refusal.code, "words": refusal.words, "choices": list(refusal.choices)}


def refuse(refusals: Sequence[change.Refusal]) -> None:
    """Print the first refusal as one JSON line and end with 3."""
    line(_refusal(refusals[0]))
    sys.exit(REFUSED)


def model_of(path: Path) -> Model:
    """Read a model; what is none is said in words."""
    try:
        return parse(content(path))
    except Refused as error:
        raise click.ClickException(f"{shown(path)}: {error.words}") from error
