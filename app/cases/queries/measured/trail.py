"""The way that a case has gone, on the version that it is on now: three statements, whatever happened in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.cases.queries.incidents import incidents_of
from app.cases.tables import ALIVE, Instance, StepEvent
from app.catalog import queries as catalog
from app.catalog.queries import Unreadable
from app.kernel.errors import Conflict
from app.kernel.times import clock
from processes import engine
from processes.model.graph import Graph
from processes.model.passed_over import passed_over

DONE = ("task_completed", "step_passed")
MOST = 2000
_CHOSEN = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class Trail:
    """What a case did and where it stands, by the elements of its version.

    `done` and `ways` (arrows) say how often; `gone` are the steps that it did and that its version no longer has, with
    how often; `withdrawn` steps were open and are needed no more, `skipped` ones it went past.
    """

    graph: Graph
    done: Mapping[str, int]
    ways: Mapping[str, int]
    here: frozenset[str]
    stopped: frozenset[str]
    withdrawn: frozenset[str]
    skipped: frozenset[str]
    gone: list[tuple[str, int]] = field(default_factory=list)


def trail(session: Session, instance: Instance) -> Trail | None:
    """Give the way that a case has gone, to who sees it; None where its version cannot be read any more."""
    try:
        graph = catalog.model(instance.version).graph
    except Unreadable:
        return None
    done: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    withdrawn: set[str] = set()
    for step, name, event, said, count in _counted(session, instance.id):
        if step not in graph.nodes:
            if event == "task_completed":
                gone[name or step] += count
        elif event in DONE:
            done[step] += count
            ways.update(_ways_of(graph, step, said, count))
        else:
            withdrawn.add(step)
    stopped = {row.step_id for row in incidents_of(session, instance.id)} if instance.incidents else set()
    here = _standing(instance)
    knows = bool(here) or instance.state == "completed"
    skipped = passed_over(graph, here, done) if knows else frozenset()
    return Trail(
        graph, done, ways, _innermost(graph, here), frozenset(stopped), frozenset(withdrawn - set(done)), skipped,
        list(gone.items()),
    )  # fmt: skip


def _counted(session: Session, instance_id: str) -> list[tuple[str, str | None, str, str | None, int]]:
    """Give what happened at steps, with how often: the first of it first."""
    detail = type_coerce(StepEvent.detail, Text)
    events = (*DONE, "task_withdrawn")
    rows = session.execute(
        select(StepEvent.step_id, StepEvent.step_name, StepEvent.event, detail, func.count())
        .where(StepEvent.instance_id == instance_id, StepEvent.event.in_(events), StepEvent.step_id.is_not(None))
        .group_by(StepEvent.step_id, StepEvent.step_name, StepEvent.event, detail)
        .order_by(func.min(StepEvent.id))
        .limit(MOST)
    )
    return [(str(step), name, event, said, count) for step, name, event, said, count in rows]


def _ways_of(graph: Graph, step: str, said: str | None, count: int) -> dict[str, int]:
    """Give the arrows that were gone: those that were chosen, else all that lead out of the step."""
    node = graph.nodes[step]
    chosen = _CHOSEN.findall(said) if said and said.startswith("flows: ") else node.outgoing
    times = 1 if node.loop is not None else count
    return {flow: times for flow in chosen if flow in graph.flows}


def _standing(instance: Instance) -> frozenset[str]:
    """Give where the work of a case stands; nowhere once it is over, or where its version cannot run any more."""
    if instance.state not in ALIVE or not instance.blob:
        return frozenset()
    try:
        return engine.standing(catalog.definition(instance.version), instance.blob, clock.now())
    except Conflict:
        return frozenset()


def _innermost(graph: Graph, here: frozenset[str]) -> frozenset[str]:
    """Leave out the parts in which work stands at a step of their own."""
    holders = {graph.nodes[one].scope for one in here if one in graph.nodes}
    return frozenset(one for one in here if one in graph.nodes and one not in holders)
