"""What running work waits for, and who has it, when a version goes live: the rows agree with the engine afterwards."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.cases import actions as case_actions
from app.cases.queries import open_tasks
from app.cases.tables import Instance, StepEvent, Task, Timer
from app.catalog import queries as catalog
from app.correlation.tables import Subscription
from app.decision_policy import actions as policy_actions
from app.kernel import jobs
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.times import clock
from app.rollout import actions, queries
from app.rollout.tables import Rollout, Verdict
from app.tasks import actions as task_actions
from processes import engine
from tests.factories import accounts, models, proposals
from tests.factories import catalog as library
from tests.factories.proposals import approved, eliminate
from tests.support.awaiting import until

BORDER = (
    '<boundaryEvent id="late" attachedToRef="Check"><timerEventDefinition id="t"><timeDuration>P5D</timeDuration>'
    "</timerEventDefinition></boundaryEvent>"
)


def waiting_model() -> bytes:
    """Write, then check (at most five days), then wait for a message, then send."""
    catch = '<intermediateCatchEvent id="answer" name="Answer"><messageEventDefinition id="m" messageRef="msg"/>'
    body = '<startEvent id="begin"/>' + "".join(map(models.task, ("Write", "Check", "Remind", "Send")))
    body += BORDER + catch + '</intermediateCatchEvent><endEvent id="done"/>'
    flows = models.chain("begin", "Write", "Check", "answer", "Send", "done") + models.chain("late", "Remind", "answer")
    return models.bpmn(body + flows, before='<message id="msg" name="Answered"/>')


def place_of(session, xml: bytes) -> proposals.World:
    """People and a process of this model."""
    return proposals.world(session, xml=xml)


def begun(session, place, *steps: str) -> Instance:
    """A case that has passed these steps."""
    worker = place.workers[0]
    instance = case_actions.start(session, worker, place.process, {})
    for step in steps:
        task = next(t for t in open_tasks(session, instance.id) if t.step_id == step)
        task_actions.complete(session, worker, task.id, {})
    session.flush()
    return instance


def live(session, place, operations) -> Rollout:
    """Have a change go live, and all cases go after it."""
    rollout = queries.of_proposal(session, approved(session, place, operations).id)
    while rollout.state != "done":
        actions.advance(session, rollout.id)
    session.expire_all()
    return rollout


def agrees(session, instance: Instance) -> engine.ExecutionResult:
    """The instance as the engine sees it; the rows say the same."""
    session.expire_all()
    stands = engine.inspect(
        catalog.definition(catalog.version_by_id(session, instance.version_id)), instance.blob or b"", clock.now()
    )
    timers = select(Timer.task_id, Timer.step_id, Timer.due_at).where(Timer.instance_id == instance.id)
    assert set(session.execute(timers).all()) == {(t.task_id, t.step_id, t.due_at) for t in stands.timers}
    named = select(Subscription.task_id, Subscription.name).where(Subscription.instance_id == instance.id)
    assert set(session.execute(named).all()) == {(w.task_id, w.name) for w in stands.waiting}
    shown = {(t.id, t.step_id, t.step_name, t.version_id) for t in open_tasks(session, instance.id)}
    assert shown == {(t.id, t.step_id, t.step_name, instance.version_id) for t in stands.open}
    return stands


def test_timers_and_subscriptions_are_those_of_the_new_version(session) -> None:
    place = place_of(session, waiting_model())
    writing, checking, asked = (begun(session, place, *s) for s in ((), ("Write",), ("Write", "Check")))
    due = session.scalars(select(Timer.due_at).where(Timer.instance_id == checking.id)).one()
    live(session, place, eliminate("Send"))
    assert [t.due_at for t in agrees(session, checking).timers] == [due], "the time that runs is kept"
    assert len(agrees(session, asked).waiting) == 1 and not agrees(session, writing).timers
    live(session, place, eliminate("Check", cascade=True))
    for case in (writing, checking, asked):
        assert not agrees(session, case).timers
    assert len(agrees(session, checking).waiting) == 1, "it was led on to the message"


def test_whoever_has_a_task_keeps_it_under_its_new_title(session, place) -> None:
    instance, worker = begun(session, place), place.workers[1]
    task = open_tasks(session, instance.id)[0]
    task_actions.claim(session, worker, task.id)
    session.flush()
    opened = task.opened_at
    live(session, place, [{"kind": "retitle", "step": "Write_brief", "title": "Say what is wanted"}])
    agrees(session, instance)
    kept = open_tasks(session, instance.id)[0]
    assert (kept.id, kept.claimed_by, kept.opened_at) == (task.id, worker.id, opened)
    assert kept.step_name == "Say what is wanted"


def test_what_could_not_go_on_is_led_on_and_no_longer_an_incident(session, place) -> None:
    instance = begun(session, place)
    turn = engine.inspect(catalog.definition(instance.version), instance.blob, clock.now())
    task = turn.open[0]
    failed = select(Task).where(Task.id == task.id)
    session.scalars(failed).one().state = "failed"
    instance.state, instance.ended_at = "failed", clock.now()
    session.flush()
    rollout = live(session, place, eliminate("Write_brief"))
    assert (rollout.total, rollout.redirected) == (1, 1)
    assert (instance.state, instance.ended_at) == ("running", None)
    assert [t.step_id for t in agrees(session, instance).open] == ["Print_form"]


def test_suspended_cases_go_along_and_stay_suspended(session, place) -> None:
    there, aside = begun(session, place, "Write_brief"), begun(session, place)
    for instance in (there, aside):
        instance.state = "suspended"
    session.flush()
    rollout = live(session, place, eliminate("Print_form"))
    assert (rollout.moved, rollout.redirected) == (1, 1)
    assert {there.state, aside.state} == {"suspended"}
    assert [t.step_id for t in agrees(session, there).open] == ["Check"]


def test_a_called_case_ends_with_the_step_that_called_it(session, place) -> None:
    owner = place.owner
    called = library.process(session, owner, models.linear("Inside"), key="called")
    body = '<startEvent id="begin"/>' + models.task("Ask") + models.task("Send") + '<endEvent id="done"/>'
    body += f'<callActivity id="call" name="Have it done" calledElement="{called.key}"/>'
    caller = library.process(session, owner, models.bpmn(body + models.chain("begin", "Ask", "call", "Send", "done")))
    world = proposals.World(caller, owner, place.manager, place.workers)
    instance = begun(session, world, "Ask")
    child = session.scalars(select(Instance).where(Instance.parent_id == instance.id)).one()
    rollout = live(session, world, eliminate("call", cascade=True))
    assert rollout.redirected == 1 and child.state == "cancelled"
    said = select(StepEvent.detail).where(StepEvent.instance_id == child.id, StepEvent.event == "instance_cancelled")
    assert session.scalars(said).one() == "The step that called this case is over."
    assert [t.step_id for t in agrees(session, instance).open] == ["Send"]


@pytest.mark.databases("postgresql")
def test_a_case_that_somebody_holds_comes_last(database, unit) -> None:
    with unit() as session:
        place = proposals.world(session)
        cases = [begun(session, place).id for _ in range(4)]
        accounts.actor(session, "Nora", "worker")
    with unit() as session:
        approved(session, place)
        rollout = session.scalars(select(Rollout.id)).one()
    held = threading.Event()

    def hold() -> None:
        with unit_of_work(database) as session:
            session.execute(select(Instance.id).where(Instance.id == cases[1]).with_for_update())
            held.set()
            verdicts = select(func.count()).select_from(Verdict)
            until(lambda: (session.scalar(verdicts) or 0) >= 3, "verdicts on the three other cases")

    other = threading.Thread(target=hold)
    other.start()
    until(held.is_set, "a case to be held")
    jobs.drain(database)
    other.join()
    with unit() as session:
        assert session.get_one(Rollout, rollout).state == "done"
        order = session.scalars(select(Verdict.instance_id).order_by(Verdict.at, Verdict.instance_id)).all()
        assert order == [cases[0], cases[2], cases[3], cases[1]]


def test_nobody_goes_along_where_the_policy_says_so(session, place) -> None:
    from app.decision_policy.values import Policy

    policy_actions.set_policy(session, place.owner, place.process, Policy(migrate=False))
    instance = begun(session, place, "Write_brief")
    rollout = live(session, place, eliminate("Print_form"))
    assert rollout.stayed == 1 and [t.step_id for t in agrees(session, instance).open] == ["Print_form"]
