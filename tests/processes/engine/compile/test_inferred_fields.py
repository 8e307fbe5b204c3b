"""Steps without a form ask for what conditions and scripts after them read and nothing supplies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from processes import engine
from processes.forms.variable_usage import sets, uses

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stepwell="https://stepwell.dev/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="p" isExecutable="true">'
)


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def choice(condition: str, form: str = "", script: str = "", default: str = "x-C") -> bytes:
    """A, a choice between B (by the condition) and C, then perhaps a script."""
    body = f'<startEvent id="s"/><userTask id="A" name="Ask">{form}</userTask>'
    body += f'<exclusiveGateway id="x" default="{default}"/><userTask id="B"/><userTask id="C"/>'
    body += f'<scriptTask id="S"><script>{script or "done = True"}</script></scriptTask><endEvent id="e"/>'
    body += flow("s", "A") + flow("A", "x") + flow("x", "B", condition) + flow("x", "C")
    body += flow("B", "S") + flow("C", "S") + flow("S", "e")
    return f"{HEAD}{body}</process></definitions>".encode()


def filled(form: dict[str, Any]) -> dict[str, Any]:
    """Fill what is required as a program would that knows nothing else."""
    simple = {"integer": 1, "number": 1.5, "boolean": True, "string": "x"}
    fields = {name: form["properties"][name] for name in form.get("required", [])}
    return {name: rule["enum"][0] if "enum" in rule else simple[rule["type"]] for name, rule in fields.items()}


def run(xml: bytes, data: dict[str, Any] | None = None) -> tuple[engine.ExecutionResult, list[dict[str, Any]]]:
    """Play to the end by filling what is required; gives the last turn and the forms seen."""
    prepared = engine.prepare(xml)
    assert prepared.mode == "executable"
    assert prepared.runnable is not None
    definition = engine.definition(prepared.runnable, "executable")
    turn, forms = engine.start(definition, data or {}, NOW), []
    while turn.open:
        task = turn.open[0]
        forms.append(task.form)
        turn = engine.complete(definition, turn.state, task.id, filled(task.form), NOW)
    return turn, forms


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        ('route == "B"', {"type": "string", "title": "Route", "enum": ["B", "other"]}),
        ("route in ['B', 'D']", {"type": "string", "title": "Route", "enum": ["B", "D", "other"]}),
        ("route &gt; 100", {"type": "number", "title": "Route"}),
        ("route == 100", {"type": "integer", "title": "Route"}),
        ("route &gt;= 2.5", {"type": "number", "title": "Route"}),
        ("route", {"type": "boolean", "title": "Route"}),
        ("not route", {"type": "boolean", "title": "Route"}),
        ("len(route) &gt; 3", {"type": "string", "title": "Route"}),
    ],
)
def test_the_field_fits_how_the_name_is_read(condition: str, field: dict[str, Any]) -> None:
    turn, forms = run(choice(condition))
    assert forms[0]["properties"]["route"] == field
    assert forms[0]["required"] == ["route"]
    assert turn.status == "completed"


def test_the_import_says_what_is_asked_for() -> None:
    prepared = engine.prepare(choice('route == "B"'))
    (asked,) = [a for a in prepared.assumptions if a.code == "ASKED_FOR"]
    assert asked.element == "A"
    assert "route" in asked.text


def test_what_is_known_already_need_not_be_filled_in() -> None:
    turn, forms = run(choice('route == "B"'), {"route": "C"})
    assert "required" not in forms[0]
    assert turn.status == "completed"
    assert turn.data["route"] == "C"


def test_the_nearest_step_before_the_reader_asks() -> None:
    turn, forms = run(choice('route == "B"', script="x = a + 1"))
    assert "a" not in forms[0]["properties"]
    assert forms[1]["properties"]["a"] == {"type": "number", "title": "A"}
    assert turn.data["x"] == 2.5


def test_what_a_script_or_a_form_sets_is_not_asked_for() -> None:
    form = (
        '<extensionElements><stepwell:form>{"type":"object","properties":{"route":{"type":"string"}},'
        '"required":["route"]}</stepwell:form></extensionElements>'
    )
    _, forms = run(choice('route == "B"', form=form, script="y = 1\nz = y + 1"))
    assert set(forms[0]["properties"]) == {"route"}
    assert all("y" not in f["properties"] for f in forms)


def test_nothing_is_asked_in_documenting_mode() -> None:
    prepared = engine.prepare(choice('route == "B"'), "documenting")
    assert not [a for a in prepared.assumptions if a.code == "ASKED_FOR"]


def test_a_missing_value_is_refused_by_name() -> None:
    prepared = engine.prepare(choice("route &gt; 100"))
    assert prepared.runnable is not None
    definition = engine.definition(prepared.runnable, "executable")
    turn = engine.start(definition, {}, NOW)
    for data in ({}, {"route": "many"}):
        with pytest.raises(engine.InvalidForm) as refused:
            engine.complete(definition, turn.state, turn.open[0].id, data, NOW)
        assert set(refused.value.errors) == {"route"}


def test_names_read_and_set() -> None:
    assert set(uses("x = x + 1")) == {"x"}
    assert set(uses("total = price * count\nprint(total)")) == {"price", "count"}
    assert sets("total = price * count") == {"total"}
    assert uses("this is ( no python") == {}
    assert set(uses("any(x > limit for x in rows)")) == {"limit", "rows"}
