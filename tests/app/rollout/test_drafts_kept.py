"""What people have typed so far stays with their task when its case moves to another version."""

from __future__ import annotations

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.rollout import actions, queries
from app.taskforms import actions as form_actions
from app.taskforms import queries as form_queries
from app.taskforms.tables import Draft
from app.tasks import actions as task_actions
from tests.factories.proposals import approved, eliminate


def test_a_draft_moves_with_its_case(session, place) -> None:
    worker = place.workers[0]
    instance = case_actions.start(session, worker, place.process, {})
    opened = case_queries.open_tasks(session, instance.id)[0]
    task = opened.id
    form_actions.save_draft(session, worker, opened, {"result": "half a sen"})
    proposal = approved(session, place, eliminate("Print_form"))
    rollout = queries.of_proposal(session, proposal.id)
    for _ in range(50):
        if rollout.state == "done":
            break
        actions.advance(session, rollout.id)
    session.expire_all()
    assert rollout.moved == 1
    assert [open_.id for open_ in case_queries.open_tasks(session, instance.id)] == [task]
    kept = form_queries.draft(session, worker, task)
    assert kept is not None
    assert kept.data == {"result": "half a sen"}
    task_actions.complete(session, worker, task, {"result": "a sentence"})
    session.flush()
    assert session.get(Draft, (task, worker.id)) is None
