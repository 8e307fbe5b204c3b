"""What belongs to a part of a process: data objects of sub-processes, mapped calls, rounds and what undoes them."""

from __future__ import annotations

import pytest

from processes.engine import complete, inspect, retry
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, normalised, wired
from tests.processes.engine.runtime.data.test_scopes import rounds, script

OBJECT = '<dataObject id="o{0}"/><dataObjectReference id="r{0}" name="{0}" dataObjectRef="o{0}"/>'
ZEEBE = 'xmlns:z="http://camunda.org/schema/zeebe/1.0"'


def case_of(body: str, flows: str, data: dict[str, object], around: str = "") -> Case:
    """A case of a model that can be executed as it is."""
    xml = model(body, around, flows)
    assert not normalised(xml, "executable").blockers
    return Case(compiled(xml, "executable"), data)


def saved(case: Case) -> None:
    """The state is the same after it was loaded."""
    assert inspect(case.definition, case.turn.state, NOW).state == case.turn.state


def test_data_objects_of_a_subprocess_are_its_own() -> None:
    inner = nodes("startEvent:is userTask:x") + OBJECT.format("n") + script("w", "n = n + 1\nm = m + n")
    body = nodes("startEvent:s userTask:y") + f'<subProcess id="sub">{inner}{wired("is>x x>w", "i")}</subProcess>'
    case = case_of(body, "s>sub sub>y", {"n": 1, "m": 0})
    saved(case)
    assert case.do("x", n=10).turn.data == {"n": 1, "m": 11}


def test_a_data_object_that_gets_the_value_of_one_further_out_is_set() -> None:
    inner = nodes("startEvent:is userTask:x") + OBJECT.format("n") + script("v", "n = 0") + script("w", "m = n")
    body = nodes("startEvent:s parallelGateway:p userTask:a userTask:y")
    body += f'<subProcess id="sub">{inner}{wired("is>v v>x x>w", "i")}</subProcess>'
    case = case_of(body, "s>p p>sub p>a sub>y", {"n": 0, "m": 1}).do("a", n=9)
    assert case.do("x").turn.data == {"n": 9, "m": 0}


def test_a_data_object_of_the_process_is_the_same_one_inside() -> None:
    inner = nodes("startEvent:is") + '<dataObjectReference id="r2" name="n" dataObjectRef="on"/>' + script("w", "n = 5")
    body = nodes("startEvent:s userTask:y") + OBJECT.format("n")
    body += f'<subProcess id="sub">{inner}{wired("is>w", "i")}</subProcess>'
    assert case_of(body, "s>sub sub>y", {"n": 1}).turn.data == {"n": 5}


def test_each_round_of_a_subprocess_has_its_data_objects() -> None:
    inner = nodes("startEvent:is userTask:x userTask:y") + OBJECT.format("n") + script("w", "seen = seen + [rid + n]")
    body = nodes("startEvent:s userTask:z")
    body += f'<subProcess id="sub">{rounds("")}{inner}{wired("is>x x>y y>w", "i")}</subProcess>'
    case = case_of(body, "s>sub sub>z", {"ids": [10, 20, 30], "seen": []})
    for number in (1, 2, 3):
        case.do("x", n=number)
    saved(case)
    while case.open != ["z"]:
        case.do("y")
    assert case.turn.data == {"ids": [10, 20, 30], "seen": [11, 22, 33]}


def called(mapping: str, inside: str, flows: str, data: dict[str, object], marker: str = "") -> Case:
    """A call of the process q with a mapping, then z."""
    body = nodes("startEvent:s userTask:z")
    body += f'<callActivity id="c" calledElement="q" {ZEEBE}>{marker}<extensionElements>{mapping}</extensionElements>'
    around = f'<process id="q">{nodes("startEvent:qs")}{inside}{wired(flows, "q")}</process>'
    return case_of(body + "</callActivity>", "s>c c>z", data, around)


IN = '<camunda:in source="{1}" target="{0}"/>'
OUT = '<camunda:out source="{1}" target="{0}"/>'


def test_a_mapped_call_knows_what_is_mapped_and_gives_what_is_mapped() -> None:
    inside = nodes("userTask:x") + script("w", "r = y + 1\ny = 0")
    case = called(IN.format("y", "a") + OUT.format("b", "r"), inside, "qs>x x>w", {"a": 1, "r": "mine"})
    saved(case)
    assert case.turn.data == {"a": 1, "r": "mine"}
    assert case.do("x", a=100, y=5).turn.data == {"a": 1, "r": "mine", "b": 6}


def test_a_mapped_call_takes_and_gives_all_where_it_says_so() -> None:
    inside = script("w", "n = n + 1") + nodes("userTask:x") + script("v", "n = n + 1")
    mapping = '<camunda:in variables="all"/><camunda:in sourceExpression="${n * 10}" target="n"/>'
    case = called(mapping + '<camunda:out variables="all"/>', inside, "qs>w w>x x>v", {"n": 1, "m": 2})
    assert case.turn.data == {"n": 1, "m": 2}
    assert case.do("x").turn.data == {"n": 12, "m": 2}


def test_all_that_goes_out_is_what_was_set_and_not_what_went_in() -> None:
    inside = nodes("userTask:x")
    mapping = '<z:ioMapping><z:input source="=n" target="k"/></z:ioMapping>'
    body = nodes("startEvent:s parallelGateway:p userTask:a parallelGateway:j userTask:z")
    body += f'<callActivity id="c" calledElement="q" {ZEEBE}><extensionElements>{mapping}</extensionElements>'
    around = f'<process id="q">{nodes("startEvent:qs")}{inside}{wired("qs>x", "q")}</process>'
    case = case_of(body + "</callActivity>", "s>p p>c p>a c>j a>j j>z", {"n": 1}, around)
    assert case.do("a", n=2).do("x", found=True).turn.data == {"n": 2, "found": True}


def test_a_call_without_a_mapping_shares_its_callers_fields() -> None:
    body = nodes("startEvent:s parallelGateway:p userTask:a userTask:z") + '<callActivity id="c" calledElement="q"/>'
    around = f'<process id="q">{nodes("startEvent:qs userTask:x")}{script("w", "n = n + 1")}{wired("qs>x x>w", "q")}'
    case = case_of(body, "s>p p>c p>a c>z", {"n": 1}, around + "</process>")
    assert case.do("a", n=10).do("x").turn.data == {"n": 11}


def test_data_associations_of_a_call_are_its_mapping() -> None:
    spec = '<ioSpecification><dataInput id="di" name="y"/><dataOutput id="do" name="r"/></ioSpecification>'
    takes = '<dataInputAssociation id="ia"><sourceRef>ra</sourceRef><targetRef>di</targetRef></dataInputAssociation>'
    gives = '<dataOutputAssociation id="oa"><sourceRef>do</sourceRef><targetRef>rb</targetRef></dataOutputAssociation>'
    body = nodes("startEvent:s userTask:z") + OBJECT.format("a") + OBJECT.format("b")
    body += f'<callActivity id="c" calledElement="q">{spec}{takes}{gives}</callActivity>'
    around = f'<process id="q">{nodes("startEvent:qs")}{script("w", "r = y + 1")}{wired("qs>w", "q")}</process>'
    assert case_of(body, "s>c c>z", {"a": 1}, around).turn.data == {"a": 1, "b": 2}


def test_each_round_of_a_mapped_call_gets_its_item_and_gives_its_result() -> None:
    marker = rounds('camunda:outputCollection="all" camunda:outputElement="b"')
    inside = nodes("userTask:x") + script("w", "r = y * 2")
    case = called(IN.format("y", "rid") + OUT.format("b", "r"), inside, "qs>x x>w", {"ids": [1, 2, 3]}, marker)
    for task in reversed(case.turn.open):
        case.took(complete(case.definition, case.turn.state, task.id, {}, NOW))
    assert case.turn.data == {"ids": [1, 2, 3], "all": [2, 4, 6]}


def test_a_mapping_that_fails_is_an_incident_and_can_be_tried_again() -> None:
    mapping = (
        '<camunda:in sourceExpression="${1 / n}" target="y"/><camunda:out sourceExpression="${1 / r}" target="b"/>'
    )
    case = called(mapping, nodes("userTask:x"), "qs>x", {"n": 0})
    (incident,) = case.turn.incidents
    assert (incident.step_id, case.status) == ("c", "failed")
    case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, {"n": 4}))
    case.do("x", r=0)
    (incident,) = case.turn.incidents
    saved(case)
    case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, {"r": 2}))
    assert (case.open, case.turn.data) == (["z"], {"n": 4, "b": 0.5})


def test_who_catches_an_error_of_a_mapped_call_knows_what_it_takes_back() -> None:
    end = '<endEvent id="qe"><errorEventDefinition errorRef="err"/></endEvent>'
    body = nodes("startEvent:s userTask:z userTask:caught")
    body += f'<callActivity id="c" calledElement="q"><extensionElements>{OUT.format("b", "r")}</extensionElements>'
    body += (
        '</callActivity><boundaryEvent id="be" attachedToRef="c"><errorEventDefinition errorRef="err"/></boundaryEvent>'
    )
    around = '<error id="err" errorCode="E"/>'
    around += f'<process id="q">{nodes("startEvent:qs")}{script("w", "r = 7")}{end}{wired("qs>w w>qe", "q")}</process>'
    case = case_of(body, "s>c c>z be>caught", {}, around)
    assert (case.open, case.turn.data) == (["caught"], {"b": 7})


@pytest.mark.parametrize("sequential", [True, False])
def test_what_is_mapped_into_a_round_is_the_rounds_own(sequential: bool) -> None:
    mapping = '<extensionElements><z:ioMapping><z:input source="=rid.price" target="price"/></z:ioMapping>'
    body = nodes("startEvent:s userTask:z") + f'<userTask id="a" {ZEEBE}>{mapping}</extensionElements>'
    body += rounds("", sequential=sequential) + "</userTask>"
    case = case_of(body, "s>a a>z", {"ids": [{"price": 1}, {"price": 2}]})
    while case.open != ["z"]:
        case.do("a")
    assert "price" not in case.turn.data


def test_a_mapping_that_cannot_be_worked_out_is_an_incident_of_its_own_step() -> None:
    mapping = '<camunda:inputOutput><camunda:inputParameter name="price">${1 / rid}</camunda:inputParameter>'
    mapping = f"<extensionElements>{mapping}</camunda:inputOutput></extensionElements>"
    body = nodes("startEvent:s userTask:b userTask:z") + f'<userTask id="a">{mapping}</userTask>'
    case = case_of(body, "s>b b>a a>z", {"rid": 0}).do("b")
    (incident,) = case.turn.incidents
    assert (incident.step_id, case.passed("b")) == ("a", 1)
    case.took(retry(case.definition, case.turn.state, incident.task_id, NOW, {"rid": 2}))
    assert (case.open, case.turn.data) == (["a"], {"rid": 2})


THROW = '<intermediateThrowEvent id="t"><compensateEventDefinition/></intermediateThrowEvent>'
TIED = (
    '<boundaryEvent id="bu" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    '<association sourceRef="bu" targetRef="undo"/>'
)


def handler(text: str) -> str:
    """A script that undoes a."""
    return TIED + script("undo", text).replace("<scriptTask ", '<scriptTask isForCompensation="true" ')


@pytest.mark.parametrize("sequential", [True, False])
def test_what_undoes_a_round_sees_its_item_and_what_it_wrote(sequential: bool) -> None:
    undo = handler("undone = undone + [rid + booking + str(loopCounter)]\ntotal = total - 1")
    body = nodes("startEvent:s userTask:x userTask:z") + THROW + undo
    body += f'<userTask id="a">{rounds("", sequential=sequential)}</userTask>'
    case = case_of(body, "s>a a>x x>t t>z", {"ids": ["p", "q", "r"], "undone": [], "total": 10})
    for booking in ("1", "2", "3"):
        case.do("a", booking=booking)
    saved(case)
    case.do("x", booking="late")
    assert case.open == ["z"]
    assert case.turn.data["undone"] == ["r32", "q21", "p10"]
    assert (case.turn.data["booking"], case.turn.data["total"], "rid" in case.turn.data) == ("late", 7, False)


def test_a_person_who_undoes_a_round_is_shown_its_values() -> None:
    form = '<extensionElements><camunda:formData><camunda:formField id="booking" type="string"/></camunda:formData>'
    undo = f'<userTask id="undo" isForCompensation="true">{form}</extensionElements></userTask>'
    body = nodes("startEvent:s userTask:z") + THROW + TIED + undo + f'<userTask id="a">{rounds("")}</userTask>'
    case = case_of(body, "s>a a>t t>z", {"ids": ["p", "q"]}).do("a", booking="1").do("a", booking="2")
    seen = []
    while case.open == ["undo"]:
        seen.append(case.turn.open[0].data["booking"])
        saved(case)
        case.do("undo", booking="gone")
    assert (seen, case.turn.data["booking"]) == (["2", "1"], "gone")


def test_rounds_of_a_subprocess_are_undone_inside_with_their_items() -> None:
    inner = nodes("startEvent:is userTask:a") + handler("undone = undone + [rid + booking]") + wired("is>a", "i")
    body = nodes("startEvent:s userTask:z") + THROW + f'<subProcess id="sub">{rounds("")}{inner}</subProcess>'
    case = case_of(body, "s>sub sub>t t>z", {"ids": ["p", "q"], "undone": []})
    case.do("a", booking="1").do("a", booking="2")
    assert (case.open, case.turn.data["undone"]) == (["z"], ["q2", "p1"])


def test_what_is_said_of_data_objects() -> None:
    inner = nodes("startEvent:is userTask:x") + OBJECT.format("n") + wired("is>x", "i")
    xml = model(nodes("startEvent:s") + f'<subProcess id="sub">{inner}</subProcess>', "", "s>sub")
    assert codes(xml, "executable") == {"DATA_ASIDE"}
    (told,) = [one.text for one in normalised(xml, "executable").assumptions]
    assert "end with it" in told
