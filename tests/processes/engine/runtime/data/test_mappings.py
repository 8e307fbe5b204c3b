"""What other builders map into steps and out of them, and formulas that stand where a script would."""

from __future__ import annotations

import pytest

from processes.engine import check, complete, migrate, prepare, retry
from processes.engine.runtime.stored.state import load, save
from tests.processes.engine.models import (
    DURATION,
    NOW,
    Case,
    called_by_id,
    compiled,
    model,
    nodes,
    normalised,
)

ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def mapped(step: str, *rows: str, kind: str = "userTask") -> str:
    """A step with rows of Camunda 8, as "input:target=source"."""
    inner = "".join(
        f'<z:{way} target="{target}" source="{source}"/>'
        for way, _, rest in (row.partition(":") for row in rows)
        for target, _, source in (rest.partition("="),)
    )
    return extended(kind, step, f'<z:ioMapping xmlns:z="{ZEEBE}">{inner}</z:ioMapping>')


def older(step: str, *rows: str) -> str:
    """A step with parameters of Camunda 7, as "input:name=text"."""
    inner = "".join(
        f'<camunda:{way}Parameter name="{name}">{text}</camunda:{way}Parameter>'
        for way, _, rest in (row.partition(":") for row in rows)
        for name, _, text in (rest.partition("="),)
    )
    return extended("userTask", step, f"<camunda:inputOutput>{inner}</camunda:inputOutput>")


def formula(step: str, text: str, name: str) -> str:
    """A script task of Camunda 8."""
    return extended("scriptTask", step, f'<z:script xmlns:z="{ZEEBE}" expression="{text}" resultVariable="{name}"/>')


def extended(kind: str, step: str, inner: str) -> str:
    """A step with something in its extensions."""
    return f'<{kind} id="{step}"><extensionElements>{inner}</extensionElements></{kind}>'


def test_outputs_are_worked_out_when_a_step_is_done_and_ask_it_for_what_they_read() -> None:
    body = nodes("startEvent:s userTask:z") + mapped("a", "output:good== not(wrong)", "output:word=plain")
    xml = model(body, "", "s>a a>z")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"))
    assert case.turn.open[0].form["required"] == ["wrong"]
    assert case.do("a", wrong=False).turn.data == {"wrong": False, "good": True, "word": "plain"}


def local_to(case: Case, step: str) -> dict[str, object]:
    """What a step has to itself."""
    (token,) = [t for t in load(case.definition, case.turn.state, NOW).tokens() if t.task_spec.bpmn_id == step]
    return dict(token.own)


def test_inputs_are_worked_out_before_a_step_begins_and_belong_to_it() -> None:
    rows = ("input:twice=${n * 2}", "input:more=${twice + 1}", "input:other=${m}", "input:far=${gone + 1}")
    xml = model(nodes("startEvent:s userTask:z") + older("a", *rows), "", "s>a a>z")
    case = Case(compiled(xml, "executable"), {"n": 2, "m": "x"})
    assert case.turn.data == {"n": 2, "m": "x"}
    assert local_to(case, "a") == {"twice": 4, "more": 5, "other": "x"}
    assert case.do("a").turn.data == {"n": 2, "m": "x"}


def test_what_is_typed_over_an_input_ends_with_the_step_and_all_else_is_set_for_all() -> None:
    form = '{"properties": {"x": {"type": "number"}, "y": {}}}'
    step = older("a", "input:x=${n}").replace("</ext", f"<stepwell:form>{form}</stepwell:form></ext", 1)
    case = Case(compiled(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z"), "executable"), {"n": 2})
    assert case.turn.open[0].data == {"x": 2}
    assert case.do("a", x=5, y=1).turn.data == {"n": 2, "y": 1}


@pytest.mark.parametrize(("out", "said"), [((), True), (("output:x=${x}",), False), (("output:t=of ${x}",), False)])
def test_the_version_says_where_what_is_typed_ends_with_the_step(out: tuple[str, ...], said: bool) -> None:
    form = '{"properties": {"x": {"type": "number"}, "y": {}}}'
    step = older("a", "input:x=${n}", *out).replace("</ext", f"<stepwell:form>{form}</stepwell:form></ext", 1)
    found = prepare(called_by_id(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z")))
    words = [one.text for one in found.assumptions if one.code == "ENDS_WITH_STEP"]
    assert found.mode == "executable"
    assert words == (
        ["“a” asks for “x”, which is mapped into it and not out of it: what is typed there ends with the step."]
        if said
        else []
    )


def test_a_step_without_a_name_in_which_what_is_typed_ends_is_called_by_its_place() -> None:
    form = '{"properties": {"x": {"type": "number"}}}'
    step = older("a", "input:x=${n}").replace("</ext", f"<stepwell:form>{form}</stepwell:form></ext", 1)
    found = prepare(model(nodes("startEvent:s") + '<userTask id="z" name="Sign"/>' + step, "", "s>a a>z"))
    (words,) = [one.text for one in found.assumptions if one.code == "ENDS_WITH_STEP"]
    assert words.startswith("The step before “Sign” asks for “x”, which is mapped into it")


def test_a_case_that_stood_in_the_step_before_keeps_its_fields_for_all() -> None:
    """Earlier releases wrote what is mapped in for all; what is typed over it was so, too, and stays so."""
    xml = model(nodes("startEvent:s userTask:z") + older("a", "input:x=${n + 1}"), "", "s>a a>z")
    case = Case(compiled(xml, "executable"), {"n": 2})
    instance = load(case.definition, case.turn.state, NOW)
    (token,) = instance.tokens()
    instance.data, token.own = {**instance.data, **token.own}, {}
    turn = complete(case.definition, save(instance), token.key, {"x": 9}, NOW)
    assert (turn.data, [one.step_id for one in turn.open]) == ({"n": 2, "x": 9}, ["z"])


def test_only_an_output_brings_a_mapped_field_out() -> None:
    step = older("a", "input:x=${n + 1}", "output:x=${x * 10}", "output:n=${x}")
    case = Case(compiled(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z"), "executable"), {"n": 2, "x": 0})
    assert case.turn.data == {"n": 2, "x": 0}
    assert case.do("a").turn.data == {"n": 3, "x": 30}


def test_a_field_mapped_into_a_step_under_its_own_name_is_a_copy() -> None:
    for out, after in (((), 2), (("output:n=${n}",), 5)):
        xml = model(nodes("startEvent:s userTask:z") + older("a", "input:n=${n}", *out), "", "s>a a>z")
        case = Case(compiled(xml, "executable"), {"n": 2})
        assert case.do("a", n=5).turn.data == {"n": after}


def test_a_script_reads_and_sets_what_is_mapped_into_it() -> None:
    inner = "<camunda:inputOutput>"
    inner += '<camunda:inputParameter name="x">${n}</camunda:inputParameter>'
    inner += '<camunda:outputParameter name="sum">${x}</camunda:outputParameter></camunda:inputOutput>'
    script = "<script>x = x + 1\nseen = n</script>"
    step = extended("scriptTask", "a", inner).replace("</scriptTask>", f"{script}</scriptTask>")
    case = Case(compiled(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z"), "executable"), {"n": 2})
    assert case.turn.data == {"n": 2, "seen": 2, "sum": 3}


def test_workers_get_what_is_mapped_into_them_and_give_what_is_mapped_out() -> None:
    space = f'xmlns:z="{ZEEBE}"'
    given = f'<z:taskDefinition {space} type="t"/><z:ioMapping {space}><z:input target="x" source="=n + 1"/>'
    given += '<z:output target="y" source="=result * 2"/></z:ioMapping>'
    step = extended("serviceTask", "a", given)
    case = Case(compiled(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z"), "executable"), {"n": 2})
    assert case.turn.open[0].data == {"n": 2, "x": 3}
    assert case.do("a", result=4).turn.data == {"n": 2, "result": 4, "y": 8}


def test_rounds_keep_what_is_mapped_into_them_and_give_what_is_mapped_out() -> None:
    rounds = '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
    step = older("a", "input:x=${total + 1}", "output:total=${x}").replace(
        "</userTask>", f"{rounds}</multiInstanceLoopCharacteristics></userTask>"
    )
    case = Case(compiled(model(nodes("startEvent:s userTask:z") + step, "", "s>a a>z"), "executable"), {"total": 0})
    assert case.do("a").do("a").do("a").turn.data == {"total": 3}


def test_an_input_that_fails_is_tried_again_and_the_border_is_watched_once() -> None:
    border = f'<boundaryEvent id="b" attachedToRef="a">{DURATION.format("P1D")}</boundaryEvent>'
    step = older("a", "input:x=${n / d}")
    xml = model(nodes("startEvent:s userTask:z") + step + border, "", "s>a b>z")
    case = Case(compiled(xml, "executable"), {"n": 2, "d": 0})
    (incident,) = case.turn.incidents
    assert (incident.step_id, case.turn.timers) == ("a", ())
    case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, {"d": 1}))
    assert (case.open, len(case.turn.timers), local_to(case, "a")) == (["a"], 1, {"x": 2})


def test_rounds_that_could_not_begin_are_tried_again_and_their_border_is_watched_once() -> None:
    border = f'<boundaryEvent id="b" attachedToRef="a">{DURATION.format("P1D")}</boundaryEvent>'
    rounds = '<multiInstanceLoopCharacteristics camunda:collection="${rows}" camunda:elementVariable="row"/>'
    xml = model(nodes("startEvent:s userTask:z") + f'<userTask id="a">{rounds}</userTask>' + border, "", "s>a b>z")
    case = Case(compiled(xml, "executable"), {"rows": 1})
    (incident,) = case.turn.incidents
    case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, {"rows": [1, 2]}))
    assert (case.open, len(case.turn.timers)) == (["a", "a"], 1)


def test_what_is_mapped_into_one_step_is_asked_for_where_another_reads_it() -> None:
    body = nodes("startEvent:s userTask:f exclusiveGateway:g userTask:y userTask:n") + older("a", "input:x=${m + 1}")
    body = body.replace('id="g"', 'id="g" default="f4"')
    case = Case(compiled(model(body, "", "s>f f>a a>g g>y:${x>5} g>n"), "executable"))
    assert case.turn.open[0].form["required"] == ["x", "m"]
    assert case.do("f", m=9, x=6).do("a").open == ["y"]


def test_a_running_case_keeps_what_is_mapped_when_its_version_changes() -> None:
    body = nodes("startEvent:s userTask:z") + older("a", "input:x=${n + 1}", "output:y=${x}")
    case = Case(compiled(model(body, "", "s>a a>z"), "executable"), {"n": 2})
    other = compiled(model(body + nodes("userTask:q"), "", "s>a a>q q>z"), "executable")
    moved = migrate(case.definition, other, case.turn.state, NOW)
    case.definition = other
    assert case.took(moved.result).do("a").turn.data == {"n": 2, "y": 3}
    assert case.open == ["q"]


def test_a_text_a_list_and_a_map_are_filled_in() -> None:
    rows = (
        "input:x=from ${here} on",
        "input:list=<camunda:list><camunda:value>${n}</camunda:value><camunda:value>b</camunda:value></camunda:list>",
        'input:map=<camunda:map><camunda:entry key="k">${n + 1}</camunda:entry></camunda:map>',
        "output:said=${x}!",
    )
    xml = model(nodes("startEvent:s userTask:z") + older("a", *rows), "", "s>a a>z")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"), {"here": "now", "n": 1})
    assert local_to(case, "a") == {"x": "from now on", "list": [1, "b"], "map": {"k": 2}}
    assert case.do("a").turn.data["said"] == "from now on!"


def test_what_a_mapping_sets_is_asked_of_nobody() -> None:
    body = nodes("startEvent:s exclusiveGateway:g userTask:y userTask:n") + older("a", "output:good=${mark == 'A'}")
    made = compiled(model(body, "", "s>a a>g g>y:${good} g>n:${!good}"), "executable")
    case = Case(made)
    assert set(case.turn.open[0].form["properties"]) >= {"mark"}
    assert "good" not in case.turn.open[0].form["properties"]
    assert case.do("a", mark="A").open == ["y"]


@pytest.mark.parametrize(
    "step",
    [
        older("a", "input:x=<camunda:script>1</camunda:script>"),
        older("a", "input:x=<camunda:list><camunda:script>1</camunda:script></camunda:list>"),
        older("a", "input:x=${here} {{secret:KEY}}"),
        mapped("a", "output:a.b== 1"),
        mapped("a", "output:x== ((("),
    ],
)
def test_what_is_not_known_is_said(step: str) -> None:
    xml = model(nodes("startEvent:s") + step, "", "s>a")
    assert [b.code for b in normalised(xml, "executable").blockers] == ["DATA_ASSOCIATION_ASIDE"]
    assert check(xml).status == "runs"
