"""People and tokens from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.opening import data_option, writing, writing_quietly

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.accounts.tables import Person

ROLES = click.Choice(["worker", "manager", "ops", "admin", "guest"])


@click.group("person")
def person_command() -> None:
    """Add people, and hand their work over when they leave."""


@person_command.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--unit", default=None, help="Name, path or id of the unit the role is for; none = everywhere.")
@click.option("--password", default=None, help="A first password; none = sign in by link or single sign-on.")
@data_option
def add(email: str, name: str, role: str, unit: str | None, password: str | None, data: Path | None) -> None:
    """Add a person; works while Stepwell is serving."""
    from app.accounts import actions
    from app.kernel.policy import SYSTEM

    with writing(data) as session:
        person = actions.add_person(session, SYSTEM, email, name, role, unit=unit, password=password)
        click.echo(f"{person.name} <{person.email}> is a {role} now.")


@person_command.command("hand-over")
@click.argument("email")
@click.argument("to")
@data_option
def hand_over(email: str, to: str, data: Path | None) -> None:
    """Hand everything that EMAIL has to TO, both e-mail addresses."""
    from app.accounts import belongings
    from app.accounts.actions import hand_over_everything
    from app.kernel.policy import SYSTEM

    with writing(data) as session:
        person, heir = known(session, email), known(session, to)
        given = hand_over_everything(session, SYSTEM, person, heir.id)
        words = [kind.words(given[kind.key]) for kind in belongings.kinds() if kind.key in given]
        click.echo(f"{heir.name} has now: {', '.join(words) or 'nothing more'}.")


def known(session: Session, email: str) -> Person:
    """Give the person with an address; a sentence for whoever typed it if there is none."""
    from app.accounts.queries import by_email

    person = by_email(session, email)
    if person is None:
        raise click.ClickException(f"Expected a person with the address {email}, but there is none. Add them first.")
    return person


@click.group("token")
def token_command() -> None:
    """Make API tokens."""


@token_command.command("create")
@click.argument("email")
@click.option("--name", default="command line", show_default=True)
@click.option("--scope", "scopes", multiple=True, default=("all",), show_default=True)
@data_option
def create(email: str, name: str, scopes: tuple[str, ...], data: Path | None) -> None:
    """Print a new API token for a person, and nothing else."""
    from app.accounts.actions.tokens import create_token
    from app.kernel.policy import SYSTEM

    with writing_quietly(data) as session:
        person = known(session, email)
        token = create_token(session, SYSTEM, person, name, list(scopes))
    click.echo(token)
