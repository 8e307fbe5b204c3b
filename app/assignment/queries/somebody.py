"""Whether somebody who is here may do a task: as `policy.may_perform` and `catalog.policy.sees` say, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.queries import takes_part, works_here
from app.accounts.tables import GroupMember, Person, RoleGrant, Unit
from app.assignment.tables import Candidate, LaneMapping
from app.cases.policy import PERFORMERS
from app.cases.tables import Task
from app.catalog.queries import open_to
from app.catalog.tables import Process
from app.kernel.api.paging import Rows

# Which roles are held where: a few hundred rows, however many people there are. Made once, for a statement knows a
# common table by its name.
_HELD = (
    select(RoleGrant.role, RoleGrant.unit_id, func.coalesce(Unit.path, "").label("path"), Unit.partner)
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .distinct()
    .cte("roles_held")
)
HELD = _HELD.c


def open_to_do(person: Any) -> ColumnElement[bool]:
    """Whether a person is here, has a role and sees the process; in terms of Process."""
    somebody = aliased(Person)
    here = exists().where(somebody.id == person, takes_part(somebody)).correlate_except(somebody)
    return and_(here, or_(Process.public_start, open_to(person)))


def _works_here(candidate: Any) -> ColumnElement[bool]:
    somebody = aliased(Person)
    return exists().where(somebody.id == candidate.person_id, works_here(somebody)).correlate_except(somebody)


def has_candidate() -> ColumnElement[bool]:
    """Whether one of those a task is meant for can open it, or somebody in one of its groups; in terms of Task."""
    meant = (Candidate.task_id == Task.id) & (Process.id == Task.process_id)
    member = Candidate.group_id == GroupMember.group_id
    ways = (
        exists().where(meant, or_(Candidate.for_id.is_(None), _works_here(Candidate)), open_to_do(Candidate.person_id)),
        exists().where(meant, member, open_to_do(GroupMember.person_id)),
    )
    return or_(*(way.correlate_except(Candidate, GroupMember, Process) for way in ways))


def lanes_of_nobody(places: Rows) -> Rows:
    """Give those of these processes and lanes, two columns, the work of which nobody does who is here."""
    asked = places.distinct().subquery()
    process_id, lane = asked.c
    mapped = (LaneMapping.process_id == process_id) & (LaneMapping.lane == lane)
    member = LaneMapping.person_id.is_(None) & (LaneMapping.group_id == GroupMember.group_id)
    somebody = or_(
        exists().where(mapped, open_to_do(LaneMapping.person_id)),
        exists().where(mapped, member, open_to_do(GroupMember.person_id)),
        _holders(_fits(), mapped),
        ~exists().where(mapped) & _holders(_does_process()),
    )
    return select(process_id, lane).join(Process, Process.id == process_id).where(~somebody)


def _holders(*fits: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody who can open the process holds a role that fits: looked for where such roles are held at all."""
    somebody = aliased(RoleGrant)
    same = exists().where(HELD.role == somebody.role, open_to_do(somebody.person_id))
    in_unit = same.where(HELD.unit_id == somebody.unit_id)
    anywhere = same.where(HELD.unit_id.is_(None), somebody.unit_id.is_(None))
    held = or_(*(way.correlate_except(somebody) for way in (anywhere, in_unit)))
    return exists().where(*fits, held).correlate_except(_HELD, LaneMapping)


def _fits() -> ColumnElement[bool]:
    """Whether a role is one that a lane names beside nobody, in its unit, above or below it; in terms of both."""
    alone = LaneMapping.person_id.is_(None) & LaneMapping.group_id.is_(None)
    anywhere = LaneMapping.unit_path.is_(None) & (LaneMapping.role == HELD.role)
    plays = or_(LaneMapping.role == HELD.role, LaneMapping.role.is_(None) & HELD.role.in_(PERFORMERS))
    return alone & or_(anywhere, LaneMapping.unit_path.is_not(None) & plays & _around(LaneMapping.unit_path))


def _does_process() -> ColumnElement[bool]:
    """As policy.does_process, in terms of a role that is held in a unit, and Process."""
    anywhere = (Process.unit_path == "") & HELD.partner.is_not(True)
    inside = (Process.unit_path != "") & _around(Process.unit_path)
    return HELD.role.in_(PERFORMERS) & or_(anywhere, inside)


def _around(path: Any) -> ColumnElement[bool]:
    return or_(HELD.path == "", HELD.path == path, _lies_below(path, HELD.path), _lies_below(HELD.path, path))


def _lies_below(path: Any, above: Any) -> ColumnElement[bool]:
    lies: ColumnElement[bool] = func.substr(path, 1, func.length(above) + 1) == above + "/"
    return lies
