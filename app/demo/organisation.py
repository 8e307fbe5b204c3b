"""The organisation of the demo: units, people, processes, who does which lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.tables import PeopleGroup, Unit
from app.assignment import actions
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.demo.case import Case, Units
from app.demo.cast import ADMIN, COMMON, ORGANISATION, PASSWORD, Part, address
from app.kernel.policy import SYSTEM, Actor
from app.sign_in import actions as sign_in


def found(session: Session, cases: Iterable[Case]) -> None:
    """Make units and people with their roles, then the processes of each case with their owners and lanes."""
    cases = tuple(cases)
    units: Units = {ORGANISATION: accounts.add_unit(session, SYSTEM, ORGANISATION, "organisation", None)}
    for name, kind, parent in (unit for case in cases for unit in case.units):
        units[name] = accounts.add_unit(session, SYSTEM, name, kind, units[parent])
    for part in COMMON:
        _add(session, part, None)
    for case in cases:
        for part in case.cast:
            if part.name not in case.late:
                _add(session, part, units[part.unit])
    sign_in.set_first_passwords(session, SYSTEM, PASSWORD)
    for case in cases:
        case.prepare(session, units)


def welcome(session: Session, part: Part) -> Actor:
    """Let somebody join, as a newcomer."""
    _add(session, part, people.find_unit(session, part.unit))
    sign_in.set_first_passwords(session, SYSTEM, PASSWORD)
    return actor(session, part.name)


def actor(session: Session, name: str) -> Actor:
    """Give somebody of the demo as who acts."""
    person = people.by_email(session, address(name))
    if person is None:
        raise LookupError(f"Expected {name} to be in the demo's database, but nobody has {address(name)}.")
    return people.actor_for(session, person)


def process(session: Session, key: str) -> Process:
    """Give a process of the demo."""
    return session.scalars(select(Process).where(Process.key == key)).one()


def is_there(session: Session) -> bool:
    """Whether this database holds the demo organisation."""
    return people.by_email(session, address(ADMIN)) is not None


def _add(session: Session, part: Part, unit: Unit | None) -> None:
    accounts.add_person(session, SYSTEM, part.email, part.name, part.role, unit)


def load(
    session: Session, loader: str, units: Units, what: tuple[str, str, str, str],
    lanes: Mapping[str, tuple[str, ...]],
) -> Process:  # fmt: skip
    """Load a process that is shipped, named by key, title, unit and owner, with who does each lane."""
    key, title, unit, owner = what
    folder = files("bpmn").joinpath(key)
    beside = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".dmn")}
    boss = actor(session, owner)
    process = catalog.create(
        session, actor(session, loader), key, title, folder.joinpath(f"{key}.bpmn").read_bytes(), units[unit].path,
        note="As we do it today.", owner_id=boss.id, files=beside,
    )  # fmt: skip
    map_lanes(session, boss, process, units, lanes)
    return process


def map_lanes(
    session: Session, boss: Actor, process: Process, units: Units, lanes: Mapping[str, tuple[str, ...]]
) -> None:
    """Say which units, groups or roles are behind each lane."""
    groups = {group.name: group.id for group in session.scalars(select(PeopleGroup))}
    mappings = [{"lane": lane, **_who(name, units, groups)} for lane, names in lanes.items() for name in names]
    actions.map_lanes(session, boss, process, mappings)


def _who(name: str, units: Units, groups: Mapping[str, str]) -> dict[str, str]:
    if name in units:
        return {"unit_id": units[name].id}
    return {"group_id": groups[name]} if name in groups else {"role": name}
