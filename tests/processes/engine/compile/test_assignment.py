"""What a model says about who does a step and until when."""

from __future__ import annotations

from datetime import UTC, datetime

from processes import engine

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:z="http://camunda.org/schema/zeebe/1.0" xmlns:s="https://stepwell.dev/bpmn" targetNamespace="t" id="d">'
)


def _model(first: str, second: str = "", inside: str = "") -> bytes:
    return (
        f'{HEAD}<process id="p" isExecutable="true"><startEvent id="s"/>'
        f'<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><userTask id="a" name="A" {first}>{inside}</userTask>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="b"/>'
        f'<userTask id="b" name="B" {second}/><sequenceFlow id="f3" sourceRef="b" targetRef="e"/><endEvent id="e"/>'
        "</process></definitions>"
    ).encode()


def _first(xml: bytes, data: dict | None = None) -> engine.OpenTask:
    prepared = engine.prepare(xml)
    assert prepared.runnable and prepared.mode
    return engine.start(engine.definition(prepared.runnable, prepared.mode), data or {}, NOW).opened[0]


def test_camunda_attributes_are_read_and_worked_out() -> None:
    task = _first(_model('c:assignee="${who}" c:candidateGroups="a, b" c:priority="70"'), {"who": "ada"})
    assert task.attributes == {"assignee": "ada", "candidateGroups": "a, b", "priority": "70"}
    assert not task.faults


def test_zeebe_elements_are_read() -> None:
    inside = (
        '<extensionElements><z:assignmentDefinition candidateUsers="ada"/><z:taskSchedule dueDate="P2D"/>'
        '<z:priorityDefinition priority="=40 + 2"/></extensionElements>'
    )
    assert _first(_model("", inside=inside)).attributes == {"candidateUsers": "ada", "dueDate": "P2D", "priority": 42}


def test_a_failing_expression_is_named_and_the_task_opens() -> None:
    task = _first(_model('c:assignee="${nobody.knows}"'))
    assert "assignee" not in task.attributes
    assert len(task.faults) == 1 and "nobody.knows" in task.faults[0]


def test_the_starter_is_left_to_who_knows_them() -> None:
    assert _first(_model('c:assignee="${initiator}"')).attributes == {"assignee": "starter"}


def test_four_eyes_see_from_both_sides() -> None:
    assert _first(_model("", 's:notSameAs="a"')).attributes == {"notSameAs": "b"}


def test_steps_without_attributes_have_none() -> None:
    assert _first(_model("")).attributes == {}
