"""Steps without a form ask for what is needed after them: lists, counts, numbers, objects, times; in every dialect."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from processes import engine
from processes.decisions.inputs import BY_TYPE
from processes.engine.commands.actions import begin
from processes.engine.preparation.sample_answers import answers
from processes.expressions.language import expression
from processes.forms.variable_usage import uses
from tests.processes.engine.models import HEAD, NOW, Case, compiled, nodes, wired

ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'


def file(steps: str, flows: str, around: str = "") -> bytes:
    """A process that begins with the user task A."""
    body = nodes("startEvent:s userTask:A userTask:Z endEvent:e") + steps + wired(flows)
    head = HEAD.replace("<definitions ", f"<definitions {ZEEBE} ")
    return f'{head}{around}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()


def asked(xml: bytes, name: str = "") -> dict[str, Any]:
    """What A asks for by this name, or all of it, without the titles."""
    prepared = engine.prepare(xml)
    assert prepared.mode == "executable", prepared.assumptions
    (task,) = Case(compiled(xml, "executable")).turn.open
    fields = _untitled(task.form["properties"])
    return fields[name] if name else {n: one for n, one in fields.items() if n != "result"}


def _untitled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _untitled(one) for key, one in value.items() if key != "title" or isinstance(one, dict)}
    return value


def rounds(marker: str) -> bytes:
    """A, then W for each of some, then Z."""
    return file(f'<userTask id="W">{marker}</userTask>', "s>A A>W W>Z Z>e")


TEXTS = {"type": "array", "items": {"type": "string"}}
LISTED = [
    '<multiInstanceLoopCharacteristics camunda:collection="${rows}" camunda:elementVariable="row"/>',
    '<multiInstanceLoopCharacteristics camunda:collection="rows"/>',
    '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="= rows" '
    'inputElement="row"/></extensionElements></multiInstanceLoopCharacteristics>',
]


@pytest.mark.parametrize("marker", LISTED)
def test_what_rounds_go_through_is_a_list(marker: str) -> None:
    assert asked(rounds(marker), "rows") == TEXTS
    case = Case(compiled(rounds(marker), "executable")).do("A", rows=["x", "y"])
    assert case.open == ["W", "W"]


def test_how_many_rounds_there_are_is_a_count() -> None:
    counted = rounds(
        "<multiInstanceLoopCharacteristics><loopCardinality>${n}</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    assert asked(counted, "n") == {"type": "integer", "minimum": 0}
    assert Case(compiled(counted, "executable")).do("A", n=2).open == ["W", "W"]


def test_items_are_what_the_rounds_ask_of_them() -> None:
    marker = '<multiInstanceLoopCharacteristics camunda:collection="${order.lines}" camunda:elementVariable="line"/>'
    inner = nodes("startEvent:is exclusiveGateway:g userTask:w endEvent:ie")
    flows = wired("is>g g>w:${line.price~>~5} g>ie:${line.price~<=~5} w>ie", "i")
    xml = file(f'<subProcess id="W">{inner}{flows}{marker}</subProcess>', "s>A A>W W>Z Z>e")
    line = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}
    order = {"type": "object", "properties": {"lines": {"type": "array", "items": line}}, "required": ["lines"]}
    assert asked(xml, "order") == order
    case = Case(compiled(xml, "executable")).do("A", order={"lines": [{"price": 9.5}, {"price": 1}]})
    assert case.open == ["w"]


@pytest.mark.parametrize(
    ("time", "field", "value"),
    [
        ("<timeDate>${due}</timeDate>", {"type": "string", "format": "date-time"}, "2026-03-02T12:00:00Z"),
        ("<timeDuration>= due</timeDuration>", "a length of time", "PT1H"),
    ],
)
@pytest.mark.parametrize("place", ["catch", "border"])
def test_times_that_are_worked_out(place: str, time: str, field: Any, value: str) -> None:
    event = f"<timerEventDefinition>{time}</timerEventDefinition>"
    steps, flows = f'<intermediateCatchEvent id="w">{event}</intermediateCatchEvent>', "s>A A>w w>Z Z>e"
    if place == "border":
        steps = '<userTask id="w"><extensionElements><stepwell:form>{"properties": {"x": {}}}</stepwell:form>'
        steps += f'</extensionElements></userTask><boundaryEvent id="b" attachedToRef="w">{event}</boundaryEvent>'
        flows = "s>A A>w w>Z b>Z Z>e"
    found = asked(file(steps, flows), "due")
    assert found == field or "pattern" in found
    case = Case(compiled(file(steps, flows), "executable")).do("A", due=value)
    assert (len(case.turn.timers), case.turn.incidents) == (1, ())
    if field == "a length of time":
        with pytest.raises(engine.InvalidForm, match="has to be a length of time"):
            Case(compiled(file(steps, flows), "executable")).do("A", due="soon")


def test_what_is_mapped_is_what_its_target_must_be() -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="= order.total" target="amount"/>'
    mapping += '<zeebe:output source="= amount" target="amount"/></zeebe:ioMapping>'
    steps = f'<userTask id="W"><extensionElements>{mapping}</extensionElements></userTask>'
    steps += nodes("exclusiveGateway:g userTask:Y")
    xml = file(steps, "s>A A>W W>g g>Y:=~amount~>~5 g>Z:=~amount~<=~5 Y>e Z>e")
    total = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    assert asked(xml) == {"order": total}


def test_keys_of_messages_and_data_of_calls_are_asked_for() -> None:
    message = (
        '<message id="m" name="paid"><extensionElements><zeebe:subscription correlationKey="= order"/>'
        "</extensionElements></message>"
    )
    catch = '<intermediateCatchEvent id="w"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    xml = file(catch, "s>A A>w w>Z Z>e", message)
    assert asked(xml) == {"order": {"type": ["string", "number"]}}
    for value in ("7", 7):
        assert Case(compiled(xml, "executable")).do("A", order=value).turn.waiting[0].correlation == {"order": value}
    said = [a.text for a in engine.prepare(xml).assumptions if a.code == "ASKED_FOR"]
    assert "does not tell whether it is a text or a number" in said[0]


@pytest.mark.parametrize(("script", "given", "made"), [
    ("t = x + y", {"x": 1, "y": 2}, 3),
    ("t = 'from ' + x + y", {"x": "a", "y": "b"}, "from ab"),
    ("t = x.upper() + y", {"x": "a", "y": "b"}, "Ab"),
    ("t = sum(r['n'] * r['price'] for r in x)", {"x": [{"n": 2, "price": 1.5}]}, 3.0),
    ("t = 0\nfor r in x:\n    t += r", {"x": [1, 2]}, 3),
    ("t = len(x.get('rows', []))", {"x": {}}, 0),
    ("x = x + 1\nt = x", {"x": 1}, 2),
    ("t = datetime.date.fromisoformat(x).year", {"x": "2026-03-01"}, 2026),
    ("t = type['a'] + 1", {"type": {"a": 1}}, 2),
])  # fmt: skip
def test_scripts(script: str, given: dict[str, Any], made: Any) -> None:
    xml = file(
        f'<scriptTask id="S" scriptFormat="python"><script><![CDATA[{script}]]></script></scriptTask>',
        "s>A A>S S>Z Z>e",
    )
    assert asked(xml).keys() == given.keys()
    case = Case(compiled(xml, "executable")).do("A", **given)
    assert (case.turn.incidents, case.turn.data["t"]) == ((), made)


def test_a_text_of_another_script_makes_texts_of_what_is_put_to_it() -> None:
    steps = '<scriptTask id="F"><script>t = "Dear "</script></scriptTask>'
    steps += '<scriptTask id="S"><script>u = t + x</script></scriptTask>'
    assert asked(file(steps, "s>F F>A A>S S>Z Z>e")) == {"x": {"type": "string"}}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("= order.total > 5", {"order": {"total": 9.5}}),
        ("= count(rows) > 3", {"rows": ["a"]}),
        ("= sum(rows.price) > 3", {"rows": [{"price": 2.5}]}),
        ("= every r in rows satisfies r.done", {"rows": [{"done": True}]}),
        ('= rows[price > 3].name = "A"', {"rows": [{"price": 4, "name": "other"}]}),
        ('= list contains(tags, "x")', {"tags": ["x"]}),
        ('= contains(text, "x")', {"text": "x"}),
        ("= number(text) > 3", {"text": "4"}),
        ('= date(day) > date("2026-01-01")', {"day": "2026-02-01"}),
        ('= duration(long) > duration("P1D")', {"long": "P2D"}),
        ("= string length(mean) > 3", {"mean": "long"}),
        ("= min(a, b) > 2", {"a": 1, "b": 2}),
        ("${order.items[0].price > 3}", {"order": {"items": [{"price": 4}]}}),
        ("${items.size() > 3}", {"items": ["a"]}),
        ("${a + b > 3}", {"a": 1, "b": 2}),
        ("${empty note}", {}),
        ("${note == null}", {}),
    ],
)
def test_what_a_condition_needs_is_let_in_and_can_be_worked_out(text: str, wanted: dict[str, Any]) -> None:
    steps = '<exclusiveGateway id="g" default="d"/><userTask id="Y"/>'
    condition = f"<conditionExpression><![CDATA[{text}]]></conditionExpression>"
    steps += f'<sequenceFlow id="c" sourceRef="g" targetRef="Y">{condition}</sequenceFlow>'
    steps += '<sequenceFlow id="d" sourceRef="g" targetRef="Z"/>'
    xml = file(steps, "s>A A>g Y>e Z>e")
    case = Case(compiled(xml, "executable")).do("A", **wanted)
    assert case.turn.incidents == ()
    assert case.open in (["Y"], ["Z"])
    assert not (case.open == ["Z"] and text.startswith("${empty"))


def test_a_table_asks_for_times_as_its_columns_say() -> None:
    for kind, wanted in {"date": "date", "date and time": "date-time", "time": "time"}.items():
        found = uses(expression(f"= {BY_TYPE[kind].format('due')}") or "")["due"]
        assert found.schema("due", False)["format"] == wanted


def test_the_import_says_what_is_asked_for_and_where_it_guesses() -> None:
    xml = file('<scriptTask id="S"><script>t = x + y</script></scriptTask>', "s>A A>S S>Z Z>e")
    said = {a.text for a in engine.prepare(xml).assumptions if a.code == "ASKED_FOR"}
    assert all("(a number)" in text and "does not tell whether it is a number" in text for text in said)
    sure = [a.text for a in engine.prepare(rounds(LISTED[0])).assumptions if a.code == "ASKED_FOR"]
    assert ["a list of texts" in text for text in sure] == [True]


def test_playing_passes_on_only_what_the_form_lets_in() -> None:
    fields = '{"code": {"type": "string", "pattern": "^[A-Z]{3}$"}, "n": {"type": ["integer", "null"]}}'
    form = f'{{"properties": {fields}, "required": ["code", "n"]}}'
    step = f'<userTask id="F"><extensionElements><stepwell:form>{form}</stepwell:form></extensionElements></userTask>'
    instance = begin(compiled(file(step, "s>F F>Z Z>e")), {}, NOW)
    (token,) = [t for t in instance.tokens() if t.is_open]
    assert answers(token, Random(1), Counter()) == {"n": 1}
