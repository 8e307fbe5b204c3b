"""Whose work concerns an actor, said to the database: the same rule as `policy.near`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from app.cases.policy import PERFORMERS
from app.catalog.tables import Process
from app.kernel.policy import Actor


def concerned(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Process that leaves those whose work the actor does, or would if no lane named others."""
    grants = [g for g in actor.grants if g.role in PERFORMERS]
    if any(not g.partner for g in grants):
        anywhere: ColumnElement[bool] = Process.unit_path == ""
    else:
        anywhere = false()
    return or_(anywhere, *(around(Process.unit_path, g.unit_path) for g in grants))


def around(column: Any, path: str) -> ColumnElement[bool]:
    """Give the condition that leaves the unit at `path`, those below it and those above it."""
    if not path:
        return true()
    parts = path.split("/")
    above = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    return or_(column.in_(above), column.startswith(path + "/", autoescape=True))
