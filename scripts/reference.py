"""Write docs/reference from the code, so that the two cannot differ: python -m scripts.reference."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from pathlib import Path

import click

from app import cli, create_app
from app.kernel import policy
from app.kernel.database import Database
from app.kernel.settings import PREFIX, Settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def settings() -> str:
    """Give the page of settings."""
    rows = [f"| `{PREFIX}{f.name.upper()}` | {_default(f.default)} | {f.metadata['about']} |" for f in fields(Settings)]
    intro = (
        "Each can stand in the environment, or, without the prefix and in small letters, in the `[stepwell]` section\n"
        f"of the file that `{PREFIX}SETTINGS` names. The environment wins.\n"
    )
    return "\n".join(["# Settings", "", intro, "| setting | default | what it does |", "|---|---|---|", *rows, ""])


def _default(value: object) -> str:
    return "" if value in ("", None) else f"`{value}`"


def commands() -> str:
    """Give the page of commands."""
    parts = ["# The `stepwell` command", ""]
    top = click.Context(cli.stepwell, info_name="stepwell")
    for context, command in _walk(top, cli.stepwell):
        parts += [f"## `{context.command_path}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def _walk(context: click.Context, command: click.Command) -> list[tuple[click.Context, click.Command]]:
    if not isinstance(command, click.Group):
        return [(context, command)]
    found = []
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            found += _walk(click.Context(inner, parent=context, info_name=name), inner)
    return found


def permissions() -> str:
    """Give the page of permissions."""
    with tempfile.TemporaryDirectory() as folder:
        create_app(Settings(data=Path(folder), testing=True), Database("sqlite://"))
    rows = [f"| `{permission}` | {policy.words(permission)} |" for permission in sorted(policy.table())]
    return "\n".join(["# Permissions", "", "| permission | what it allows |", "|---|---|", *rows, ""])


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in (("settings", settings), ("commands", commands), ("permissions", permissions)):
        (FOLDER / f"{name}.md").write_text(page())


if __name__ == "__main__":
    main()
