"""Incidents: what could not go on stands in a list, the rest of its case goes on, and each is tried again by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Incident, Instance
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.jobs import registry
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
SCRIPTS = models.bpmn(
    '<startEvent id="begin"/><parallelGateway id="fork"/>'
    '<scriptTask id="Add" name="Add"><script>total = net + vat</script></scriptTask>'
    '<scriptTask id="Rate" name="Rate"><script>rate = score * 2</script></scriptTask>'
    f'{models.task("Look")}<parallelGateway id="join"/>{models.task("Close")}<endEvent id="done"/>'
    + models.chain("begin", "fork", "Add", "join", "Close", "done")
    + models.chain("fork", "Rate", "join")
    + models.chain("fork", "Look", "join")
)


@pytest.fixture
def case(unit: Unit) -> tuple[str, str]:
    """Give a case with two incidents and one open task, and the id of the manager who owns its process."""
    with unit() as session:
        manager = accounts.actor(session, "Mona Manager", role="manager")
        process = catalog.process(session, manager, SCRIPTS, key="sums", mode="executable")
        return case_actions.start(session, manager, process, {}).id, manager.id


def ops(session: Session) -> object:
    return accounts.actor(session, "Olaf Ops", role="ops")


def test_what_failed_is_listed_and_the_other_branch_goes_on(unit: Unit, case: tuple[str, str]) -> None:
    with unit() as session:
        olaf = ops(session)
        found = queries.incidents(session, olaf).items
        assert {(i.step_id, i.kind, i.instance.state) for i in found} == {
            ("Add", "script", "running"), ("Rate", "script", "running"),
        }  # fmt: skip
        assert queries.incident_count(session, olaf) == 2
        worker = accounts.actor(session, "Wilma Worker")
        assert queries.incidents(session, worker).items == []
        (task,) = queries.open_tasks(session, case[0])
        instance = task_actions.complete(session, worker, task.id, {})
        assert (instance.state, instance.incidents) == ("failed", 2)


def test_one_of_two_is_tried_again_with_corrected_data(unit: Unit, case: tuple[str, str]) -> None:
    with unit() as session:
        olaf = ops(session)
        rows = {i.step_id: i.id for i in queries.incidents(session, olaf).items}
        row = case_actions.retry_incident(session, olaf, rows["Rate"], {"score": 4})
        session.flush()
        assert row.closed_at is not None and row.closed_by == olaf.id  # type: ignore[attr-defined]
        assert [i.step_id for i in queries.incidents(session, olaf).items] == ["Add"]
        instance = queries.instance(session, olaf, case[0])
        assert (instance.incidents, instance.data["rate"]) == (1, 8)
        with pytest.raises(Conflict):
            case_actions.retry_incident(session, olaf, rows["Rate"])
        still = case_actions.retry_incident(session, olaf, rows["Add"])
        session.flush()
        assert (still.closed_at, still.attempts) == (None, 2)


def test_all_of_a_case_are_tried_again_and_close_when_they_go_on(unit: Unit, case: tuple[str, str]) -> None:
    with unit() as session:
        olaf = ops(session)
        case_actions.retry(session, olaf, case[0])
        assert queries.incident_count(session, olaf) == 2
        for row in queries.incidents(session, olaf).items:
            case_actions.retry_incident(session, olaf, row.id, {"net": 1, "vat": 1, "score": 1})
        worker = accounts.actor(session)
        (task,) = queries.open_tasks(session, case[0])
        task_actions.complete(session, worker, task.id, {})
        assert [t.step_id for t in queries.open_tasks(session, case[0])] == ["Close"]
        with pytest.raises(Conflict):
            case_actions.retry(session, olaf, case[0])


def test_cancelling_closes_them(unit: Unit, case: tuple[str, str]) -> None:
    with unit() as session:
        olaf = ops(session)
        case_actions.cancel(session, olaf, case[0], "not needed")
        session.flush()
        assert queries.incidents(session, olaf).items == []
        assert len(queries.incidents(session, olaf, closed=True).items) == 2


def test_others_may_neither_see_nor_retry(unit: Unit, case: tuple[str, str]) -> None:
    with unit() as session:
        worker = accounts.actor(session, "Wilma Worker")
        incident_id = session.scalars(select(Incident.id)).first() or ""
        with pytest.raises(NotFound):
            case_actions.retry_incident(session, worker, incident_id)
        with pytest.raises(Forbidden):
            case_actions.retry(session, worker, case[0])


def test_a_job_that_was_given_up_is_an_incident_and_may_be_ordered_again(
    unit: Unit, case: tuple[str, str], database: Database
) -> None:
    runs: list[str] = []

    @jobs.task("test.incident", attempts=1)
    def breaks(session: Session, instance_id: str) -> None:
        runs.append(instance_id)
        if len(runs) == 1:
            raise RuntimeError("no paper")

    try:
        with unit() as session:
            jobs.defer(session, "test.incident", {"instance_id": case[0]})
        with pytest.raises(RuntimeError):
            jobs.drain(database)
        with unit() as session:
            olaf = ops(session)
            (row,) = queries.incidents(session, olaf, kind="job").items
            assert "no paper" in row.words
            assert session.get(Instance, case[0]).incidents == 3  # type: ignore[union-attr]
            case_actions.retry_incident(session, olaf, row.id)
        with clock.frozen(clock.now() + timedelta(seconds=1)):
            jobs.drain(database)
        assert runs == [case[0]] * 2
        with unit() as session:
            assert session.get(Instance, case[0]).incidents == 2  # type: ignore[union-attr]
    finally:
        registry.forget("test.incident")
