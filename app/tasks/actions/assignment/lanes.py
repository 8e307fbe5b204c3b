"""Say who does the work of a lane."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.queries import hold_group
from app.accounts.tables import Person, Unit
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.policy import ROLES, Actor
from app.tasks.policy import Tasks
from app.tasks.tables import LaneMapping

KEYS = ("unit_id", "role", "group_id", "person_id")
ALONE = ("person_id", "group_id")


def map_lanes(session: Session, actor: Actor, process: Process, mappings: list[dict[str, Any]]) -> list[LaneMapping]:
    """Replace who does the lanes of a process; each mapping names a lane and a unit, role, group or person.

    Of one that names more, a person counts alone, else a group; a role counts in the unit beside it. Raises Invalid,
    having changed nothing, for a mapping that names what is not there.
    """
    policy.require(actor, Tasks.MAP_LANES, process)
    rows = [_mapping(session, process, given) for given in mappings]
    session.execute(delete(LaneMapping).where(LaneMapping.process_id == process.id))
    session.add_all(rows)
    audit.record(session, actor, "lanes.mapped", process.id, {"lanes": mappings})
    return rows


def mapping_of(row: LaneMapping) -> dict[str, str | None]:
    """Give what a row says, as it is given to `map_lanes`."""
    return {"lane": row.lane} | {key: getattr(row, key) for key in KEYS}


def _mapping(session: Session, process: Process, given: dict[str, Any]) -> LaneMapping:
    said = {key: given[key] for key in KEYS if given.get(key)}
    named = next(({key: said[key]} for key in ALONE if key in said), said)
    if not given.get("lane") or not named:
        raise Invalid("BAD_MAPPING", "Expected a lane and a unit, role, group or person, but one is missing.")
    if named.get("role") not in (None, *ROLES):
        raise Invalid("NO_SUCH_ROLE", f"Expected one of {', '.join(ROLES)}, but got {named['role']}.",
                      {"role": "Choose one of the list."})  # fmt: skip
    unit = session.get(Unit, named["unit_id"]) if "unit_id" in named else None
    if "unit_id" in named and unit is None:
        raise Invalid("NO_SUCH_UNIT", "Expected a unit that exists, but it does not. Choose another one.",
                      {"unit": "There is no such unit. Choose another one."})  # fmt: skip
    if "group_id" in named and not hold_group(session, named["group_id"]):
        words = "There is no such group. Choose another one."
        raise Invalid("NO_SUCH_GROUP", f"Expected a group that exists, but it does not. {words}", {"group": words})
    if "person_id" in named and session.get(Person, named["person_id"]) is None:
        words = "This person is not here. Choose another one."
        raise Invalid("NO_SUCH_PERSON", f"Expected a person who is here, but nobody is. {words}", {"person": words})
    return LaneMapping(process_id=process.id, lane=given["lane"], unit_path=unit.path if unit else None, **named)
