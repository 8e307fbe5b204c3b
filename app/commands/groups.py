"""Groups of people from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.opening import data_option, opened, writing

if TYPE_CHECKING:
    from app.kernel.api.paging import Page

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line for each.")
AT_ONCE = 200


@click.group("group")
def group_command() -> None:
    """Make, rename and remove groups of people, and say who is in them; GROUP is a name or an id."""


@group_command.command("list")
@AS_JSON
@data_option
def list_groups(as_json: bool, data: Path | None) -> None:
    """List the groups by name, with how many people are in each."""
    from app.accounts import queries, schemas
    from app.kernel.db.unit_of_work import unit_of_work

    with opened(data) as database, unit_of_work(database, readonly=True) as session:
        for found in _all(lambda cursor: queries.groups_page(session, cursor=cursor, limit=AT_ONCE)):
            people = "1 person" if found.members == 1 else f"{found.members} people"
            click.echo(_line(schemas.group_out(found)) if as_json else f"{found.group.name} ({people})")


@group_command.command("show")
@click.argument("group")
@AS_JSON
@data_option
def show(group: str, as_json: bool, data: Path | None) -> None:
    """List who is in GROUP, by name."""
    from app.accounts import queries, schemas
    from app.kernel.db.unit_of_work import unit_of_work

    with opened(data) as database, unit_of_work(database, readonly=True) as session:
        found = queries.find_group(session, group)
        for person in _all(lambda cursor: queries.members_page(session, found, cursor, AT_ONCE)):
            left = "" if person.active else ", has left"
            click.echo(_line(schemas.person_out(person)) if as_json else f"{person.name} <{person.email}>{left}")


@group_command.command("add")
@click.argument("name")
@data_option
def add(name: str, data: Path | None) -> None:
    """Make an empty group; works while Stepwell is serving."""
    from app.accounts import actions
    from app.kernel.policy import SYSTEM

    with writing(data) as session:
        click.echo(f"{actions.make_group(session, SYSTEM, name).name} is a group now.")


@group_command.command("rename")
@click.argument("group")
@click.argument("name")
@data_option
def rename(group: str, name: str, data: Path | None) -> None:
    """Give GROUP another name."""
    from app.accounts import actions, queries
    from app.kernel.policy import SYSTEM

    with writing(data) as session:
        found = queries.find_group(session, group)
        before = found.name
        actions.rename_group(session, SYSTEM, found, name)
        click.echo(f"{before} is called {found.name} now.")


@group_command.command("remove")
@click.argument("group")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def remove(group: str, yes: bool, data: Path | None) -> None:
    """Remove GROUP, where nothing names it; its people stay."""
    from app.accounts import actions, queries
    from app.kernel.policy import SYSTEM

    if not yes:
        click.confirm(f"Remove the group {group}? Its people stay.", abort=True)
    with writing(data) as session:
        found = queries.find_group(session, group)
        name = found.name
        actions.remove_group(session, SYSTEM, found)
        click.echo(f"{name} is no group any more.")


@group_command.command("join")
@click.argument("group")
@click.argument("emails", nargs=-1, required=True)
@data_option
def join(group: str, emails: tuple[str, ...], data: Path | None) -> None:
    """Put the people with these e-mail addresses into GROUP: all of them, or nobody."""
    from app.accounts import actions, queries
    from app.commands.people import known
    from app.kernel.policy import SYSTEM

    said = []
    with writing(data) as session:
        found = queries.find_group(session, group)
        for email in emails:
            person = known(session, email)
            actions.join_group(session, SYSTEM, found, person)
            said.append(f"{person.name} is in {found.name} now.")
    click.echo("\n".join(said))


@group_command.command("leave")
@click.argument("group")
@click.argument("emails", nargs=-1, required=True)
@data_option
def leave(group: str, emails: tuple[str, ...], data: Path | None) -> None:
    """Take the people with these e-mail addresses out of GROUP: all of them, or nobody."""
    from app.accounts import actions, queries
    from app.commands.people import known
    from app.kernel.policy import SYSTEM

    said = []
    with writing(data) as session:
        found = queries.find_group(session, group)
        for email in emails:
            person = known(session, email)
            was_in = actions.leave_group(session, SYSTEM, found, person)
            said.append(f"{person.name} {'is not in' if was_in else 'was not in'} {found.name}{' now' * was_in}.")
    click.echo("\n".join(said))


def _all(read: Callable[[str | None], Page[Any]]) -> Iterator[Any]:
    """Give everything of a list, page by page."""
    cursor: str | None = None
    while True:
        found = read(cursor)
        yield from found.items
        cursor = found.next
        if cursor is None:
            return


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False)
