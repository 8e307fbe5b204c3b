"""A server is killed in the middle of a rollout: it goes on, every case has one verdict, none is lost or half moved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cases import actions as case_actions
from app.cases.queries import open_tasks
from app.cases.tables import Instance, StepEvent, Task
from app.catalog import queries as catalog
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.times import clock
from app.rollout.tables import Rollout, Verdict
from app.tasks import actions as task_actions
from processes import engine
from tests.factories import proposals
from tests.support.awaiting import until
from tests.support.servers import Server

CASES = 900
KILLS = 2


@pytest.fixture(autouse=True)
def _wired() -> None:
    proposals.wire()


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Server:
    prepared = Server(tmp_path / "data", database_url)
    yield prepared
    prepared.kill()


def begin(database: Database) -> str:
    """Start cases at three places, then approve a change of their process; gives the id of its rollout."""
    with unit_of_work(database) as session:
        world = proposals.world(session)
    for first in range(0, CASES, 100):
        with unit_of_work(database) as session:
            process = session.merge(world.process)
            for number in range(first, first + 100):
                instance = case_actions.start(session, world.workers[0], process, {"number": number})
                for _ in range(number % 3):
                    task_actions.complete(session, world.workers[0], open_tasks(session, instance.id)[0].id, {})
    with unit_of_work(database) as session:
        proposals.approved(session, world)
        return session.scalars(select(Rollout.id)).one()


def seen(database: Database, rollout_id: str) -> tuple[str, int]:
    """How far the rollout is."""
    with unit_of_work(database, readonly=True) as session:
        rollout = session.get_one(Rollout, rollout_id)
        return rollout.state, rollout.done


def brought(database: Database, rollout_id: str, done: int) -> str:
    """Wait until so many cases have their verdict, or the rollout is over, and give its state."""

    def far() -> str:
        state, now = seen(database, rollout_id)
        return state if state == "done" or now >= done else ""

    return until(far, f"{done} verdicts, or the end", told=lambda: str(seen(database, rollout_id)))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_rollout_survives_the_death_of_its_server(server: Server, database: Database) -> None:
    if not database.is_sqlite:
        jobs.use(database, "procrastinate")
    rollout_id = begin(database)
    killed_at = []
    for number in range(KILLS):
        server.start()
        brought(database, rollout_id, CASES * (number + 1) // (KILLS + 2))
        server.kill()
        killed_at.append(seen(database, rollout_id))
    assert all(state == "running" and 0 < done < CASES for state, done in killed_at), killed_at
    server.start()
    assert brought(database, rollout_id, CASES + 1) == "done"
    server.stop()
    with unit_of_work(database, readonly=True) as session:
        rollout = session.get_one(Rollout, rollout_id)
        assert (rollout.total, rollout.moved, rollout.redirected) == (CASES, CASES * 2 // 3, CASES // 3)
        verdicts = Counter(session.scalars(select(Verdict.verdict)))
        assert verdicts == {"moved": rollout.moved, "redirected": rollout.redirected}
        assert session.scalar(select(func.count()).select_from(Instance)) == CASES
        moved = select(StepEvent.instance_id).where(StepEvent.event == "migrated")
        assert Counter(Counter(session.scalars(moved)).values()) == {1: CASES}, "nothing happened twice"
        tasks: dict[str, set[str]] = {}
        for instance_id, task_id in session.execute(select(Task.instance_id, Task.id).where(Task.state == "open")):
            tasks.setdefault(instance_id, set()).add(task_id)
        target = catalog.definition(catalog.version_by_id(session, rollout.version_id))
        for one in session.scalars(select(Instance)):
            assert one.version_id == rollout.version_id
            stands = engine.inspect(target, one.blob or b"", clock.now())
            assert tasks[one.id] == {task.id for task in stands.open}, "rows and state agree"
            assert [task.step_id for task in stands.open] == [["Write_brief"], ["Check"], ["Check"]][
                one.data["number"] % 3
            ]
