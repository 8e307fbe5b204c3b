"""A new version never moves a running case silently (invariant I15): each move is a verdict in its history."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cases import actions as case_actions
from app.cases.tables import Instance, Task
from app.catalog import actions as catalog
from app.catalog.tables import Process, Version
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.settings import Settings
from app.rollout.tables import Rollout, Verdict
from app.tasks import actions as task_actions
from processes.engine.preparation import child
from tests.factories import models, proposals
from tests.support import databases, invariants

Unit = Callable[[], AbstractContextManager[Session]]
STEPS = ("A", "B", "C", "D", "E")
ACTS = st.lists(
    st.one_of(
        st.just(("start",)),
        st.tuples(st.just("complete"), st.integers(0, 5)),
        st.tuples(st.just("publish"), st.lists(st.sampled_from(STEPS), min_size=1, max_size=5, unique=True)),
        st.tuples(st.just("improve"), st.sampled_from(STEPS)),
        st.just(("jobs",)),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


class World:
    """One process whose model is swapped while its cases run."""

    def __init__(self, database: Database) -> None:
        self.database, self.seen, self.moved = database, dict[str, tuple[str, bytes | None]](), 0
        with unit_of_work(database) as session:
            self.world = proposals.world(session, 1, models.linear(*STEPS))
            self.process, self.owner = self.world.process.id, self.world.owner

    def do(self, act: tuple[object, ...]) -> None:
        """Do one thing, and look that nothing else happened to any case."""
        touched = ""
        if act[0] == "jobs":
            jobs.drain(self.database)
        else:
            with unit_of_work(self.database) as session:
                touched = getattr(self, f"_{act[0]}")(session, *act[1:])
        self._look(act, touched)

    def _start(self, session: Session) -> str:
        return case_actions.start(session, self.owner, session.get_one(Process, self.process), {}, None).id

    def _complete(self, session: Session, number: int) -> str:
        tasks = session.scalars(select(Task).where(Task.state == "open").order_by(Task.id)).all()
        return task_actions.complete(session, self.owner, tasks[number % len(tasks)].id, {}).id if tasks else ""

    def _publish(self, session: Session, steps: list[str]) -> str:
        process = session.get_one(Process, self.process)
        catalog.publish(session, self.owner, process, models.linear(*steps))
        return ""

    def _improve(self, session: Session, step: str) -> str:
        process = session.get_one(Process, self.process)
        live = session.get_one(Version, process.live_version_id)
        if f'id="{step}"'.encode() in live.xml and live.xml.count(b"<userTask") > 1:
            world = replace(self.world, process=process)
            proposals.approved(session, world, proposals.eliminate(step))
        return ""

    def _look(self, act: tuple[object, ...], touched: str) -> None:
        with unit_of_work(self.database, readonly=True) as session:
            for case in session.scalars(select(Instance)):
                before, self.seen[case.id] = self.seen.get(case.id), (case.version_id, case.blob)
                if before is None or before == self.seen[case.id] or case.id == touched:
                    assert before is None or before[0] == case.version_id, f"{act} moved a case by the way"
                    continue
                assert act[0] == "jobs", f"{act} changed a case that it does not name"
                told = select(Verdict.verdict).join(Rollout).where(
                    Verdict.instance_id == case.id, Rollout.version_id == case.version_id
                )  # fmt: skip
                assert set(session.scalars(told)) & {"moved", "redirected"}, "moved without a verdict"
                self.moved += 1


@pytest.mark.databases("sqlite")
def test_a_version_that_goes_live_moves_no_case_silently(database_kind: str, tmp_path: Path) -> None:
    moved: list[int] = []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(ACTS)
    def law(acts: list[tuple[object, ...]]) -> None:
        with databases.fresh(database_kind, tmp_path) as database:
            create_app(Settings(data=tmp_path, jobs="embedded", secret_key="x" * 40), database)
            world = World(database)
            for act in [("start",), ("start",), *acts, ("jobs",)]:
                world.do(act)
            assert invariants.broken(database) == []
            moved.append(world.moved)

    law()
    assert sum(moved) > 10, "no case was moved at all: nothing was tested"
    child.stop()
