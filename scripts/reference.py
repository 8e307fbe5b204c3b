"""Write docs/reference from the code, so that the two cannot differ: python -m scripts.reference."""

from __future__ import annotations

import json
import tempfile
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from app import FEATURES, cli, create_app
from app.kernel import policy
from app.kernel.db.database import Database
from app.kernel.events import Event, PublicEvent, all_events
from app.kernel.pages import slots
from app.kernel.settings import PREFIX, Settings
from processes.change import KINDS
from processes.change.kinds import codes
from processes.change.refusal import CODES

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
    rows = [f"| `{permission}` | {permission.words} |" for permission in sorted(policy.table())]
    return "\n".join(["# Permissions", "", "| permission | what it allows |", "|---|---|", *rows, ""])


EVENTS = """# Events

What happens in Stepwell, under the names by which its features hear of it. Made from the code.

An event is told in the transaction that makes it, first in first out, and never where that is undone. *Public* ones
are also written into the outbox in that transaction, each with an id, its name and version, a moment, what it is
about, and the payload described here: ids, numbers, moments and words from a fixed list, and nothing that only some
may read. What happens to every case, all day long, has no row of its own: it stands in the history of the case, in the
line that is named here. A payload keeps its meaning as long as its version stays; a field may join it at any time.
"""


def events() -> str:
    """Give the page of events."""
    for feature in FEATURES:
        if find_spec(f"app.{feature}.events") is not None:
            import_module(f"app.{feature}.events")
    ours = (event for event in all_events() if event.__module__.startswith("app."))
    known = sorted(ours, key=lambda event: event.name)
    public = [event for event in known if issubclass(event, PublicEvent)]
    parts = [EVENTS, "## Public events", ""]
    for event in public:
        kept = f"the history of the case, as `{event.history}`" if event.history else "the outbox"
        parts += [f"### `{event.name}`", "", f"{_doc(event)} Version {event.version}, kept in {kept}.", ""]
        parts += ["| field | type | what it is |", "|---|---|---|"]
        parts += [f"| `{name}` | {_type(said)} | {said.get('description', '')} |" for name, said in _told(event)]
        parts += ["", "```json", json.dumps(event.example(), indent=2), "```", ""]
    rows = [f"| `{event.name}` | {_doc(event)} |" for event in known if event not in public]
    parts += ["## Events that only features hear", "", "| event | when |", "|---|---|", *rows, ""]
    return "\n".join(parts)


SLOTS = """# Slots

Places in pages that other features fill. Made from the code: whose page it is declares the slot in its `slots.py`, with
what it is told; others fill it in their `contributions.py` (`@step_panel.filled_by(order=10)`).
"""


def slots_page() -> str:
    """Give the page of slots."""
    for feature in FEATURES:
        if find_spec(f"app.{feature}.slots") is not None:
            import_module(f"app.{feature}.slots")
    import_module("app.kernel.pages.frame")
    rows = [
        f"| `{name}` | {', '.join(f'`{word}`' for word in sorted(one.takes))} | {' '.join(one.about.split())} |"
        for name, one in sorted(slots.all_slots().items())
    ]
    return "\n".join([SLOTS, "| slot | told | what stands there |", "|---|---|---|", *rows, ""])


def _doc(event: type[Event]) -> str:
    return " ".join(cleandoc(event.__dict__["__doc__"]).split("\n\n")[0].split())


def _told(event: type[PublicEvent]) -> list[tuple[str, dict[str, Any]]]:
    return list(event.schema()["properties"].items())


def _type(said: dict[str, Any]) -> str:
    if "enum" in said:
        return ", ".join("none" if word is None else f"`{word}`" for word in said["enum"])
    kind = said["type"]
    return f"{kind[0]} or none" if isinstance(kind, list) else f"{said.get('format', kind)}"


def changes() -> str:
    """Give the page of changes: its tables are made of the registry of kinds, all else of it stays as it is written."""
    page = (FOLDER / "changes.md").read_text()
    for part, rows in {"kinds": _kinds(), "refusals": _refusals()}.items():
        before, mark, rest = page.partition(f"<!-- made: {part} -->\n")
        page = "\n".join([before + mark + rows[0], *rows[1:], "<!-- /made -->" + rest.partition("<!-- /made -->")[2]])
    return page


def _kinds() -> list[str]:
    rows = ["| kind | parameters | what it does |", "|---|---|---|"]
    for name, kind in KINDS.items():
        said = "; ".join(f"`{p.name}`{'' if p.required else ' (may be left out)'}: {p.about}" for p in kind.parameters)
        rows.append(f"| `{name}` | {said} | {kind.about.does} |")
    return rows


def _refusals() -> list[str]:
    of = {code: [f"`{name}`" for name, kind in KINDS.items() if code in kind.codes] for code in codes()}
    of |= {code: [] for code in CODES}  # of every change, whichever kind names it too
    rows = [f"| `{code}` | {', '.join(of[code])} | {words} |" for code, words in codes().items()]
    return ["| refusal | of | what it says |", "|---|---|---|", *rows]


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = {
        "settings": settings, "commands": commands, "permissions": permissions, "events": events, "changes": changes,
        "slots": slots_page,
    }  # fmt: skip
    for name, page in pages.items():
        (FOLDER / f"{name}.md").write_text(page())


if __name__ == "__main__":
    main()
