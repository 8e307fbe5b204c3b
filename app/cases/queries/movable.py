"""Where a case stands, for those who steer it by hand."""

from __future__ import annotations

from app.cases.tables import ALIVE, Instance
from app.catalog import queries as catalog
from app.kernel.times import clock
from processes import engine
from processes.engine import Movable


def movable(instance: Instance) -> tuple[Movable, ...]:
    """Give the places of a case that can be left by hand, each with the steps it can go to; none once it is over."""
    if instance.state not in ALIVE or not instance.blob:
        return ()
    return engine.movable(catalog.definition(instance.version), instance.blob, clock.now())
