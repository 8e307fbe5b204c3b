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
    places = {unit.id: unit.name for unit in units(session)}
    lanes: dict[str, list[str]] = defaultdict(list)
    for lane, all_of in mapped.items():
        for m in all_of:
            name = who.get(m.person_id or m.group_id or "", "")
            place = places.get(m.unit_id or "", "")
            lanes[lane].append(name or " of ".join(part for part in (f"{m.role}s" if m.role else "", place) if part))
    called = {step.step_id: step.label for step in steps}
    return Names(called, who | called, {lane: ", ".join(said) for lane, said in lanes.items()})
