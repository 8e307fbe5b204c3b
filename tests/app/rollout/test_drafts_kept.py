"""What people have typed so far stays with their task when its case moves to another version."""

from __future__ import annotations

from app.rollout import actions, queries
from app.work import actions as work
from app.work import queries as tasks
from app.work.tables import Draft
from tests.factories.proposals import approved, eliminate


def test_a_draft_moves_with_its_case(session, place) -> None:
    worker = place.workers[0]
    instance = work.start(session, worker, place.process, {})
    opened = tasks.open_tasks(session, instance.id)[0]
    task = opened.id
    work.save_draft(session, worker, opened, {"result": "half a sen"})
    proposal = approved(session, place, eliminate("Print_form"))
    rollout = queries.of_proposal(session, proposal.id)
    for _ in range(50):
        if rollout.state == "done":
            break
        actions.advance(session, rollout.id)
    session.expire_all()
    assert rollout.moved == 1
    assert [open_.id for open_ in tasks.open_tasks(session, instance.id)] == [task]
    kept = tasks.draft(session, worker, task)
    assert kept is not None
    assert kept.data == {"result": "half a sen"}
    work.complete(session, worker, task, {"result": "a sentence"})
    session.flush()
    assert session.get(Draft, (task, worker.id)) is None
