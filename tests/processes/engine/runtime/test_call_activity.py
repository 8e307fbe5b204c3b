"""Calls of other processes: which one, in which version, with which data; and what starts a process by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from processes import engine
from tests.processes.engine.models import Case, codes, compiled, model, nodes, normalised

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stepwell="https://stepwell.dev/bpmn" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'id="f" targetNamespace="t">'
)


def prepared(
    inside: str = "", about: str = "", called: str = ' calledElement="x:pay"', start: str = "", mode: str = "auto"
):
    xml = (
        f'{HEAD}<message id="m" name="order"/><process id="p" isExecutable="true">'
        f'<startEvent id="s">{start}</startEvent>'
        f'<callActivity id="c" name="Pay"{called}{about}><extensionElements>{inside}</extensionElements></callActivity>'
        '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" '
        'targetRef="e"/></process></definitions>'
    )
    return engine.prepare(xml.encode(), mode, known={"pay": "payments"})


def opened(made: engine.Prepared, data: dict[str, object]) -> engine.OpenTask:
    assert made.runnable is not None
    assert made.mode is not None
    (task,) = engine.start(engine.definition(made.runnable, made.mode), data, NOW).opened
    return task


@pytest.mark.parametrize("mode", ["executable", "documenting"])
def test_a_call_of_the_library_is_a_service_step_in_both_modes(mode: str) -> None:
    made = prepared(mode=mode)
    assert [a.code for a in made.assumptions] == ["CALLS_PROCESS"]
    task = opened(made, {"a": 1})
    assert task.kind == "call"
    assert task.settings == {
        "process": "payments", "version": "live", "all_in": True, "all_out": True, "in": [], "out": [],
    }  # fmt: skip
    assert engine.call_data(task.settings, {"a": 1}) == {"a": 1}
    assert engine.answer_data(task.settings, {"b": 2}) == {"b": 2}


@pytest.mark.parametrize(
    ("about", "version", "codes"),
    [
        (' stepwell:version="3"', 3, []),
        (' stepwell:version="live"', "live", []),
        (' camunda:calledElementBinding="version" camunda:calledElementVersion="2"', 2, []),
        (' camunda:calledElementBinding="latest"', "live", []),
        (' camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="v1"', "live", ["CALLS_LIVE"]),
        (' stepwell:version="0"', "live", ["CALLS_LIVE"]),
        (' stepwell:version="${v}"', "live", ["CALLS_LIVE"]),
    ],
)
def test_versions(about: str, version: str | int, codes: list[str]) -> None:
    made = prepared(about=about)
    assert [a.code for a in made.assumptions if a.code != "CALLS_PROCESS"] == codes
    assert opened(made, {}).settings["version"] == version


DATA = [
    ('<camunda:in source="a" target="b"/>', {"b": 1}, {"z": 9}),
    ('<camunda:in source="gone" target="b"/>', {}, {"z": 9}),
    ('<camunda:in variables="all"/><camunda:in sourceExpression="${a + 1}" target="c"/>', {"a": 1, "c": 2}, {"z": 9}),
    ('<camunda:in businessKey="${a}"/>', {"a": 1}, {"z": 9}),
    ('<camunda:out source="z" target="y"/>', {"a": 1}, {"y": 9}),
    ('<camunda:out source="z" target="y"/><camunda:out variables="all"/>', {"a": 1}, {"z": 9, "y": 9}),
    ('<zeebe:ioMapping><zeebe:input source="= a" target="b"/></zeebe:ioMapping>', {"a": 1, "b": 1}, {"z": 9}),
    ('<zeebe:ioMapping><zeebe:output source="= z * 2" target="y"/></zeebe:ioMapping>', {"a": 1}, {"y": 18}),
    (
        '<zeebe:calledElement processId="pay" propagateAllChildVariables="false" propagateAllParentVariables="false"/>',
        {}, {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "there", "back"), DATA)
def test_data_there_and_back(inside: str, there: dict[str, object], back: dict[str, object]) -> None:
    settings = opened(prepared(inside), {"a": 1}).settings
    assert engine.call_data(settings, {"a": 1}) == there
    assert engine.answer_data(settings, {"z": 9}) == back


def test_keys_of_called_cases() -> None:
    assert engine.call_key(opened(prepared('<camunda:in businessKey="${a}"/>'), {}).settings, {"a": 7}) == "7"
    own = '<camunda:in businessKey="#{execution.processBusinessKey}"/>'
    assert engine.call_key(opened(prepared(own), {}).settings, {"a": 7}) is None


def test_what_cannot_be_computed_is_said_and_left_out() -> None:
    made = prepared('<camunda:in sourceExpression="${bean.call(&quot;x&quot;)}" target="b"/>', mode="documenting")
    assert "CALL_DATA_ASIDE" in [a.code for a in made.assumptions]
    assert opened(made, {}).settings["in"] == []


@pytest.mark.parametrize("called", ["", ' calledElement=""', ' calledElement="nobody"', ' calledElement="${which}"'])
def test_a_call_of_nobody_known_is_a_task(called: str) -> None:
    made = prepared(called=called)
    assert "CALLED_ELSEWHERE" in [a.code for a in made.assumptions]
    assert opened(made, {}).kind == "work"


def test_a_model_cannot_bring_settings_of_its_own_making() -> None:
    own = ' stepwell:service="call" stepwell:settings="{&quot;process&quot;:&quot;x&quot;}"'
    made = prepared(called=f' calledElement="nobody"{own}')
    assert opened(made, {}).kind == "work"


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("", []),
        ('<messageEventDefinition messageRef="m"/>', [("message", "order", "")]),
        ("<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>", [("timer", "s", "R/PT1H")]),
        ("<timerEventDefinition><timeDate>${when}</timeDate></timerEventDefinition>", []),
        ("<conditionalEventDefinition><condition>a</condition></conditionalEventDefinition>", []),
    ],
)
def test_what_starts_a_process_by_itself(event: str, found: list[tuple[str, str, str]]) -> None:
    made = prepared(start=event, mode="executable")
    assert made.runnable is not None
    assert [(t.kind, t.name, t.time) for t in engine.triggers(made.runnable)] == found
    people = prepared(start=event, mode="documenting")
    assert people.runnable is not None
    assert engine.triggers(people.runnable) == ()


def test_a_call_of_a_task_of_the_file_is_done_by_people_or_carried_out() -> None:
    body = nodes("startEvent:s userTask:z") + '<callActivity id="a" name="A" calledElement="{}"/>'
    around = '<globalUserTask id="g1"/><globalScriptTask id="g2" scriptLanguage="python"><script>x = 2</script>'
    around += (
        '</globalScriptTask><globalScriptTask id="g3" scriptLanguage="groovy"><script>x = 2</script></globalScriptTask>'
    )
    made = {n: model(body.format(n), around, "s>a a>z") for n in ("g1", "g2", "g3", "g4")}
    assert not normalised(made["g1"], "executable").blockers
    assert Case(compiled(made["g1"], "executable")).open == ["a"]
    assert Case(compiled(made["g2"], "executable")).turn.data == {"x": 2}
    assert "DONE_BY_PERSON" in codes(made["g3"], "executable")
    assert "CALLED_ELSEWHERE" in codes(made["g4"], "executable")
