"""Which steps a case has gone past."""

from __future__ import annotations

import pytest

from processes.model import parse
from processes.model.passed_over import passed_over
from tests.factories import models

XML = models.bpmn(
    '<startEvent id="begin"/><endEvent id="done"/><endEvent id="late"/>'
    '<exclusiveGateway id="which"/><exclusiveGateway id="again"/>'
    + "".join(models.task(name) for name in ("Brief", "Cheap", "Dear", "Book", "Remind"))
    + '<boundaryEvent id="slow" attachedToRef="Book" cancelActivity="false"><timerEventDefinition>'
    "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    + models.chain("begin", "again", "Brief", "which", "Cheap", "Book", "done")
    + models.chain("which", "Dear", "Book")
    + models.chain("slow", "Remind", "late")
)


@pytest.fixture(scope="module")
def graph():
    return parse(XML).graph


def test_the_other_branch_is_passed_over_and_what_is_ahead_is_not(graph) -> None:
    assert passed_over(graph, {"Cheap"}, {"Brief"}) == {"Dear"}


def test_what_may_happen_at_the_border_of_a_step_is_ahead(graph) -> None:
    assert passed_over(graph, {"Book"}, {"Brief", "Dear"}) == {"Cheap"}
    assert passed_over(graph, (), {"Brief", "Dear", "Book"}) == {"Cheap", "Remind"}, "the case is over"


def test_of_what_nothing_has_touched_none_is_passed_over(graph) -> None:
    assert passed_over(graph, (), ()) == frozenset()


def test_a_loop_leads_back() -> None:
    xml = models.bpmn(
        '<startEvent id="begin"/><exclusiveGateway id="again"/><exclusiveGateway id="good"/><endEvent id="done"/>'
        + "".join(models.task(name) for name in ("Write", "Check"))
        + models.chain("begin", "again", "Write", "Check", "good", "done")
        + models.chain("good", "again")
    )
    assert passed_over(parse(xml).graph, {"Check"}, ()) == frozenset()


def test_inside_of_a_part_work_goes_on_from_where_it_stands() -> None:
    inner = (
        '<startEvent id="in"/><exclusiveGateway id="fork"/><endEvent id="out"/>'
        + "".join(models.task(name) for name in ("Left", "Right"))
        + models.chain("in", "fork", "Left", "out")
        + models.chain("fork", "Right", "out")
    )
    xml = models.bpmn(
        f'<startEvent id="begin"/><endEvent id="done"/><subProcess id="part">{inner}</subProcess>'
        + models.task("After")
        + models.chain("begin", "part", "After", "done")
    )
    graph = parse(xml).graph
    assert passed_over(graph, {"Left", "part"}, ()) == {"Right"}
    assert passed_over(graph, {"begin"}, ()) == frozenset()
    assert passed_over(graph, {"After"}, {"Left"}) == {"Right"}
