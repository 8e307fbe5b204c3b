"""Task listeners for the time that a task takes: heard when it is there, in each round, tried again alone."""

from __future__ import annotations

from datetime import timedelta

from processes import engine
from processes.engine import fire_timers, retry
from tests.processes.engine.models import DURATION, NOW, Case, codes, model, nodes, wired
from tests.processes.engine.runtime.events.test_listeners import SCRIPT, case, extended, listener


def test_a_task_listener_is_heard_when_its_time_has_come_and_the_task_stays_open() -> None:
    late = listener("timeout", DURATION.format("PT1H") + SCRIPT.format("l"), "taskListener")
    found = case(f'<userTask id="t" name="T">{extended(late)}</userTask>')
    (timer,) = found.turn.timers
    assert (timer.step_id, timer.due_at) == ("t", NOW + timedelta(hours=1))
    found.took(fire_timers(found.definition, found.turn.state, NOW + timedelta(hours=2)))
    assert (found.open, found.turn.data["trail"], found.turn.timers) == (["t"], "l", ())
    assert found.do("t").status == "completed"


ITEM = '<multiInstanceLoopCharacteristics isSequential="{}" camunda:collection="rows" camunda:elementVariable="row"/>'


def timed(kind: str, time: str, said: str = "") -> str:
    """Three rounds of a task with a listener for its time."""
    words = '<camunda:script scriptFormat="python">trail = trail + row + str(loopCounter)</camunda:script>'
    late = listener("timeout", time + (said or words), "taskListener")
    late += listener("complete", '<camunda:script scriptFormat="python">last = row</camunda:script>', "taskListener")
    return f'<userTask id="t" name="T">{extended(late)}{ITEM.format(str(kind == "sequential").lower())}</userTask>'


def after(found: Case, hours: float) -> Case:
    """The case after so many hours, with what was due then."""
    return found.took(fire_timers(found.definition, found.turn.state, NOW + timedelta(hours=hours)))


def test_a_task_listener_is_heard_in_each_round_as_long_as_it_is_open_and_knows_its_item() -> None:
    found = case(timed("parallel", DURATION.format("PT1H")), rows=["a", "b", "c"])
    assert [one.step_id for one in found.turn.timers] == ["t"] * 3
    found.do("t")
    assert (len(found.turn.timers), len(found.turn.closed)) == (2, 0)
    after(found, 2)
    assert sorted([found.turn.data["trail"][:2], found.turn.data["trail"][2:]]) == ["b1", "c2"]
    assert (found.open, found.turn.timers) == (["t", "t"], ())
    assert found.do("t").do("t").status == "completed"


def test_the_time_of_a_task_inside_another_step_begins_with_that_task() -> None:
    late = listener("timeout", DURATION.format("PT1H") + SCRIPT.format("l"), "taskListener")
    inside = nodes("startEvent:is userTask:first endEvent:ie") + f'<userTask id="w">{extended(late)}</userTask>'
    found = case(f'<subProcess id="t">{inside}{wired("is>first first>w w>ie", "i")}</subProcess>')
    assert (found.open, found.turn.timers) == (["first"], ())
    (timer,) = found.do("first").turn.timers
    assert (timer.step_id, after(found, 2).turn.data["trail"]) == ("w", "l")


def test_the_time_of_a_round_that_comes_later_begins_with_it() -> None:
    found = case(timed("sequential", DURATION.format("PT1H")), rows=["a", "b"])
    assert after(found, 2).turn.data["trail"] == "a0"
    task = found.task("t")
    found.took(engine.complete(found.definition, found.turn.state, task, {}, NOW + timedelta(hours=3)))
    (timer,) = found.turn.timers
    assert timer.due_at == NOW + timedelta(hours=4)
    assert after(found, 5).turn.data["trail"] == "a0b1"


def test_a_time_may_depend_on_the_round_and_what_its_listener_sets_of_it_stays_there() -> None:
    said = '<camunda:script scriptFormat="python">row = row + "!"\ntrail = trail + row</camunda:script>'
    found = case(timed("parallel", DURATION.format("${row}"), said), rows=["PT1H", "PT2H"])
    assert sorted(one.due_at for one in found.turn.timers) == [NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    assert after(found, 1.5).turn.data["trail"] == "PT1H!"
    assert "row" not in found.turn.data
    assert found.do("t").turn.data["last"] == "PT1H!"


def test_one_of_a_round_that_fails_is_tried_again_alone_and_goes_with_its_round() -> None:
    failing = '<camunda:script scriptFormat="python">trail = trail + missing</camunda:script>'
    found = case(timed("parallel", DURATION.format("PT1H"), failing), rows=["a", "b"])
    after(found, 2)
    assert [one.step_id for one in found.turn.incidents] == ["t", "t"]
    incident = found.turn.incidents[0]
    found.took(retry(found.definition, found.turn.state, incident.task_id, NOW, {"missing": "m"}))
    assert (found.turn.data["trail"], len(found.turn.incidents)) == ("m", 1)
    assert found.do("t").do("t").status == "completed"


def test_one_for_a_time_that_nobody_can_tell_is_said() -> None:
    late = listener("timeout", DURATION.format("soon enough, P1") + SCRIPT.format("l"), "taskListener")
    xml = model(nodes("startEvent:s endEvent:e") + f'<userTask id="t">{extended(late)}</userTask>', "", "s>t t>e")
    assert "LISTENER_NOT_RUN" in codes(xml, "executable")
