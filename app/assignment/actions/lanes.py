"""Say who does the work of a lane."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.queries import hold_groups, people
from app.accounts.tables import Unit
from app.assignment import queries
from app.assignment.policy import Assignment
from app.assignment.tables import LONGEST_LANE, LaneMapping
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from app.kernel.policy import ROLES, Actor
from app.kernel.subject import Subject

KEYS = ("unit_id", "role", "group_id", "person_id")
ALONE = ("person_id", "group_id")
IDS = ("unit_id", "group_id", "person_id")
Here = dict[str, dict[Any, str | None]]


def map_lanes(session: Session, actor: Actor, process: Process, mappings: list[dict[str, Any]]) -> list[LaneMapping]:
    """Replace who does the lanes of a process; each mapping names a lane and a unit, role, group or person.

    Of one that names more, a person counts alone, else a group; a role counts in the unit beside it. Raises Invalid,
    having changed nothing, for a mapping that names what is not there, or newly what the actor may not know of.
    """
    policy.require(actor, Assignment.MAP_LANES, process)
    here = _here(session, actor, process, mappings)
    rows = [_mapping(process, given, here) for given in mappings]
    session.execute(delete(LaneMapping).where(LaneMapping.process_id == process.id))
    session.add_all(rows)
    audit.record(session, actor, "lanes.mapped", Subject.of("process", process.id), {"lanes": mappings})
    return rows


def mapping_of(row: LaneMapping) -> dict[str, str | None]:
    """Give what a row says, as it is given to `map_lanes`."""
    return {"lane": row.lane} | {key: getattr(row, key) for key in KEYS}


def _here(session: Session, actor: Actor, process: Process, mappings: list[dict[str, Any]]) -> Here:
    """Give the units, groups and people in mappings that are here and that the actor may name; units have paths.

    Those are of which they may know, and whom a lane names already. As many statements for many mappings as for one.
    """
    asked = {key: {given[key] for given in mappings if given.get(key)} for key in IDS}
    hidden = queries.unknown_to(session, actor, set[str]().union(*asked.values()))
    lanes = queries.mappings_by_lane(session, process.id).values() if hidden else ()
    hidden -= {getattr(row, key) for rows in lanes for row in rows for key in IDS}
    units, groups, persons = (asked[key] - hidden for key in IDS)
    paths = session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(units))) if units else ()
    return {
        "unit_id": {unit_id: path for unit_id, path in paths},
        "group_id": dict.fromkeys(hold_groups(session, groups)),
        "person_id": dict.fromkeys(people(session, persons)),
    }


def _mapping(process: Process, given: dict[str, Any], here: Here) -> LaneMapping:
    said = {key: given[key] for key in KEYS if given.get(key)}
    named = next(({key: said[key]} for key in ALONE if key in said), said)
    if not given.get("lane") or not named:
        raise Invalid(
            "BAD_MAPPING",
            _("Expected a lane and a unit, role, group or person, but one is missing."),
            for_people=_("Say which lane it is, and which unit, role, group or person does it."),
        )
    if len(given["lane"]) > LONGEST_LANE:
        words = _("The name of this lane is too long to say who does it. Shorten it to {n} characters.", n=LONGEST_LANE)
        raise Invalid(
            "BAD_MAPPING", _("Expected the name of a lane, but it is too long. {words}", words=words), {"lane": words}
        )
    if named.get("role") not in (None, *ROLES):
        wanted = _("Expected one of {roles}, but got {role}.", roles=", ".join(ROLES), role=named["role"])
        raise Invalid("NO_SUCH_ROLE", wanted, {"role": _("Choose one of the list.")})
    if "unit_id" in named and named["unit_id"] not in here["unit_id"]:
        raise Invalid("NO_SUCH_UNIT", _("Expected a unit that exists, but it does not. Choose another one."),
                      {"unit": _("There is no such unit. Choose another one.")})  # fmt: skip
    if "group_id" in named and named["group_id"] not in here["group_id"]:
        words = _("There is no such group. Choose another one.")
        raise Invalid(
            "NO_SUCH_GROUP", _("Expected a group that exists, but it does not. {words}", words=words), {"group": words}
        )
    if "person_id" in named and named["person_id"] not in here["person_id"]:
        words = _("This person is not here. Choose another one.")
        raise Invalid(
            "NO_SUCH_PERSON", _("Expected a person who is here, but nobody is. {words}", words=words), {"person": words}
        )
    return LaneMapping(
        process_id=process.id, lane=given["lane"], unit_path=here["unit_id"].get(named.get("unit_id")), **named
    )
