"""FEEL's `now()` and `today()` in conditions: the moment of the action, told in the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from processes import engine
from processes.engine import dry_run
from processes.expressions import language
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes

LATE = "due &lt; now()"


def gate(condition: str) -> bytes:
    """A task, and then a way for what a condition says, or another."""
    way = f'<sequenceFlow id="yes" sourceRef="g" targetRef="a"><conditionExpression>= {condition}</conditionExpression>'
    more = f'{way}</sequenceFlow><sequenceFlow id="no" sourceRef="g" targetRef="b"/>'
    return model(
        nodes("startEvent:s endEvent:e userTask:t userTask:a userTask:b")
        + '<exclusiveGateway id="g" default="no"/>' + more,
        "", "s>t t>g a>e b>e",
    )  # fmt: skip


@pytest.mark.parametrize(("later", "step"), [(0, "b"), (1, "a")])
def test_a_condition_is_worked_out_at_the_moment_of_the_action_and_that_is_told(later: int, step: str) -> None:
    xml = gate(LATE)
    assert "WAY_ALWAYS_TAKEN" not in codes(xml, "executable")
    definition = compiled(xml, "executable")
    begun = engine.start(definition, {"due": "2026-05-01T12:00:00Z"}, NOW)
    at = datetime(2026, 5, 1, 11, tzinfo=UTC) + timedelta(hours=2 * later)
    (task,) = begun.open
    done = [engine.complete(definition, begun.state, task.id, {}, at) for _ in range(2)]
    assert [one.open[0].step_id for one in done] == [step, step]
    told = [(e.step_id, e.detail["words"]) for e in done[0].events if e.event == "clock_read"]
    assert told == [("g", f"The time was taken as {at.isoformat()}.")]


def test_a_time_may_be_reckoned_from_now() -> None:
    timer = "<timeDuration>= now() + @&quot;PT2H&quot; - now()</timeDuration>"
    event = (
        f'<intermediateCatchEvent id="w"><timerEventDefinition>{timer}</timerEventDefinition></intermediateCatchEvent>'
    )
    turn = engine.start(compiled(model(nodes("startEvent:s endEvent:e") + event, "", "s>w w>e"), "executable"), {}, NOW)
    assert [timer.due_at for timer in turn.timers] == [NOW + timedelta(hours=2)]


def test_where_there_is_no_clock_it_is_refused() -> None:
    assert language.expression("= now()", clock=False) is None
    assert language.expression("= today()") == 'feel("today()")'
    assert language.expression('= "now()"', clock=False) is not None


def test_an_event_that_waits_for_a_condition_and_the_time_is_said() -> None:
    condition = f"<condition>= {LATE}</condition>"
    event = (
        f'<intermediateCatchEvent id="w"><conditionalEventDefinition>{condition}</conditionalEventDefinition>'
        "</intermediateCatchEvent>"
    )
    xml = model(nodes("startEvent:s endEvent:e userTask:t") + event, "", "s>t t>w w>e")
    assert "CONDITION_ASKS_TIME" in codes(xml, "executable")


def test_a_model_is_played_at_a_moment_of_ones_choice() -> None:
    for at in (datetime(2020, 2, 29, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)):
        assert dry_run(gate(LATE), at=at).ended


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ('due &lt; date("2026-07-01")', "date"), ('date("2026-07-01") > due', "date"), ('due = @"2020-01-01"', "date"),
        ('due in [@"2026-01-01"..@"2026-02-01"]', "date"), ("due != date(2026, 1, 2)", "date"),
        ('due between date("2026-01-01") and today()', "date"), ("due &lt; today()", "date"),
        ('due &lt; date and time("2026-01-01T10:00:00")', "date-time"), ("due &lt; now()", "date-time"),
        ('due - today() > duration("P1D")', "date"), ('due + duration("P1D") &lt; now()', "date-time"),
        ('due >= @"10:00:00"', "time"), ('due in (&lt; @"2026-01-01", @"2026-03-01")', "date"),
    ],
)  # fmt: skip
def test_what_is_compared_with_a_time_is_asked_as_one(condition: str, asked: str) -> None:
    (task,) = Case(compiled(gate(condition), "executable")).turn.open
    assert (task.form["properties"]["due"]["type"], task.form["properties"]["due"]["format"]) == ("string", asked)


def test_lengths_of_time_and_fields_of_objects_are_asked_so_too() -> None:
    (task,) = Case(compiled(gate('span > duration("P1D") and order.due &lt; today()'), "executable")).turn.open
    asked = task.form["properties"]
    assert "length of time" in asked["span"]["x-pattern-words"]
    assert asked["order"]["properties"]["due"]["format"] == "date"


def test_a_day_that_is_filled_in_is_compared_as_one() -> None:
    case = Case(compiled(gate('due &lt; date("2026-07-01")'), "executable"))
    assert case.do("t", due="2026-06-30").open == ["a"]
