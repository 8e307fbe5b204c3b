"""People and tokens from the command line."""

from __future__ import annotations

import shutil
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.opening import data_option, opened, writing, writing_quietly
from app.kernel.atomic_files import written

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.accounts.tables import Person

ROLES = click.Choice(["worker", "manager", "ops", "admin", "guest"])
ZONE = "Time zone, such as Europe/Berlin; empty = the organisation's."


@click.group("person")
def person_command() -> None:
    """Add and change people; hand their work over; export what is kept of them, and anonymise them."""


@person_command.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--unit", default=None, help="Name, path or id of the unit the role is for; none = everywhere.")
@click.option("--password", default=None, help="A first password; none = sign in by link or single sign-on.")
@click.option("--zone", default=None, help=ZONE)
@data_option
def add(
    email: str, name: str, role: str, unit: str | None, password: str | None, zone: str | None, data: Path | None
) -> None:
    """Add a person; works while Stepwell is serving."""
    from app.accounts import actions
    from app.kernel.policy import SYSTEM
    from app.sign_in.secrets import hash_password

    hashed = hash_password(password) if password else None
    with writing(data) as session:
        person = actions.add_person(session, SYSTEM, email, name, role, unit=unit, password_hash=hashed)
        if zone is not None:
            actions.edit_person(session, SYSTEM, person, zone=zone)
        click.echo(f"{person.name} <{person.email}> is a {role} now.")


@person_command.command("edit")
@click.argument("email")
@click.option("--zone", required=True, help=ZONE)
@data_option
def edit(email: str, zone: str, data: Path | None) -> None:
    """Change by which clock a person reads and writes."""
    from app.accounts import actions
    from app.kernel.policy import SYSTEM

    with writing(data) as session:
        person = actions.edit_person(session, SYSTEM, known(session, email), zone=zone)
        click.echo(f"{person.name} goes by the clock of {person.zone or 'the organisation'} now.")


@person_command.command("hand-over")
@click.argument("email")
@click.argument("to")
@data_option
def hand_over(email: str, to: str, data: Path | None) -> None:
    """Hand everything that EMAIL has to TO, both e-mail addresses."""
    from app.kernel.policy import SYSTEM
    from app.privacy import belongings
    from app.privacy.actions import hand_over_everything

    with writing(data) as session:
        person, heir = known(session, email), known(session, to)
        given = hand_over_everything(session, SYSTEM, person, heir.id)
        words = [kind.words(given[kind.key]) for kind in belongings.kinds() if kind.key in given]
        click.echo(f"{heir.name} has now: {', '.join(words) or 'nothing more'}.")


@person_command.command("export")
@click.argument("email")
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), default=None, help="The ZIP to write.")
@data_option
def export(email: str, path: Path | None, data: Path | None) -> None:
    """Write everything that a person wrote or did to a ZIP of JSON and HTML."""
    from app.kernel.db.unit_of_work import unit_of_work
    from app.kernel.policy import SYSTEM
    from app.privacy.export.archive import export_person, note

    with opened(data) as database:
        with unit_of_work(database, readonly=True) as session:
            person = known(session, email)
            person_id = person.id
            path = path or Path(f"{person.handle}.zip")
            if path.exists():
                raise FileExistsError(EEXIST, "there is one already", str(path))
            with export_person(session, SYSTEM, person) as found, written(path) as part, part.open("xb") as out:
                shutil.copyfileobj(found, out)
        with unit_of_work(database) as session:
            note(session, SYSTEM, person_id)
    click.echo(f"Written to {path}.")


@person_command.command("anonymise")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def anonymise(email: str, yes: bool, data: Path | None) -> None:
    """Take name and address from a person for good; votes and history keep counting."""
    from app.kernel.policy import SYSTEM
    from app.privacy import actions as privacy

    if not yes:
        click.confirm(f"Take name and address from {email}? This cannot be taken back.", abort=True)
    with writing(data) as session:
        gone = privacy.anonymise(session, SYSTEM, known(session, email))
        words = ", ".join(f"{count} {what}" for what, count in gone.items())
        click.echo(f"{email} is nobody's name here any more. Gone with it: {words or 'nothing else'}.")


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
    from app.kernel.policy import SYSTEM
    from app.sign_in.actions.tokens import create_token

    with writing_quietly(data) as session:
        person = known(session, email)
        token = create_token(session, SYSTEM, person, name, list(scopes))
    click.echo(token)
