"""What nobody who is here does: lanes and steps of live versions, whoever they are for: a role, unit, group or person.

A place is a process and a lane, empty for the steps that no lane gives to somebody; or a process and a step that its
model or a rule gives to groups, with the `choice` that names which where an expression does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import words_for_groups
from app.accounts.tables import GroupMember, PeopleGroup
from app.assignment.queries.somebody import lanes_of_nobody, open_to_do
from app.assignment.tables import LaneMapping, StepGroup
from app.assignment.values import BY_PEOPLE
from app.catalog.tables import Process, Version, VersionStep
from app.kernel.api.paging import Rows
from app.kernel.i18n import _
from app.kernel.i18n.in_sql import saying
from app.kernel.i18n.stored import Said

# What a process that people document asks of them besides.
DOCUMENTED = ("serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask")
MOST = 5000
Key = tuple[str, str, str, str]
MEANT = words_for_groups()


def places(which: ColumnElement[bool] | None = None) -> CompoundSelect[*tuple[Any, ...]]:
    """Give them: `process_id`, `lane`, `step_id` and `choice`, the latter two empty where it is a lane.

    `which` is a condition on Process.
    """
    which = true() if which is None else which
    # Common tables, for SQLite reads no deeper nest than a hundred brackets.
    lanes = lanes_of_nobody(_lanes_needed().where(which)).cte("lanes_unstaffed")
    process_id, lane = lanes.c
    none = literal("")
    of_lanes = select(process_id.label("process_id"), lane.label("lane"), none.label("step_id"), none.label("choice"))
    return of_lanes.union_all(_steps_of_nobody(which))


def _lanes_needed() -> Rows:
    """Give process and lane of what people do in live versions, where it is not for groups."""
    mapped = exists().where(LaneMapping.process_id == Process.id, LaneMapping.lane == VersionStep.lane)
    lane = case((mapped, VersionStep.lane), else_="").label("lane")
    by_people = or_(
        VersionStep.type.in_(BY_PEOPLE), and_(Version.mode == "documenting", VersionStep.type.in_(DOCUMENTED))
    )
    same = (StepGroup.version_id == VersionStep.version_id) & (StepGroup.step_id == VersionStep.step_id)
    for_groups = exists().where(same, StepGroup.word == MEANT.c.word).correlate(VersionStep)
    return (
        select(Process.id, lane)
        .join(Version, Version.id == Process.live_version_id)
        .join(VersionStep, VersionStep.version_id == Version.id)
        .where(Process.archived_at.is_(None), Version.runs, by_people, ~for_groups)
    )


def _steps_of_nobody(which: ColumnElement[bool]) -> Rows:
    """Give the steps for groups, and for nobody besides, in which nobody is who can do them."""
    asked = (
        select(Process.id.label("process_id"), StepGroup.version_id, StepGroup.step_id, StepGroup.choice)
        .join(StepGroup, StepGroup.version_id == Process.live_version_id)
        .where(Process.archived_at.is_(None), StepGroup.choice.is_not(None), which)
        .distinct()
        .subquery()
    )
    row = aliased(StepGroup)
    same = and_(row.version_id == asked.c.version_id, row.step_id == asked.c.step_id, row.choice == asked.c.choice)
    meant = and_(same, row.word == MEANT.c.word)
    member = GroupMember.group_id == MEANT.c.group_id
    groups = exists().where(meant).correlate_except(row, MEANT)
    somebody = (
        exists().where(meant, member, open_to_do(GroupMember.person_id)).correlate_except(row, MEANT, GroupMember)
    )
    chosen = (asked.c.process_id, literal("").label("lane"), asked.c.step_id, asked.c.choice)
    found = select(*chosen).join(Process, Process.id == asked.c.process_id).where(groups, ~somebody)
    return select(*found.cte("steps_unstaffed").c)


def step_words() -> ColumnElement[str]:
    """Give what a step is called in a sentence, in terms of VersionStep: the step “Check”, or where it stands."""
    named = saying(_("the step “{name}”"), name=VersionStep.name)
    called = func.coalesce(func.nullif(VersionStep.called, ""), literal(_("a step without a name"), Said))
    return type_coerce(case((VersionStep.name != "", named), else_=called), Said)


@dataclass(frozen=True)
class Place:
    """A lane, or a step for groups, of a process."""

    process: Process
    lane: str
    step_id: str
    choice: str

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.process.id, self.lane, self.step_id, self.choice


def found(session: Session, which: ColumnElement[bool] | None = None) -> list[Place]:
    """Give what nobody does, in one statement."""
    place = places(which).cte("unstaffed")
    rows = session.execute(
        select(Process, place.c.lane, place.c.step_id, place.c.choice)
        .join(place, place.c.process_id == Process.id)
        .order_by(Process.id, place.c.lane, place.c.step_id, place.c.choice)
        .limit(MOST)
    )
    return [Place(*row) for row in rows]


def groups_meant(session: Session, asked: Iterable[Place]) -> dict[Key, list[PeopleGroup]]:
    """Give the groups for which steps are, by the keys of their places: one statement, none where there are none."""
    steps: dict[tuple[str | None, str, str | None], Key] = {
        (place.process.live_version_id, place.step_id, place.choice): place.key for place in asked if place.step_id
    }
    if not steps:
        return {}
    rows = session.execute(
        select(StepGroup.version_id, StepGroup.step_id, StepGroup.choice, PeopleGroup)
        .join(MEANT, MEANT.c.word == StepGroup.word)
        .join(PeopleGroup, PeopleGroup.id == MEANT.c.group_id)
        .where(StepGroup.version_id.in_({version_id for version_id, _, _ in steps}))
        .order_by(PeopleGroup.name)
    )
    meant: dict[Key, list[PeopleGroup]] = defaultdict(list)
    for version_id, step_id, choice, group in rows:
        if key := steps.get((version_id, step_id, choice)):
            meant[key].append(group)
    return meant


def of_process(session: Session, process: Process) -> tuple[set[str], dict[str, list[PeopleGroup]]]:
    """Give the lanes of a process that nobody does, and the groups in which nobody is who can, by step.

    The empty lane stands for all that no lane gives to somebody.
    """
    places = found(session, Process.id == process.id)
    groups = groups_meant(session, places)
    steps: dict[str, list[PeopleGroup]] = defaultdict(list)
    for place in places:
        if place.step_id:
            steps[place.step_id] += groups.get(place.key, [])
    return {place.lane for place in places if not place.step_id}, steps
