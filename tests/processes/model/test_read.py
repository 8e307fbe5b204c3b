"""Reading BPMN: what is refused and with which code, what is kept, what the graph says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from processes.model import Model, Refused, duplicate_ids, findings, parse, write
from tests.processes.models import Sketch, chain, sketches
from tests.support.steps import counted_steps

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def wrapped(inside: str, head: str = "") -> bytes:
    return f'{head}<definitions xmlns="{BPMN}"><process id="p">{inside}</process></definitions>'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "EMPTY", id="empty"),
        pytest.param(b"  \n\t", "EMPTY", id="blanks"),
        pytest.param(b"Dear Sirs,", "NOT_XML", id="a letter"),
        pytest.param(b"<definitions", "NOT_WELL_FORMED", id="cut off"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "NOT_BPMN", id="a picture"),
        pytest.param(b"<definitions/>", "NOT_BPMN", id="another name space"),
        pytest.param(wrapped("", '<!DOCTYPE x [<!ENTITY a "b">]>'), "DOCTYPE", id="entities"),
        pytest.param(wrapped("<task " + " ".join(f'a{i}=""' for i in range(65)) + "/>"), "LIMITS", id="attributes"),
        pytest.param(wrapped("<subProcess>" * 101 + "</subProcess>" * 101), "LIMITS", id="depth"),
        pytest.param(wrapped("<task/>" * 50_001), "LIMITS", id="elements"),
        pytest.param(wrapped(f'<task name="{"x" * 20_001}"/>'), "LIMITS", id="a long name"),
        pytest.param(wrapped(f"<documentation>{'x' * 6_000_000}</documentation>"), "TOO_LARGE", id="6 MB"),
    ],
)
def test_hostile_or_damaged_files_are_refused_quickly_with_a_code(data: bytes, code: str) -> None:
    with counted_steps() as counted, pytest.raises(Refused) as refused:
        parse(data)
    assert refused.value.code == code
    assert refused.value.words.endswith(".") and "Expected" not in refused.value.words
    assert counted.calls < 20 * 50_000, "a few for each element that a file may have"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8"])
def test_names_survive_every_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><definitions xmlns="{BPMN}"><process id="p">'
    text += '<task id="a" name="Prüfung löschen"/></process></definitions>'
    data = text.encode(encoding)
    model = parse(data)
    assert model.graph.nodes["a"].name == "Prüfung löschen"
    assert model.xml == data


def test_flows_without_ids_get_the_same_ones_each_time() -> None:
    inside = '<task id="a"/><task id="b"/><sequenceFlow sourceRef="a" targetRef="b"/>' * 1
    inside += '<sequenceFlow sourceRef="a" targetRef="b"/>'
    first, second = parse(wrapped(inside)).graph, parse(wrapped(inside)).graph
    assert list(first.flows) == list(second.flows)
    assert len(first.flows) == 2
    assert first.nodes["a"].outgoing == tuple(first.flows)


def test_flows_filed_under_another_process_are_found() -> None:
    data = (
        f'<definitions xmlns="{BPMN}"><process id="p"><task id="a"/><task id="b"/></process>'
        '<process id="q"><sequenceFlow id="f" sourceRef="a" targetRef="b"/></process></definitions>'
    ).encode()
    graph = parse(data).graph
    assert graph.after("a") == ("b",)
    assert graph.before("b") == ("a",)


def test_lanes_are_the_innermost_and_reach_into_subprocesses() -> None:
    data = wrapped(
        '<laneSet><lane id="l1" name="Sales"><flowNodeRef>s</flowNodeRef><childLaneSet>'
        '<lane id="l2" name="Desk"><flowNodeRef>s</flowNodeRef></lane></childLaneSet></lane></laneSet>'
        '<subProcess id="s"><task id="t"/></subProcess>'
    )
    graph = parse(data).graph
    assert graph.nodes["s"].lane == "Desk"
    assert graph.nodes["t"].lane == "Desk"
    assert graph.lanes["l2"].parent == "l1"


def test_one_id_for_two_steps_is_named_and_the_first_counts() -> None:
    model = parse(wrapped('<task id="a" name="one"/><task id="a" name="two"/>'))
    assert duplicate_ids(model.root) == ["a"]
    assert model.graph.nodes["a"].name == "one"


def test_markup_in_names_stays_text() -> None:
    model = parse(wrapped('<task id="a" name="&lt;img onerror=alert(1)&gt;"/>'))
    assert model.graph.nodes["a"].name == "<img onerror=alert(1)>"


@settings(max_examples=40, deadline=None)
@given(sketches())
def test_writing_and_reading_again_gives_the_same_graph(sketch: Sketch) -> None:
    model = parse(sketch.xml())
    assert parse(write(model.copy_root())).graph == model.graph


def test_a_copy_can_be_changed_without_changing_the_model() -> None:
    model: Model = parse(chain("A").xml())
    copy = model.copy_root()
    copy.clear()
    assert "A" in model.graph.nodes


def test_a_long_value_is_no_name_and_is_read() -> None:
    icon = "data:image/png;base64," + "A" * 130_000
    body = f'<userTask id="a" xmlns:z="urn:z" z:modelerTemplateIcon="{icon}"/>'
    model = parse(wrapped(body))
    assert model.root.find(".//{*}userTask").get("{urn:z}modelerTemplateIcon") == icon


PREFIXED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:t" targetNamespace="urn:t"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:o="urn:o">
  <import namespace="urn:o" location="o.bpmn" importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>
  <collaboration id="c"><participant id="pool" name="Pool" processRef="t:p"/><participant id="other"/>
    <messageFlow id="m" sourceRef="t:other" targetRef="t:a"/></collaboration>
  <process id="p"><laneSet id="ls"><lane id="l" name="Desk"><flowNodeRef>t:a</flowNodeRef></lane></laneSet>
    <startEvent id="s"/><exclusiveGateway id="x" default="t:f2"/><userTask id="a" name="A"/>
    <boundaryEvent id="b" attachedToRef="t:a"/><callActivity id="call" calledElement="o:a"/>
    <sequenceFlow id="f1" sourceRef="t:s" targetRef="t:x"/><sequenceFlow id="f2" sourceRef="t:x" targetRef="t:a"/>
    <textAnnotation id="n"><text>note</text></textAnnotation>
    <association id="tie" sourceRef="t:a" targetRef="t:n"/></process>
  <di:BPMNDiagram><di:BPMNPlane bpmnElement="t:c"><di:BPMNShape bpmnElement="t:a">
    <dc:Bounds x="1" y="2" width="3" height="4"/></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>
</definitions>"""


def test_a_reference_with_a_prefix_means_the_element_of_the_file() -> None:
    graph = parse(PREFIXED.encode()).graph
    assert [(f.source, f.target, f.is_default) for f in graph.flows.values()] == [("s", "x", False), ("x", "a", True)]
    assert (graph.nodes["b"].attached_to, graph.nodes["a"].lane) == ("a", "Desk")
    assert (graph.pools["pool"].process, graph.notes["n"].about) == ("p", ("a",))
    assert (graph.message_flows["m"].source, graph.message_flows["m"].target) == ("other", "a")
    assert graph.bounds["a"].width == 3


def test_a_prefix_of_an_imported_file_stays() -> None:
    model = parse(PREFIXED.encode())
    assert model.copy_root().find(".//{*}callActivity").get("calledElement") == "o:a"
    assert model.xml == PREFIXED.encode() and model.root.find(".//{*}boundaryEvent").get("attachedToRef") == "t:a"


def test_elements_that_share_an_id_are_named() -> None:
    model = parse(wrapped('<userTask id="a" name="Check"/><userTask id="a" name="Pay"/>'))
    said = [f.words for f in findings(model) if f.code == "DUPLICATE_ID"]
    assert said == ["Two elements have the id “a”: “Check” and “Pay”. The first one counts."]
