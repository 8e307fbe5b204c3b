"""Which lanes, rules and steps name a group or a unit, in words, as accounts.uses asks."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, or_, select, type_coerce

from app.accounts import uses
from app.accounts.queries import words_for_groups
from app.assignment.queries.unstaffed import step_words
from app.assignment.tables import LaneMapping, StepGroup
from app.cases.tables import ALIVE, Instance
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, Version, VersionStep
from app.kernel.api.paging import Rows
from app.kernel.i18n import _
from app.kernel.i18n.in_sql import saying
from app.kernel.policy import Actor


def register() -> None:
    """Tell what names groups and units for work."""
    uses.register(group=lanes_naming_group, unit=lanes_naming_unit)
    uses.register(group=rules_naming_group)
    uses.register(group=steps_naming_group)


def lanes_naming_group(group_id: str, actor: Actor) -> Rows:
    """Give the lanes the work of which a group does."""
    return _lanes(LaneMapping.group_id == group_id, actor)


def lanes_naming_unit(unit_id: str, actor: Actor) -> Rows:
    """Give the lanes the work of which a unit does."""
    return _lanes(LaneMapping.unit_id == unit_id, actor)


def rules_naming_group(group_id: str, actor: Actor) -> Rows:
    """Give the processes with a rule that gives work to a group."""
    words = saying(_("a rule for the work of “{process}”"), process=Process.title)
    said = type_coerce(Process.work_rules, Text).contains(group_id, autoescape=True)
    return select(case((visible_inside(actor), words), else_="")).where(said)


def steps_naming_group(group_id: str, actor: Actor) -> Rows:
    """Give the steps whose model gives work to a group, of versions that are live or that cases still run on."""
    live = (Process.live_version_id == Version.id) & Process.archived_at.is_(None)
    runs = exists().where(Instance.version_id == Version.id, Instance.state.in_(ALIVE))
    place = {"step": step_words(), "process": Process.title, "number": cast(Version.number, Text)}
    here, once = _("{step} of “{process}”"), _("{step} of “{process}”, version {number}")
    words = case((live, saying(here, **place)), else_=saying(once, **place))
    known = words_for_groups().c
    meant = select(known.word).where(known.group_id == group_id)
    return (
        select(case((visible_inside(actor), words), else_=""))
        .select_from(StepGroup)
        .join(Version, Version.id == StepGroup.version_id)
        .join(Process, Process.id == Version.process_id)
        .join(VersionStep, and_(VersionStep.version_id == Version.id, VersionStep.step_id == StepGroup.step_id))
        .where(StepGroup.by_rule.is_(False), StepGroup.word.in_(meant), or_(live, runs.correlate(Version)))
    )


def _lanes(named: ColumnElement[bool], actor: Actor) -> Rows:
    lane = _("the lane “{lane}” of “{process}”")
    words = saying(lane, lane=LaneMapping.lane, process=Process.title)
    shown = select(case((visible_inside(actor), words), else_=""))
    return shown.select_from(LaneMapping).join(Process, Process.id == LaneMapping.process_id).where(named)
