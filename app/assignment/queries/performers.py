"""Who does the work: the people behind a process and its lanes, found by the database, however many people there are.

`does` is the same rule as `policy.may_perform`, said to the database; a test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import works_here
from app.accounts.tables import GroupMember, Person, RoleGrant, Unit
from app.assignment.queries.lanes import mappings_by_lane
from app.cases.policy import PERFORMERS
from app.cases.queries.near import around, concerned
from app.catalog.queries import open_to, visible_inside
from app.catalog.tables import Process, VersionStep
from app.kernel.policy import Actor


def performers(session: Session, process: Process, step_ids: Collection[str] | None = None) -> set[str]:
    """Give the ids of the people who may do a step of the process, or one of `step_ids` where given."""
    return set(session.scalars(_people(does_some_lane(session, process, step_ids))))


def asked_of(session: Session, process: Process, step_ids: Collection[str] | None = None) -> set[str]:
    """Give the ids of those of them who see what is said about the process (as `sees_inside`)."""
    return set(session.scalars(_seeing(process, open_to(Person.id), does_some_lane(session, process, step_ids))))


def lane_performers(session: Session, process: Process, lane: str) -> set[str]:
    """Give the ids of the people who do the work of a lane and see the process."""
    return seeing_performers(session, process, mappings_by_lane(session, process.id).get(lane, []))


def seeing_performers(session: Session, process: Process, *ways: Iterable[Any], role: bool = False) -> set[str]:
    """Give the ids of the people who see the process and are named by one of these ways of naming people.

    A way are mappings of a lane or candidates of a task; with `role` only people who hold a role anywhere.
    """
    shown = Person.active if process.public_start else open_to(Person.id)
    holds = [exists().where(RoleGrant.person_id == Person.id)] if role else []
    wanted = or_(*(does(process, list(way)) for way in ways))
    return set(session.scalars(_seeing(process, shown, wanted, *holds)))


def does_some_lane(session: Session, process: Process, step_ids: Collection[str] | None = None) -> ColumnElement[bool]:
    """Give the condition on Person: they do a lane of the live version, or of these of its steps."""
    statement = select(VersionStep.lane).where(VersionStep.version_id == process.live_version_id).distinct()
    if step_ids is not None:
        statement = statement.where(VersionStep.step_id.in_(step_ids))
    lanes = {lane or "" for lane in session.scalars(statement)} or {""}
    mapped = mappings_by_lane(session, process.id)
    named = [mapping for lane in lanes for mapping in mapped.get(lane, [])]
    ways = [_named(named)] if named else []
    if any(not mapped.get(lane) for lane in lanes):
        ways.append(does(process, []))
    return or_(*ways)


def does(process: Process, mappings: list[Any]) -> ColumnElement[bool]:
    """Give the condition on Person: they do the work of a lane with these mappings, or a task with these candidates."""
    return _named(mappings) if mappings else _near(process.unit_path or "")


def processes_of(actor: Actor) -> Select[str]:
    """Give the ids of the processes the actor sees from inside and does work in, where no lane names others."""
    return select(Process.id).where(visible_inside(actor), Process.archived_at.is_(None), concerned(actor))


def _people(*conditions: ColumnExpressionArgument[bool]) -> Select[str]:
    return select(Person.id).where(Person.active, *conditions)


def _seeing(process: Process, *conditions: ColumnExpressionArgument[bool]) -> Select[str]:
    return _people(*conditions).join(Process, Process.id == process.id)


def _near(path: str) -> ColumnElement[bool]:
    """As `policy.near`: a role that performs on the unit at `path`, above it or below it; '' concerns everybody."""
    if not path:
        return _granted(RoleGrant.role.in_(PERFORMERS), Unit.partner.is_not(True))
    return _granted(RoleGrant.role.in_(PERFORMERS), _around(path))


def _named(mappings: list[Any]) -> ColumnElement[bool]:
    """Somebody is named themselves, by a group, or by a role or unit."""
    people = [m for m in mappings if m.person_id is not None]
    groups = {m.group_id for m in mappings if m.person_id is None and m.group_id is not None}
    rest = [m for m in mappings if m.person_id is None and m.group_id is None]
    anywhere = {m.role for m in rest if m.role is not None and m.unit_path is None}
    placed = {(m.role, m.unit_path or "") for m in rest if m.role is None or m.unit_path is not None}
    own = {m.person_id for m in people if getattr(m, "for_id", None) is None}
    instead = {m.person_id for m in people if m.person_id not in own}
    ways: list[ColumnElement[bool]] = [false()]
    if own:
        ways.append(Person.id.in_(own))
    if instead:
        ways.append(and_(Person.id.in_(instead), works_here()))
    if groups:
        ways.append(exists().where(GroupMember.person_id == Person.id, GroupMember.group_id.in_(groups)))
    if anywhere:
        ways.append(_granted(RoleGrant.role.in_(anywhere)))
    ways += [_granted(_role(role), _around(path)) for role, path in sorted(placed, key=str)]
    return or_(*ways)


def _role(role: str | None) -> ColumnElement[bool]:
    return RoleGrant.role == role if role else RoleGrant.role.in_(PERFORMERS)


def _around(path: str) -> ColumnElement[bool]:
    everywhere = _path() == ""
    return or_(everywhere, around(_path(), path)) if path else everywhere


def _path() -> ColumnElement[Any]:
    return func.coalesce(Unit.path, "")


def _granted(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    grant = select(RoleGrant.id).outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    return grant.where(RoleGrant.person_id == Person.id, *conditions).correlate(Person).exists()
