"""The organisation of the demo: units, people, processes, who does which lane."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.tables import PeopleGroup, Unit
from app.assignment import actions
from app.catalog import actions as catalog
from app.catalog.tables import Process
from app.decision_policy import actions as policies
from app.decision_policy.values import Policy
from app.demo.cast import ADMIN, CAST, PASSWORD, UNITS, VISITOR, WHO, Part
from app.kernel.policy import SYSTEM, Actor
from app.notices import actions as notices
from app.sign_in import actions as sign_in

STUDIO = "Studio team"
"""A group, because the print shop's people are in a unit below the studio's and do none of its work."""
MAILED_AT_ONCE = ("Nora Lindqvist", "Oskar Brandt", "Petra Vogel")
LOADER = "Nora Lindqvist"
# key, title, unit, owner, and the units, the group or the role behind each lane
PROCESSES: tuple[tuple[str, str, str, str, dict[str, tuple[str, ...]]], ...] = (
    (
        "campaign-approval", "Campaign approval", "Marketing", "Nora Lindqvist",
        {
            "Campaign team": ("Marketing North", "Marketing South"),
            "Studio": (STUDIO,),
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
    (
        "print-order", "Order printed matter", "Papyr Print", "Petra Vogel",
        {
            "Studio": (STUDIO,), "Print shop": ("Papyr Print",), "Operations": ("ops",),
            "Administration": ("admin",),
        },
    ),
)  # fmt: skip

DUE = {
    "campaign-approval": {
        "Write_brief": "P2D",
        "Rework": "P2D",
        "Check_claims": "P3D",
        "Decide": "P1D",
        "Launch": "P1D",
    },
    "lead-handover": {"Activity_0rhb1q4": "P1D", "Activity_0p2cj9e": "P2D"},
}


def found(session: Session) -> None:
    """Make units, people with their roles, and the processes with their owners and lanes."""
    units: dict[str, Unit] = {}
    for name, kind, parent in UNITS:
        units[name] = accounts.add_unit(session, SYSTEM, name, kind, units.get(parent or ""))
    for part in CAST:
        if part.name != VISITOR:
            _add(session, part, units.get(part.unit))
    sign_in.set_first_passwords(session, SYSTEM, PASSWORD)
    group = accounts.make_group(session, SYSTEM, STUDIO)
    for part in CAST:
        person = people.by_email(session, part.email) if part.unit == "Brand studio" else None
        if person is not None:
            accounts.join_group(session, SYSTEM, group, person)
    for key, title, unit, owner, lanes in PROCESSES:
        _load(session, units, (key, title, unit, owner), lanes)
    _policies(session)
    _due(session)
    for name in MAILED_AT_ONCE:
        notices.set_preference(session, actor(session, name), "instant", 8)


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


def _due(session: Session) -> None:
    """Say of some steps until when they are to be done; the printed matter's say it in their model."""
    for key, _, _, owner, _ in PROCESSES:
        if key in DUE:
            process = session.scalars(select(Process).where(Process.key == key)).one()
            rules = [{"step": step, "due": due} for step, due in DUE[key].items()]
            actions.share_work(session, actor(session, owner), process, rules)


def _load(
    session: Session, units: dict[str, Unit], what: tuple[str, str, str, str], lanes: dict[str, tuple[str, ...]]
) -> Process:
    key, title, unit, owner = what
    folder = files("bpmn").joinpath(key)
    xml = folder.joinpath(f"{key}.bpmn").read_bytes()
    beside = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".dmn")}
    boss = actor(session, owner)
    process = catalog.create(
        session,
        actor(session, LOADER),
        key,
        title,
        xml,
        units[unit].path,
        note="As we do it today.",
        owner_id=boss.id,
        files=beside,
    )
    groups = {group.name: group.id for group in session.scalars(select(PeopleGroup))}
    mappings = [{"lane": lane, **_who(name, units, groups)} for lane, names in lanes.items() for name in names]
    actions.map_lanes(session, boss, process, mappings)
    return process


def _who(name: str, units: dict[str, Unit], groups: dict[str, str]) -> dict[str, str]:
    if name in units:
        return {"unit_id": units[name].id}
    return {"group_id": groups[name]} if name in groups else {"role": name}
