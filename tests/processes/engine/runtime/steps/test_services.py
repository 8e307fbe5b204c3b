"""Steps that services carry out, as the engine sees them."""

from __future__ import annotations

from processes.engine import SERVICE_KINDS, definition, report_error, report_failure, retry
from tests.processes.engine.models import NOW, Case, compiled, model, nodes, normalised


def service_task(attributes: str) -> bytes:
    body = nodes("startEvent:s endEvent:e") + f'<serviceTask id="a" {attributes}/>'
    return model(body, "", "s>a a>e")


def test_a_topic_makes_an_external_task() -> None:
    (task,) = Case(compiled(service_task('camunda:topic="mail"'), "executable")).turn.open
    assert (task.kind, task.topic, task.settings) == ("external", "mail", {})
    assert task.kind in SERVICE_KINDS


def test_a_runnable_of_before_with_a_topic_only_is_still_an_external_task() -> None:
    old = normalised(service_task('camunda:topic="mail"'), "executable").xml
    assert b'stepwell:service="worker"' in old
    before = definition(old.replace(b'stepwell:service="worker"', b""), "executable")
    case = Case(before)
    (task,) = case.turn.open
    assert (task.kind, task.topic) == ("external", "mail")
    assert case.do("a").status == "completed"


def test_a_model_cannot_bring_settings_of_its_own_making() -> None:
    xml = service_task('camunda:topic="mail" stepwell:service="http" stepwell:settings="{}"')
    (task,) = Case(compiled(xml, "executable")).turn.open
    assert (task.kind, task.settings) == ("external", {})


def test_a_topic_on_anything_else_means_nothing() -> None:
    body = nodes("startEvent:s endEvent:e") + '<userTask id="a" stepwell:topic="t" stepwell:service="http"/>'
    (task,) = Case(compiled(model(body, "", "s>a a>e"), "executable")).turn.open
    assert task.kind == "work"


def forked() -> Case:
    """A service and a person side by side."""
    body = nodes("startEvent:s endEvent:e parallelGateway:f parallelGateway:j userTask:b")
    body += '<serviceTask id="a" camunda:topic="t"/>'
    return Case(compiled(model(body, "", "s>f f>a f>b a>j b>j j>e"), "executable"))


def test_a_branch_that_failed_leaves_the_others_running() -> None:
    case = forked()
    task = case.task("a")
    case.took(report_failure(case.definition, case.turn.state, task, "no route", NOW))
    (incident,) = case.turn.incidents
    assert (case.status, case.open) == ("running", ["b"])
    assert (incident.task_id, incident.step_id, incident.kind, incident.words) == (task, "a", "external", "no route")
    case.do("b")
    assert (case.status, [i.step_id for i in case.turn.incidents]) == ("failed", ["a"])
    case.took(retry(case.definition, case.turn.state, task, NOW, {"fixed": 1}))
    assert (case.status, case.open, case.turn.incidents) == ("running", ["a"], ())
    assert case.turn.open[0].data["fixed"] == 1
    assert case.do("a").status == "completed"


def test_each_of_several_incidents_is_retried_by_itself() -> None:
    body = nodes("startEvent:s endEvent:e parallelGateway:f parallelGateway:j")
    body += (
        '<scriptTask id="a"><script>x = y</script></scriptTask><scriptTask id="b"><script>x = z</script></scriptTask>'
    )
    case = Case(compiled(model(body, "", "s>f f>a f>b a>j b>j j>e"), "executable"))
    assert case.status == "failed"
    first, second = case.turn.incidents
    assert (first.step_id, first.kind, second.step_id) == ("a", "script", "b")
    case.took(retry(case.definition, case.turn.state, first.task_id, NOW, {"y": 1}))
    assert [i.step_id for i in case.turn.incidents] == ["b"]
    case.took(retry(case.definition, case.turn.state, second.task_id, NOW, {"z": 1}))
    assert case.status == "completed"


def test_a_join_that_waits_in_vain_is_an_incident_at_the_join() -> None:
    body = nodes("startEvent:s endEvent:e exclusiveGateway:x parallelGateway:j task:a task:b")
    case = Case(compiled(model(body, "", "s>x x>a:True x>b:False a>j b>j j>e"), "executable"))
    case.do("a")
    (incident,) = case.turn.incidents
    assert (case.status, incident.step_id, incident.kind) == ("failed", "j", "stuck")


def test_words_of_an_uncaught_error_stand_in_the_incident() -> None:
    case = forked()
    case.took(report_error(case.definition, case.turn.state, case.task("a"), "E1", NOW, {"n": 1}, "out of paper"))
    (incident,) = case.turn.incidents
    assert "“E1”" in incident.words and "out of paper" in incident.words
