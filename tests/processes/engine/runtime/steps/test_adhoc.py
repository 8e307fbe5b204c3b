"""Ad-hoc sub-processes: a person chooses what is next, as often as needed, and when all is done."""

from __future__ import annotations

import pytest

from processes.engine import inspect, retry
from processes.engine.values import Mode
from tests.processes.engine.models import NOW, Case, called_by_id, codes, compiled, model, nodes, normalised, wired


def adhoc(inside: str = "", more: str = "", flows: str = "") -> bytes:
    """A sub-process without order between s and z."""
    inside = inside or nodes("task:x task:y")
    body = f'<adHocSubProcess id="ad" name="Care" {more}>{inside}{wired(flows, "i")}</adHocSubProcess>'
    return called_by_id(model(nodes("startEvent:s userTask:z endEvent:e") + body, "", "s>ad ad>z z>e"))


def chosen(case: Case, name: str) -> Case:
    """Say what is next."""
    task = next(t for t in case.turn.open if t.step_id == "ad")
    labels = {label: value for value, label in task.form["properties"]["choice"]["x-labels"].items()}
    return case.do("ad", choice=labels[name])


@pytest.mark.parametrize("mode", ["executable", "documenting"])
def test_side_by_side_the_question_stays_open(mode: Mode) -> None:
    assert not normalised(adhoc(), mode).blockers
    case = Case(compiled(adhoc(), mode))
    (task,) = case.turn.open
    assert (task.step_id, task.kind, task.step_name) == ("ad", "choice", "What is next in Care?")
    assert list(task.form["properties"]["choice"]["x-labels"].values()) == ["x", "y", "All is done"]
    chosen(chosen(case, "x"), "x")
    assert case.open == ["ad", "x", "x"]
    chosen(case.do("x").do("x"), "y").do("y")
    assert case.open == ["ad"]
    assert chosen(case, "All is done").open == ["z"]
    assert case.do("z").status == "completed"
    assert (case.passed("x"), case.passed("y"), case.passed("ad")) == (2, 1, 1)


def test_one_after_the_other_the_question_waits_for_the_step() -> None:
    case = chosen(Case(compiled(adhoc(more='ordering="Sequential"'))), "x")
    assert case.open == ["x"]
    assert case.do("x", found=1).open == ["ad"]
    assert chosen(case, "y").open == ["y"]
    assert chosen(case.do("y"), "All is done").open == ["z"]
    assert case.turn.data == {"found": 1}


def test_what_is_under_way_when_all_is_done_is_withdrawn() -> None:
    case = chosen(Case(compiled(adhoc())), "x")
    task = case.task("x")
    assert chosen(case, "All is done").open == ["z"]
    assert task in case.turn.closed


def test_or_brought_to_its_end_where_the_model_says_so() -> None:
    case = chosen(chosen(Case(compiled(adhoc(more='cancelRemainingInstances="false"'))), "x"), "All is done")
    assert case.open == ["x"]
    case.took(inspect(case.definition, case.turn.state, NOW))
    assert case.do("x").open == ["z"]


@pytest.mark.parametrize("ordering", ["Sequential", "Parallel"])
def test_a_condition_may_say_when_all_is_done(ordering: str) -> None:
    inside = nodes("task:x task:y") + "<completionCondition>= healthy</completionCondition>"
    xml = adhoc(inside, f'ordering="{ordering}"')
    assert not normalised(xml, "executable").blockers
    case = chosen(Case(compiled(xml, "executable")), "x").do("x", healthy=False)
    assert case.open == ["ad"]
    assert chosen(case, "y").do("y", healthy=True).open == ["z"]


def test_a_condition_that_fails_can_be_tried_again() -> None:
    inside = nodes("task:x task:y") + "<completionCondition>n &gt; 3</completionCondition>"
    case = chosen(Case(compiled(adhoc(inside, 'ordering="Sequential"'), "executable")), "x").do("x", n="many")
    (incident,) = [e for e in case.turn.events if e.event == "incident"]
    again = retry(case.definition, case.turn.state, incident.task_id or "", NOW, {"n": 1})
    assert case.took(again).open == ["ad"]
    assert chosen(case, "y").do("y", n=5).open == ["z"]


def test_a_condition_in_words_is_left_to_people() -> None:
    inside = nodes("task:x") + "<completionCondition>the patient is well</completionCondition>"
    assert "AD_HOC_END" in {one.code for one in normalised(adhoc(inside), "executable").blockers}


def test_steps_that_follow_each_other_are_chosen_together() -> None:
    xml = adhoc(nodes("task:x task:x2 task:y"), 'ordering="Sequential"', "x>x2")
    case = Case(compiled(xml))
    labels = case.turn.open[0].form["properties"]["choice"]["x-labels"].values()
    assert list(labels) == ["x", "y", "All is done"]
    assert chosen(case, "x").do("x").open == ["x2"]
    assert case.do("x2").open == ["ad"]


def test_one_drawn_with_a_start_runs_as_drawn() -> None:
    xml = adhoc(nodes("startEvent:is task:x task:y"), "", "is>x x>y")
    assert Case(compiled(xml)).open == ["x"]
    assert "AD_HOC" in codes(xml)
