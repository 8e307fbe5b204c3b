"""The names in the rules of a process, for reading them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import people, units
from app.accounts.tables import PeopleGroup
from app.catalog.tables import Process, VersionStep
from app.work.queries.inbox import mappings_by_lane
from app.work.tables import LaneMapping
from app.work.words import PEOPLE


@dataclass(frozen=True)
class Names:
    """What the ids in rules are called: of steps, people and groups; and who does each lane, in words."""

    steps: dict[str, str]
    to: dict[str, str]
    lanes: dict[str, str]


def groups(session: Session) -> list[tuple[str, str]]:
    """Give all groups of people, id and name, by name."""
    rows = session.execute(select(PeopleGroup.id, PeopleGroup.name).order_by(PeopleGroup.name, PeopleGroup.id))
    return [(group_id, name) for group_id, name in rows]


def rule_names(
    session: Session, process: Process, rules: Sequence[dict[str, Any]], steps: Sequence[VersionStep]
) -> Names:
    """Give the names in the rules and lanes of a process; as many statements for many rules as for one."""
    mapped = mappings_by_lane(session, process.id)
    wanted = {rule["to"] for rule in rules if rule.get("assign") == "person" and rule.get("to")}
    wanted |= {m.person_id for all_of in mapped.values() for m in all_of if m.person_id}
    who = {person_id: person.name for person_id, person in people(session, wanted).items()}
    who |= dict(groups(session))
    lanes: dict[str, list[str]] = defaultdict(list)
    rows = [m for all_of in mapped.values() for m in all_of]
    for m, words in zip(rows, _words_of(session, rows, who), strict=True):
        lanes[m.lane].append(words)
    called = {step.step_id: step.label for step in steps}
    return Names(called, who | called, {lane: ", ".join(said) for lane, said in lanes.items()})


def mapping_words(session: Session, rows: Sequence[LaneMapping]) -> list[str]:
    """Say who does a lane by each of these: “workers of North”, a unit, a group or a person."""
    who = {person_id: person.name for person_id, person in people(session, _persons(rows)).items()}
    return _words_of(session, rows, who | dict(groups(session)))


def _words_of(session: Session, rows: Sequence[LaneMapping], who: dict[str, str]) -> list[str]:
    places = {unit.id: unit.name for unit in units(session)} if any(m.unit_id for m in rows) else {}
    said = []
    for m in rows:
        place = places.get(m.unit_id or "", "")
        role = PEOPLE.get(m.role or "", m.role or "")
        said.append(who.get(m.person_id or m.group_id or "", "") or " of ".join(part for part in (role, place) if part))
    return said


def _persons(rows: Sequence[LaneMapping]) -> set[str]:
    return {m.person_id for m in rows if m.person_id}
