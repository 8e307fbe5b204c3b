"""Which lanes and rules name a group or a unit, in words, as accounts.uses asks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, select, type_coerce

from app.catalog.queries import visible_inside
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.work.tables import LaneMapping


def lanes_naming_group(group_id: str, actor: Actor) -> Select[Any]:
    """Give the lanes the work of which a group does."""
    return _lanes(LaneMapping.group_id == group_id, actor)


def lanes_naming_unit(unit_id: str, actor: Actor) -> Select[Any]:
    """Give the lanes the work of which a unit does."""
    return _lanes(LaneMapping.unit_id == unit_id, actor)


def rules_naming_group(group_id: str, actor: Actor) -> Select[Any]:
    """Give the processes with a rule that gives work to a group."""
    words = "a rule for the work of “" + Process.title + "”"
    said = type_coerce(Process.work_rules, Text).contains(group_id, autoescape=True)
    return select(case((visible_inside(actor), words), else_="")).where(said)


def _lanes(named: ColumnElement[bool], actor: Actor) -> Select[Any]:
    words = "the lane “" + LaneMapping.lane + "” of “" + Process.title + "”"
    shown = select(case((visible_inside(actor), words), else_=""))
    return shown.select_from(LaneMapping).join(Process, Process.id == LaneMapping.process_id).where(named)
