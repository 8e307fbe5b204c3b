"""Which tasks are a person's to do: as `policy.may_perform` says, in terms of Task and Process."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ColumnElement, exists, false, func, or_, true
from sqlalchemy.orm import aliased

from app.assignment.tables import Candidate, LaneMapping
from app.cases.policy import PERFORMERS
from app.cases.queries.near import around, concerned
from app.cases.tables import Task
from app.kernel.policy import Actor

_EARLIER = aliased(Task)


@lru_cache(maxsize=512)
def is_for(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Task and Process: a lane or a candidate's name makes it the actor's to do."""
    mapped = exists().where(LaneMapping.process_id == Task.process_id, LaneMapping.lane == Task.lane)
    named = mapped.where(_names(actor))
    by_name = Candidate.person_id == actor.id
    if not actor.is_internal:
        by_name &= Candidate.for_id.is_(None)
    mine = or_(by_name, Candidate.group_id.in_(actor.groups))
    candidate = exists().where(Candidate.task_id == Task.id, mine)
    by_lane = or_(~mapped & concerned(actor), named)
    return or_(Task.has_candidates.is_(None) & by_lane, Task.has_candidates.is_(True) & candidate)


def not_kept_apart(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Task: it is not kept apart from what the actor did in the same case."""
    did = exists().where(
        _EARLIER.instance_id == Task.instance_id,
        _EARLIER.closed_by == actor.id,
        func.replace(Task.separated_from, "," + _EARLIER.step_id + ",", "") != Task.separated_from,
    )
    return or_(Task.separated_from.is_(None), ~did)


def _names(actor: Actor) -> ColumnElement[bool]:
    """As policy.may_perform hears a mapping: a person alone, else a group, else a role or unit."""
    roles = {g.role for g in actor.grants}
    conditions: list[ColumnElement[bool]] = [LaneMapping.role.in_(roles) & LaneMapping.unit_path.is_(None)]
    for grant in actor.grants:
        fits = or_(
            LaneMapping.role == grant.role,
            LaneMapping.role.is_(None) & (true() if grant.role in PERFORMERS else false()),
        )
        conditions.append(LaneMapping.unit_path.is_not(None) & fits & around(LaneMapping.unit_path, grant.unit_path))
    no_person, no_group = LaneMapping.person_id.is_(None), LaneMapping.group_id.is_(None)
    ways = [LaneMapping.person_id == actor.id, no_person & no_group & or_(*conditions)]
    if actor.groups:
        ways.append(no_person & LaneMapping.group_id.in_(actor.groups))
    return or_(*ways)
