"""The organisation of the demo: units, people, processes, who does which lane."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.tables import Unit
from app.assignment import actions
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.demo.cast import ADMIN, CAST, PASSWORD, UNITS, VISITOR, WHO, Part
from app.kernel.policy import SYSTEM, Actor
from app.sign_in import actions as sign_in

LOADER = "Nora Lindqvist"
# key, title, unit, owner, and the units behind each lane
PROCESSES: tuple[tuple[str, str, str, str, dict[str, tuple[str, ...]]], ...] = (
    (
        "campaign-approval", "Campaign approval", "Marketing", "Nora Lindqvist",
        {
            "Campaign team": ("Marketing North", "Marketing South"),
            "Studio": ("Brand studio",),
            "Legal": ("Legal and compliance",),
            "Finance": ("Finance",),
        },
    ),
    (
        "lead-handover", "Lead handover", "Marketing", "Gunnar Holm",
        {
            "Marketing": ("Marketing North", "Marketing South"),
            "Inside sales": ("Sales",),
            "Field sales": ("Sales",),
        },
    ),
    (
        "event-report", "Event report", "Marketing South", "Mateo Serrano",
        {"Event team": ("Marketing South",), "Controlling": ("Finance",)},
    ),
)  # fmt: skip


def found(session: Session) -> None:
    """Make units, people with their roles, and the processes with their owners and lanes."""
    units: dict[str, Unit] = {}
    for name, kind, parent in UNITS:
        units[name] = accounts.add_unit(session, SYSTEM, name, kind, units.get(parent or ""))
    for part in CAST:
        if part.name != VISITOR:
            _add(session, part, units.get(part.unit))
    sign_in.set_first_passwords(session, SYSTEM, PASSWORD)
    for key, title, unit, owner, lanes in PROCESSES:
        _load(session, units, (key, title, unit, owner), lanes)
    _policies(session)


def welcome(session: Session) -> Actor:
    """Let the visitor join, as a newcomer."""
    part = WHO[VISITOR]
    _add(session, part, people.find_unit(session, part.unit))
    sign_in.set_first_passwords(session, SYSTEM, PASSWORD)
    return actor(session, VISITOR)


def actor(session: Session, name: str) -> Actor:
    """Give somebody of the cast as who acts."""
    person = people.by_email(session, WHO[name].email)
    if person is None:
        raise LookupError(f"Expected {name} to be in the demo's database, but nobody has {WHO[name].email}.")
    return people.actor_for(session, person)


def is_there(session: Session) -> bool:
    """Whether this database holds the demo organisation."""
    return people.by_email(session, WHO[ADMIN].email) is not None


def _add(session: Session, part: Part, unit: Unit | None) -> None:
    accounts.add_person(session, SYSTEM, part.email, part.name, part.role, unit)


def _policies(session: Session) -> None:
    """Two owners who decide in their own way: votes on leads are counted unseen, reports end as they began."""
    wanted = {"lead-handover": Policy(vote="process", hidden=True), "event-report": Policy(migrate=False)}
    for key, _, _, owner, _ in PROCESSES:
        if key in wanted:
            process = session.scalars(select(Process).where(Process.key == key)).one()
            policies.set_policy(session, actor(session, owner), process, wanted[key])


def _load(
    session: Session, units: dict[str, Unit], what: tuple[str, str, str, str], lanes: dict[str, tuple[str, ...]]
) -> Process:
    key, title, unit, owner = what
    xml = files("bpmn").joinpath(key, f"{key}.bpmn").read_bytes()
    boss = actor(session, owner)
    process = catalog.create(
        session, actor(session, LOADER), key, title, xml, units[unit].path, note="As we do it today.", owner_id=boss.id
    )
    mappings = [{"lane": lane, "unit_id": units[name].id} for lane, names in lanes.items() for name in names]
    actions.map_lanes(session, boss, process, mappings)
    return process
