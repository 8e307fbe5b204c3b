"""Running instances that wait for events, at borders, beside the work or in a race, when the model changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.engine import deliver, fire_timers
from tests.processes.engine.migrate.test_migrate import moved, without
from tests.processes.engine.migrate.test_places import ENDS, MESSAGES, again, border, catch
from tests.processes.engine.models import DURATION, NOW, Case, called_by_id, compiled, model, nodes, wired


def test_a_boundary_event_that_is_gone_no_longer_watches() -> None:
    tasks = nodes("userTask:a userTask:b")
    old = model(ENDS + tasks + border("be", "a"), "", "s>a a>e be>b b>e")
    case = Case(compiled(old, "executable"))
    assert len(case.turn.timers) == 1
    task = case.task("a")
    done = moved(case, model(ENDS + tasks, "", "s>a a>b b>e"), "executable")
    assert (case.turn.timers, case.task("a"), done.verdict) == ((), task, "moved")
    assert "“be” is no longer watched for." in done.words


def test_a_boundary_event_of_another_kind_begins_anew() -> None:
    tasks = called_by_id(nodes("userTask:a userTask:b").encode()).decode()
    old = model(ENDS + tasks + border("be", "a"), MESSAGES, "s>a a>e be>b b>e")
    new = model(ENDS + tasks + border("be", "a", "m"), MESSAGES, "s>a a>e be>b b>e")
    case = Case(compiled(old, "executable"))
    done = moved(case, new, "executable")
    assert (case.turn.timers, [w.name for w in case.turn.waiting]) == ((), ["M"])
    assert "“be” watches “a” from now on." in done.words
    moved(again(case), old, "executable")
    assert (len(case.turn.timers), case.turn.waiting) == (1, ())


def test_a_boundary_event_at_another_step_watches_there() -> None:
    tasks = nodes("userTask:a userTask:b userTask:c")
    old = model(ENDS + tasks + border("be", "a"), "", "s>a a>b b>e be>c c>e")
    case = Case(compiled(old, "executable"))
    moved(case, model(ENDS + tasks + border("be", "b"), "", "s>a a>b b>e be>c c>e"), "executable")
    assert case.turn.timers == ()
    assert len(again(case).do("a").turn.timers) == 1


def test_a_changed_duration_keeps_the_time_that_runs_and_says_so() -> None:
    tasks = nodes("userTask:a userTask:b")
    old, new = (model(ENDS + tasks + border("be", "a", d), "", "s>a a>e be>b b>e") for d in ("P5D", "P9D"))
    case = Case(compiled(old, "executable"))
    before = case.turn.timers
    assert "“be” keeps the time it was set to." in moved(case, new, "executable").words
    assert case.turn.timers == before


def test_a_boundary_event_that_has_fired_does_not_watch_again() -> None:
    tasks = nodes("userTask:a userTask:b userTask:c")
    old = model(ENDS + tasks + border("be", "a", "PT1H", interrupts=False), "", "s>a a>c c>e be>b b>e")
    case = Case(compiled(old, "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=2)))
    assert case.open == ["a", "b"]
    moved(case, without(old, "c"), "executable")
    assert (case.open, case.turn.timers) == (["a", "b"], ())


def test_a_host_that_is_gone_takes_its_boundary_events_along() -> None:
    tasks = nodes("userTask:a userTask:b userTask:c")
    old = model(ENDS + tasks + border("be", "a") + border("bm", "a", "m"), MESSAGES, "s>a a>c c>e be>b b>e bm>b")
    case = Case(compiled(old, "executable"))
    done = moved(case, without(old, "a"), "executable")
    assert (case.open, case.turn.timers, case.turn.waiting, done.verdict) == (["c"], (), (), "redirected")


def watched(what: str | None) -> bytes:
    """A process with an event sub-process that waits beside the work."""
    start = f'<startEvent id="ws"><messageEventDefinition messageRef="{what}"/></startEvent>'
    aside = f'<subProcess id="aside" triggeredByEvent="true">{start}{nodes("userTask:w endEvent:we")}'
    aside += wired("ws>w w>we", "w") + "</subProcess>"
    return model(ENDS + nodes("userTask:a userTask:b") + (aside if what else ""), MESSAGES, "s>a a>b b>e")


@pytest.mark.parametrize(("before", "after"), [(None, "m"), ("m", None), ("m", "n"), ("m", "m")])
def test_event_subprocesses_come_go_and_change(before: str | None, after: str | None) -> None:
    case = Case(compiled(watched(before), "executable"))
    moved(case, watched(after), "executable")
    assert [w.name for w in again(case).turn.waiting] == ([after.upper()] if after else [])
    if after:
        (waiting,) = case.turn.waiting
        case.took(deliver(case.definition, case.turn.state, waiting.task_id, waiting.name, {}, NOW))
        assert case.open == ["w"]


def raced(*events: str) -> bytes:
    """An event gateway with these events, each `name=what`, then a task of its own name."""
    body, flows = ENDS + '<eventBasedGateway id="g"/>', "s>g"
    for event in events:
        name, _, what = event.partition("=")
        body += catch(name, what) + nodes(f"userTask:after_{name}")
        flows += f" g>{name} {name}>after_{name} after_{name}>e"
    return model(body, MESSAGES, flows)


def test_a_race_goes_on_without_an_event_and_with_a_new_one() -> None:
    case = Case(compiled(raced("one=m", "two=n", "late=P5D"), "executable"))
    due = case.turn.timers
    done = moved(case, raced("one=m", "late=P5D", "new=o"), "executable")
    assert (done.verdict, case.turn.timers) == ("moved", due)
    assert "“two” is gone: the case waits for the rest without it." in done.words
    assert "“new” is waited for as well from now on." in done.words
    assert sorted(w.name for w in again(case).turn.waiting) == ["M", "O"]
    new = next(w for w in case.turn.waiting if w.name == "O")
    case.took(deliver(case.definition, case.turn.state, new.task_id, "O", {}, NOW))
    assert (case.open, case.turn.waiting, case.turn.timers) == (["after_new"], (), ())


def test_a_race_of_which_nothing_is_left() -> None:
    case = Case(compiled(raced("one=m", "two=n"), "executable"))
    tasks = nodes("userTask:after_one userTask:after_two")
    both = model(ENDS + tasks, "", "s>after_one after_one>after_two after_two>e")
    done = moved(case, both, "executable")
    assert done.verdict == "stayed" and "several ways lead on" in done.words
    same = model(ENDS + nodes("userTask:after_one"), "", "s>after_one after_one>e")
    only = Case(compiled(raced("one=m"), "executable"))
    assert moved(only, same, "executable").verdict == "redirected" and only.open == ["after_one"]


def test_a_message_with_another_name_is_waited_for_by_that_name() -> None:
    old, new = (model(ENDS + catch("w", m) + nodes("userTask:z"), MESSAGES, "s>w w>z z>e") for m in ("m", "n"))
    case = Case(compiled(old, "executable"))
    before = case.turn.waiting[0].task_id
    done = moved(case, new, "executable")
    assert [(w.task_id, w.name) for w in case.turn.waiting] == [(before, "N")]
    assert "“w” waits for “N” now." in done.words


def test_a_catch_of_another_kind_begins_anew() -> None:
    old, new = (model(ENDS + catch("w", m) + nodes("userTask:z"), MESSAGES, "s>w w>z z>e") for m in ("m", "P5D"))
    case = Case(compiled(old, "executable"))
    done = moved(case, new, "executable")
    assert (case.turn.waiting, len(case.turn.timers), done.verdict) == ((), 1, "redirected")
    assert "it begins anew" in done.words


def in_rounds(*listened: str) -> bytes:
    """Three rounds of a task whose listeners are heard after these times, by id."""
    late = "".join(
        f'<camunda:taskListener event="timeout" id="l{n}">{DURATION.format(time)}<camunda:script scriptFormat="python">'
        f"heard = heard + row + '{n}'</camunda:script></camunda:taskListener>"
        for n, time in enumerate(listened)
    )
    rounds = '<multiInstanceLoopCharacteristics camunda:collection="rows" camunda:elementVariable="row"/>'
    body = f'<userTask id="t" name="T"><extensionElements>{late}</extensionElements>{rounds}</userTask>'
    return model(ENDS + body, "", "s>t t>e")


def test_times_of_rounds_run_on_and_new_ones_begin_in_each_round_that_is_open() -> None:
    case = Case(compiled(in_rounds("PT1H"), "executable"), {"rows": ["a", "b", "c"], "heard": ""}).do("t")
    before = case.turn.timers
    done = moved(case, in_rounds("PT1H", "PT3H"), "executable")
    assert (set(before) <= set(case.turn.timers), len(case.turn.timers)) == (True, 4)
    assert "The time that “T” may take is watched for from now on." in done.words
    again(case).took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=2)))
    assert (case.turn.data["heard"], len(case.turn.timers)) == ("b0c0", 2)
    done = moved(case, in_rounds("PT1H"), "executable")
    assert (len(case.turn.timers), "is no longer watched for" in done.words) == (0, True)
    assert case.do("t").do("t").status == "completed"
