"""The names in the rules of a process, for reading them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.queries import people_shown, units_page
from app.accounts.tables import PeopleGroup
from app.assignment.queries.lanes import mappings_by_lane
from app.assignment.tables import LaneMapping
from app.assignment.words import PEOPLE
from app.catalog.tables import Process, VersionStep
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor, allows


@dataclass(frozen=True)
class Names:
    """What the ids in rules are called: of steps, people and groups; and who does each lane, in words."""

    steps: dict[str, str]
    to: dict[str, str]
    lanes: dict[str, str]


def groups(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Give the groups of people that the actor may know of, id and name, by name: all, or none to who is outside."""
    if not allows(actor, Accounts.VIEW_GROUPS):
        return []
    rows = session.execute(select(PeopleGroup.id, PeopleGroup.name).order_by(PeopleGroup.name, PeopleGroup.id))
    return [(group_id, name) for group_id, name in rows]


def unknown_to(session: Session, actor: Actor, ids: Collection[str]) -> set[str]:
    """Give those of these people, groups and units, by their ids, of which the actor may not know; free to insiders."""
    if actor.is_internal or not ids:
        return set()
    units = {unit.id for unit in units_page(session, actor).items}
    return {*ids} - people_shown(session, actor, ids).keys() - dict(groups(session, actor)).keys() - units


def rule_names(
    session: Session, actor: Actor, process: Process, rules: Sequence[dict[str, Any]], steps: Sequence[VersionStep]
) -> Names:
    """Give the names in the rules and lanes of a process that the actor may know, in few statements for any number."""
    mapped = mappings_by_lane(session, process.id)
    wanted = {rule["to"] for rule in rules if rule.get("assign") == "person" and rule.get("to")}
    rows = [m for lane in mapped.values() for m in lane]
    wanted |= _persons(rows)
    who = _called(session, actor, wanted)
    lanes: dict[str, list[str]] = defaultdict(list)
    for m, words in zip(rows, _words_of(session, actor, rows, who), strict=True):
        lanes[m.lane].append(words)
    called = {step.step_id: step.label for step in steps}
    return Names(called, who | called, {lane: joined(", ", said) for lane, said in lanes.items()})


def mapping_words(session: Session, actor: Actor, rows: Sequence[LaneMapping]) -> list[str]:
    """Say who does a lane by each of these, as the actor may know it: “workers of North”, a unit, group or person."""
    return _words_of(session, actor, rows, _called(session, actor, _persons(rows)))


def _called(session: Session, actor: Actor, persons: set[str]) -> dict[str, str]:
    shown = people_shown(session, actor, persons)
    return {who: person.name for who, person in shown.items()} | dict(groups(session, actor))


def _words_of(session: Session, actor: Actor, rows: Sequence[LaneMapping], who: dict[str, str]) -> list[str]:
    known = units_page(session, actor).items if any(m.unit_id for m in rows) else []
    places = {unit.id: unit.name for unit in known}
    said = []
    for m in rows:
        if person_or_group := m.person_id or m.group_id:
            said.append(who.get(person_or_group, _("somebody") if m.person_id else _("a group")))
            continue
        role = PEOPLE.get(m.role or "", m.role or "")
        said.append(_at_unit(role, m.unit_id, places.get(m.unit_id or "")))
    return said


def _at_unit(role: str, unit_id: str | None, unit: str | None) -> str:
    if not unit_id:
        return role
    if unit is None:
        return _("{people} of another unit", people=role) if role else _("another unit")
    return _("{people} of {unit}", people=role, unit=unit) if role else unit


def _persons(rows: Sequence[LaneMapping]) -> set[str]:
    return {m.person_id for m in rows if m.person_id}
