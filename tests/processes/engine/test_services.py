"""Steps that services carry out, as the engine sees them."""

from __future__ import annotations

from processes.engine import SERVICE_KINDS, definition
from processes.engine.prepare import serialise
from tests.processes.engine.models import Case, compiled, model, nodes, normalised


def service_task(attributes: str) -> bytes:
    body = nodes("startEvent:s endEvent:e") + f'<serviceTask id="a" {attributes}/>'
    return model(body, "", "s>a a>e")


def test_a_topic_makes_an_external_task() -> None:
    (task,) = Case(compiled(service_task('camunda:topic="mail"'), "executable")).turn.open
    assert (task.kind, task.topic, task.settings) == ("external", "mail", {})
    assert task.kind in SERVICE_KINDS


def test_a_runnable_of_before_with_a_topic_only_is_still_an_external_task() -> None:
    old = serialise(normalised(service_task('camunda:topic="mail"'), "executable"))
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
