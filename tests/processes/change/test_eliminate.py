"""Eliminating a step: how its arrows join, in every shape that models have."""

from __future__ import annotations

import pytest
from lxml import etree

from processes.change import Eliminate, Operation, Retitle
from tests.processes.change.support import BPMN, change, done, ends, refused
from tests.processes.models import Sketch, chain


def test_one_arrow_in_and_one_out_keeps_the_arrow_in() -> None:
    model = done(chain("A", "B", "C"), Eliminate("B"))
    assert ends(model) == {("start", "A"), ("A", "C"), ("C", "end")}
    assert (model.graph.flows["f2"].source, model.graph.flows["f2"].target) == ("A", "C")
    assert "f3" not in model.graph.flows


def test_several_steps_in_one_proposal() -> None:
    model = done(chain("A", "B", "C", "D"), Eliminate("B"), Eliminate("C"))
    assert ends(model) == {("start", "A"), ("A", "D"), ("D", "end")}


def test_everything_may_go_but_start_and_end() -> None:
    assert ends(done(chain("A"), Eliminate("A"))) == {("start", "end")}


def test_listings_stay_in_schema_order() -> None:
    model = done(chain("A", "B", "C"), Eliminate("B"))
    last = next(e for e in model.root.iter(BPMN + "userTask") if e.get("id") == "C")
    assert [(e.tag.removeprefix(BPMN), e.text) for e in last] == [("incoming", "f2"), ("outgoing", "f4")]


def choice(join: str = "exclusiveGateway") -> Sketch:
    """A way with B, and a way without, into one join."""
    sketch = Sketch()
    split = "parallelGateway" if join == "parallelGateway" else "exclusiveGateway"
    for id_, tag in (("start", "startEvent"), ("split", split), ("B", "userTask"), ("C", "userTask"), ("join", join)):
        sketch.node(id_, tag, id_.upper() if tag == "userTask" else "")
    sketch.node("end", "endEvent")
    sketch.flow("start", "split")
    sketch.flow("split", "B", "b" if split == "exclusiveGateway" else "")
    sketch.flow("split", "C", "c" if split == "exclusiveGateway" else "")
    sketch.flow("B", "join")
    sketch.flow("C", "join")
    sketch.flow("join", "end")
    return sketch


def test_a_condition_survives() -> None:
    model = done(choice(), Eliminate("B"))
    assert model.graph.flows["f2"].condition == "b"
    assert ("split", "join") in ends(model)


def test_an_emptied_branch_of_all_at_once_goes() -> None:
    sketch = choice("parallelGateway")
    assert ends(done(sketch, Eliminate("B"))) == {("start", "split"), ("split", "join"), ("split", "C"), ("C", "join"),
                                                 ("join", "end")}  # fmt: skip
    assert len(done(sketch, Eliminate("B"), Eliminate("C")).graph.flows) == 3


def several_in(after: str) -> Sketch:
    """Two ways that meet at the step X itself, which `after` follows."""
    sketch = Sketch()
    for id_, tag in (
        ("start", "startEvent"),
        ("split", "exclusiveGateway"),
        ("A", "task"),
        ("B", "task"),
        ("X", "task"),
    ):
        sketch.node(id_, tag, id_ if tag == "task" else "")
    sketch.node("N", after, "N")
    sketch.node("end", "endEvent")
    for source, target, condition in (("start", "split", ""), ("split", "A", "a"), ("split", "B", "b"),
                                      ("A", "X", ""), ("B", "X", ""), ("X", "N", ""), ("N", "end", "")):  # fmt: skip
        sketch.flow(source, target, condition)
    return sketch


def test_several_arrows_in_meet_at_a_merge_in_its_place() -> None:
    model = done(several_in("task"), Eliminate("X"))
    merge = next(n for n in model.graph.nodes.values() if n.id.startswith("Gateway_"))
    assert merge.type == "exclusiveGateway"
    assert {("A", merge.id), ("B", merge.id), (merge.id, "N")} <= ends(model)
    assert sum(e.get("bpmnElement") == merge.id for e in model.root.iter()) == 1


def test_several_arrows_in_go_straight_into_a_merge() -> None:
    model = done(several_in("exclusiveGateway"), Eliminate("X"))
    assert {("A", "N"), ("B", "N")} <= ends(model)
    assert not any(i.startswith("Gateway_") for i in model.graph.nodes)


def test_several_arrows_before_a_join_do_not_deadlock() -> None:
    model = done(several_in("parallelGateway"), Eliminate("X"))
    assert any(i.startswith("Gateway_") for i in model.graph.nodes)


def several_out(conditions: tuple[str, str], default: str = "") -> Sketch:
    """A step X with two arrows out."""
    sketch = Sketch()
    sketch.node("start", "startEvent")
    sketch.node("A", "task", "A")
    sketch.node("X", "task", "X", f'default="{default}"' if default else "")
    for id_ in ("B", "C"):
        sketch.node(id_, "task", id_)
        sketch.node(f"end{id_}", "endEvent")
    for source, target, condition in (("start", "A", ""), ("A", "X", ""), ("X", "B", conditions[0]),
                                      ("X", "C", conditions[1]), ("B", "endB", ""), ("C", "endC", "")):  # fmt: skip
        sketch.flow(source, target, condition)
    return sketch


@pytest.mark.parametrize(
    ("conditions", "default", "gateway"),
    [
        (("", ""), "", "parallelGateway"),
        (("c", ""), "f4", "exclusiveGateway"),
        (("c", "d"), "", "inclusiveGateway"),
    ],
)
def test_several_arrows_out_leave_the_gateway_they_mean(
    conditions: tuple[str, str], default: str, gateway: str
) -> None:
    model = done(several_out(conditions, default), Eliminate("X"))
    split = next(n for n in model.graph.nodes.values() if n.id.startswith("Gateway_"))
    assert split.type == gateway
    assert split.default == (default or None)


def test_the_end_of_a_branch_becomes_an_end_event() -> None:
    sketch = choice()
    sketch.flows = {i: f for i, f in sketch.flows.items() if i != "f4"}
    model = done(sketch, Eliminate("B"))
    end = next(n for n in model.graph.nodes.values() if n.id.startswith("Event_"))
    assert (end.type, end.lane) == ("endEvent", None)
    assert ("split", end.id) in ends(model)


def test_the_last_step_without_an_end_leaves_its_predecessor_last() -> None:
    sketch = chain("A", "B")
    del sketch.nodes["end"], sketch.flows["f3"]
    assert ends(done(sketch, Eliminate("B"))) == {("start", "A")}


def test_the_first_step_without_a_start_leaves_its_successor_first() -> None:
    sketch = chain("A", "B")
    del sketch.nodes["start"], sketch.flows["f1"]
    assert ends(done(sketch, Eliminate("A"))) == {("B", "end")}
    assert ends(done(sketch, Eliminate("A"), Eliminate("B"))) != set()


def test_an_arrow_to_itself_goes_with_the_step() -> None:
    sketch = chain("A", "B")
    sketch.flow("A", "A", "again")
    assert ends(done(sketch, Eliminate("A"))) == {("start", "B"), ("B", "end")}


def test_a_sub_process_goes_with_all_that_is_in_it_and_its_own_diagram() -> None:
    inner = (
        '<startEvent id="is"><outgoing>if</outgoing></startEvent><task id="it" name="In"><incoming>if</incoming></task>'
        '<sequenceFlow id="if" sourceRef="is" targetRef="it"/>'
    )
    sketch = chain("A", "S", "B")
    sketch.nodes["S"] = ("subProcess", "S", "", inner)
    own = b'<bpmndi:BPMNDiagram id="d2"><bpmndi:BPMNPlane id="p2" bpmnElement="S">' \
          b'<bpmndi:BPMNShape id="it_di" bpmnElement="it"><dc:Bounds x="0" y="0" width="9" height="9"/>' \
          b"</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"  # fmt: skip
    model = done(sketch.xml().replace(b"</definitions>", own), Eliminate("S"))
    assert not any(i in model.xml for i in (b'"it"', b'"is"', b'"d2"', b'"p2"'))
    assert "with the 1 step in it" in change(sketch, Eliminate("S")).words[0]


def test_flows_filed_under_another_process_are_found() -> None:
    sketch = chain("A", "B", "C")
    flow = b'<sequenceFlow id="f2" sourceRef="A" targetRef="B"></sequenceFlow>\n'
    xml = sketch.xml()
    assert flow in xml
    moved = xml.replace(b"  " + flow, b"").replace(
        b"<bpmndi:BPMNDiagram", b'<process id="q">' + flow + b"</process><bpmndi:BPMNDiagram"
    )
    changed = change(moved, Eliminate("B"))
    assert changed.model is not None
    filed = {
        e.get("id"): (e.get("sourceRef"), e.get("targetRef")) for e in changed.model.root.iter(BPMN + "sequenceFlow")
    }
    assert filed["f2"] == ("A", "C")


def test_flows_without_an_id_are_handled() -> None:
    xml = chain("A", "B", "C").xml()
    for flow in (b"f1", b"f2", b"f3", b"f4"):
        xml = xml.replace(b'sequenceFlow id="' + flow + b'"', b"sequenceFlow")
        xml = xml.replace(b"    <incoming>" + flow + b"</incoming>\n", b"")
        xml = xml.replace(b"    <outgoing>" + flow + b"</outgoing>\n", b"")
    xml = xml[: xml.index(b"<bpmndi:BPMNDiagram")] + b"</definitions>"
    changed = change(xml, Eliminate("B"))
    assert changed.model is not None
    assert {("A", "C"), ("C", "end"), ("start", "A")} == ends(changed.model)


def test_what_has_nothing_to_do_with_the_step_stays_to_the_letter() -> None:
    xml = chain("A", "B", "C").xml().replace(
        b"</process>", b"  <!-- keep <me> --><extensionElements>"
            b'<x:y xmlns:x="urn:x" z="1">&#228;</x:y></extensionElements></process>'
    )  # fmt: skip
    after = done(xml, Eliminate("B")).xml
    assert b"<!-- keep <me> -->" in after
    assert b'<x:y xmlns:x="urn:x" z="1">' in after
    kept = [line.strip() for line in xml.splitlines() if b"A_di" in line or b"end_di" in line or b'"f4_di"' in line]
    assert kept and all(line in after for line in kept)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16"])
@pytest.mark.parametrize("also", [(), (Retitle("B", "Then"),)])
def test_the_encoding_of_the_file_and_what_stands_before_it_are_kept(
    encoding: str, also: tuple[Operation, ...]
) -> None:
    text = chain("Prüfen", "B", "C").xml().decode().replace("UTF-8", encoding)
    text = text.replace("<definitions", "<!-- drawn by hand --><definitions", 1)
    after = done(text.encode(encoding), Eliminate("C"), *also).xml
    assert etree.fromstring(after).getroottree().docinfo.encoding == encoding
    assert "Prüfen" in after.decode(encoding)
    assert "<!-- drawn by hand -->" in after.decode(encoding)


def test_a_lane_loses_the_step_and_holds_what_takes_its_place() -> None:
    sketch = several_in("task")
    sketch.lanes = {"Sales": ["start", "split", "A", "B"], "Legal": ["X", "N", "end"]}
    model = done(sketch, Eliminate("X"))
    merge = next(n for n in model.graph.nodes.values() if n.id.startswith("Gateway_"))
    assert merge.lane == model.graph.nodes["N"].lane
    assert refused(sketch, "split") == "GATEWAY_OF_A_PAIR"


def test_prefixes_and_qualified_names_are_understood() -> None:
    text = chain("A", "B", "C").xml().decode().replace('xmlns="http', 'xmlns:tns="http://example.org/test" xmlns="http')
    for flow in ("f1", "f2", "f3", "f4"):
        text = text.replace(f">{flow}<", f">tns:{flow}<").replace(f'bpmnElement="{flow}"', f'bpmnElement="tns:{flow}"')
    for node in ("A", "B", "C"):
        text = text.replace(f'bpmnElement="{node}"', f'bpmnElement="tns:{node}"')
    after = done(text.encode(), Eliminate("B")).xml
    assert b'"tns:B"' not in after and b"tns:f3" not in after
    assert b"<incoming>tns:f2</incoming>" in after


def test_a_lane_that_is_emptied_stays() -> None:
    sketch = chain("A", "B", "C")
    sketch.lanes = {"Sales": ["start", "A", "C", "end"], "Legal": ["B"]}
    assert [lane.nodes for lane in done(sketch, Eliminate("B")).graph.lanes.values()] == [
        ("start", "A", "C", "end"),
        (),
    ]
