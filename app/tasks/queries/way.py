"""The way of a case in one line: what was done, where it stands, what is certain to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.tables import StepEvent, Task
from app.catalog.queries import Unreadable, model
from processes.called import headed
from processes.model.graph import Graph
from processes.model.way import Ahead, ahead, is_one_step

DONE = ("task_completed", "step_passed")
MOST = 200


@dataclass(frozen=True)
class Stop:
    """A step on the way: what it is called, how often it was done so far, whether others may come before it."""

    name: str
    times: int = 0
    depends: bool = False


@dataclass(frozen=True)
class Way:
    """The steps done, the one in front of somebody, and those to come.

    `is_open` says that more may follow the last; `is_whole` that nothing on the way depends on what is decided.
    """

    done: tuple[Stop, ...]
    here: Stop
    ahead: tuple[Stop, ...]
    is_open: bool = False

    @property
    def place(self) -> int:
        """Which step it is."""
        return len(self.done) + 1

    @property
    def total(self) -> int:
        """How many steps there are at least."""
        return self.place + len(self.ahead)

    @property
    def is_whole(self) -> bool:
        """Whether there are so many steps, whatever is decided."""
        return not self.is_open and not any(stop.depends for stop in self.ahead)


def way(session: Session, task: Task) -> Way | None:
    """Give the way of a task's case through the version that it is on; None where that cannot be read: two statements.

    The reader must see the case. What was done again stands where it was done last, with how often.
    """
    try:
        graph = model(task.version).graph
    except Unreadable:
        return None
    if task.step_id not in graph.nodes:
        return None
    is_here = (Task.instance_id == task.instance_id) & (Task.state == "open")
    here = {task.step_id, *session.scalars(select(Task.step_id).where(is_here).limit(MOST))}
    certain = [one for one in (*_open_beside(here, task.step_id), *ahead(graph, here)) if one.step != task.step_id]
    times = _done(session, task.instance_id, graph)
    coming = {one.step for one in certain}
    stops = tuple(
        Stop(headed(graph.label(step)), count)
        for step, count in times.items()
        if step != task.step_id and step not in coming
    )
    return Way(
        stops,
        Stop(headed(graph.label(task.step_id)), times.get(task.step_id, 0)),
        tuple(Stop(headed(graph.label(one.step)), times.get(one.step, 0), one.depends) for one in certain if one.step),
        any(not one.step for one in certain),
    )


def _open_beside(here: Collection[str], step_id: str) -> list[Ahead]:
    """What is open at the same time is to be done, too."""
    return [Ahead(step) for step in sorted(here) if step != step_id]


def _done(session: Session, instance_id: str, graph: Graph) -> dict[str, int]:
    """Give how often steps of this version were done in a case, what was done last at the end."""
    last = func.max(StepEvent.id)
    rows = (
        select(StepEvent.step_id, func.count(), last)
        .where(StepEvent.instance_id == instance_id, StepEvent.event.in_(DONE), StepEvent.step_id.is_not(None))
        .group_by(StepEvent.step_id)
        .order_by(last.desc())
        .limit(MOST)
    )
    found = [(str(step), count) for step, count, _last in session.execute(rows)]
    return {s: n for s, n in reversed(found) if s in graph.nodes and is_one_step(graph.nodes[s])}
