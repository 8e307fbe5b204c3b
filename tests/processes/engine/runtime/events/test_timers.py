"""Timers in a case: when they fire, in which zone, and what is said where that is not sure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from processes.engine import fire_timers, prepare, triggers
from processes.engine.commands.actions import begin, fire_timers_in
from processes.engine.runtime.steps.catch_events import Catch
from processes.engine.runtime.token import Token
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, normalised, wired

BERLIN = ZoneInfo("Europe/Berlin")
CYCLE = "<timerEventDefinition {}><timeCycle>{}</timeCycle></timerEventDefinition>"


def beside(definition: str, interrupting: str = "false") -> bytes:
    """A step with a timer on its border that does not interrupt."""
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a" cancelActivity="{interrupting}">{definition}</boundaryEvent>'
    return model(body, "", "s>a a>e be>b")


def test_a_daily_timer_keeps_its_hour_through_the_change_of_clocks() -> None:
    case = Case(compiled(beside(CYCLE.format('stepwell:timezone="Europe/Berlin"', "0 9 * * MON-FRI")), "executable"))
    fired = []
    for _ in range(25):
        (timer,) = case.turn.timers
        fired.append(timer.due_at.astimezone(BERLIN))
        case.took(fire_timers(case.definition, case.turn.state, timer.due_at))
    assert {one.hour for one in fired} == {9}
    assert {one.weekday() for one in fired} == {0, 1, 2, 3, 4}
    assert case.open == ["a"] + ["b"] * 25


def test_a_clock_that_jumps_ahead_catches_up_with_every_time_once() -> None:
    case = Case(compiled(beside(CYCLE.format("", "R/PT1H")), "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=5, minutes=30)))
    assert case.open == ["a"] + ["b"] * 5
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=2)))
    assert len(case.open) == 6
    assert case.turn.timers[0].due_at == NOW + timedelta(hours=6)


def test_the_zone_stands_on_the_timer_or_anywhere_round_it() -> None:
    date = "<timerEventDefinition><timeDate>2026-07-01T09:00</timeDate></timerEventDefinition>"
    catch = nodes("startEvent:s") + f'<intermediateCatchEvent id="t">{date}</intermediateCatchEvent>'
    xml = model(catch, "", "s>t").replace(b'<process id="p"', b'<process id="p" stepwell:timezone="Europe/Berlin"')
    assert Case(compiled(xml, "executable")).turn.timers[0].due_at == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert "TIME_IN_UTC" not in codes(xml, "executable")
    assert "TIME_IN_UTC" in codes(model(catch, "", "s>t"), "executable")


def test_what_is_not_sure_about_a_time_is_said() -> None:
    assert "WEEKDAY_NUMBERS" in codes(beside(CYCLE.format("", "0 0 9 ? * 2")), "executable")
    assert "WEEKDAY_NUMBERS" not in codes(beside(CYCLE.format("", "0 0 9 ? * TUE")), "executable")
    unknown = beside(CYCLE.format('stepwell:timezone="Mars/Base"', "0 9 * * *"))
    assert "EVENT_BY_PERSON" in {one.code for one in normalised(unknown, "executable").blockers}


@pytest.mark.parametrize("definition", ["R3/PT1H", "0 * * * *"])
def test_a_repeating_timer_before_an_event_subprocess_fires_as_often_as_it_says(definition: str) -> None:
    start = f'<startEvent id="is" isInterrupting="false">{CYCLE.format("", definition)}</startEvent>'
    inner = start + nodes("userTask:x") + wired("is>x", "i")
    body = nodes("startEvent:s userTask:a") + f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>'
    case = Case(compiled(model(body, "", "s>a"), "executable"))
    for hour in range(1, 7):
        case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=hour)))
    assert case.open.count("x") == (3 if definition.startswith("R3") else 6)
    assert len(case.turn.timers) == (0 if definition.startswith("R3") else 1)


def test_a_single_timer_before_an_event_subprocess_fires_once() -> None:
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    start = f'<startEvent id="is" isInterrupting="false">{timer}</startEvent>'
    inner = start + nodes("userTask:x") + wired("is>x", "i")
    body = nodes("startEvent:s userTask:a") + f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>'
    case = Case(compiled(model(body, "", "s>a"), "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=9)))
    assert (case.open, case.turn.timers) == (["a", "x"], ())


ROUNDS = "<multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality></multiInstanceLoopCharacteristics>"


def in_rounds(number: int) -> bytes:
    """A sub-process done side by side this often, with a timer at the border of its step."""
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    inner = nodes("startEvent:is userTask:x") + f'<boundaryEvent id="be" attachedToRef="x">{timer}</boundaryEvent>'
    inner += nodes("userTask:late") + wired("is>x be>late", "i")
    body = nodes("startEvent:s") + f'<subProcess id="a">{inner}{ROUNDS.format(number)}</subProcess>'
    return model(body, "", "s>a")


def test_timers_that_are_due_are_each_looked_at_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many timers are twice as many looks, not four times as many."""
    looks = 0
    due = Catch.due

    def counted(step: Catch, token: Token) -> datetime | None:
        nonlocal looks
        looks += 1
        return due(step, token)

    for rounds in (20, 40):
        instance = begin(compiled(in_rounds(rounds), "executable"), {}, NOW)
        instance.now = NOW + timedelta(hours=9)
        looks = 0
        with monkeypatch.context() as patched:
            patched.setattr(Catch, "due", counted)
            fire_timers_in(instance)
        assert [t.task_spec.name for t in instance.tokens() if t.is_open] == ["late"] * rounds
        assert looks <= 3 * rounds


def test_overdue_timers_ring_in_the_order_of_their_times() -> None:
    """A repeated one that is late takes its turns between the others."""
    cycle, date = CYCLE.format("", "R3/PT1H"), CYCLE.format("", "R1/PT90M")
    body = nodes("startEvent:s userTask:a userTask:b userTask:c")
    for id, definition in (("be1", cycle), ("be2", date)):
        body += f'<boundaryEvent id="{id}" attachedToRef="a" cancelActivity="false">{definition}</boundaryEvent>'
    case = Case(compiled(model(body, "", "s>a be1>b be2>c"), "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=9)))
    opened = [step for event, step in case.trail if event == "task_opened"]
    assert opened == ["a", "b", "c", "b", "b"]


def test_a_start_by_time_keeps_its_zone() -> None:
    timer = CYCLE.format('stepwell:timezone="Europe/Berlin"', "0 9 * * MON")
    xml = model(f'<startEvent id="s">{timer}</startEvent>' + nodes("userTask:a"), "", "s>a")
    runnable = prepare(xml).runnable
    assert runnable is not None
    (trigger,) = triggers(runnable)
    assert (trigger.kind, trigger.time, trigger.zone) == ("timer", "0 9 * * MON", "Europe/Berlin")


def test_pools_that_begin_together_are_said() -> None:
    other = f'<process id="q"><startEvent id="qs"><messageEventDefinition/></startEvent>{nodes("userTask:b")}'
    other += wired("qs>b", "q") + "</process>"
    assert "POOLS_TOGETHER" in codes(model(nodes("startEvent:s userTask:a"), other, "s>a"))
