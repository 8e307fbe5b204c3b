"""Data objects and associations: values go where the model draws them; stores are kept within the instance."""

from __future__ import annotations

from processes.engine import deliver
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, normalised

OBJECTS = (
    '<dataObject id="do1"/><dataObjectReference id="dr1" name="order" dataObjectRef="do1"/>'
    '<dataObject id="do2"/><dataObjectReference id="dr2" name="invoice" dataObjectRef="do2"/>'
)
SPECIFIED = (
    '<ioSpecification><dataInput id="di" name="request"/><dataOutput id="dout" name="document"/>'
    "<inputSet/><outputSet/></ioSpecification>"
)


def step(name: str, associations: str, script: str = "") -> str:
    """A step with data associations."""
    tag = "scriptTask" if script else "userTask"
    return f'<{tag} id="{name}">{SPECIFIED}{associations}{f"<script>{script}</script>" if script else ""}</{tag}>'


READS = '<dataInputAssociation id="ia"><sourceRef>dr1</sourceRef><targetRef>di</targetRef></dataInputAssociation>'
WRITES = '<dataOutputAssociation id="oa"><sourceRef>dout</sourceRef><targetRef>dr2</targetRef></dataOutputAssociation>'


def test_a_step_reads_from_data_objects_and_writes_to_them() -> None:
    body = OBJECTS + nodes("startEvent:s userTask:z") + step("a", READS + WRITES, "document = request + '!'")
    xml = model(body, "", "s>a a>z")
    assert not normalised(xml, "executable").blockers
    data = Case(compiled(xml, "executable"), {"order": "paper"}).turn.data
    assert (data["request"], data["document"], data["invoice"]) == ("paper", "paper!", "paper!")


def test_what_is_not_there_yet_is_not_read() -> None:
    body = OBJECTS + nodes("startEvent:s userTask:z") + step("a", READS + WRITES)
    case = Case(compiled(model(body, "", "s>a a>z"), "executable")).do("a", document="bill")
    assert case.turn.data == {"document": "bill", "invoice": "bill"}


def test_assignments_and_transformations_are_worked_out() -> None:
    given = "<assignment><from>order.upper()</from><to>= request</to></assignment>"
    taken = "<transformation>[document, 'copy']</transformation>"
    body = OBJECTS + nodes("startEvent:s userTask:z")
    body += step(
        "a",
        READS.replace("</targetRef>", "</targetRef>" + given) + WRITES.replace("<targetRef>", taken + "<targetRef>"),
    )
    xml = model(body, "", "s>a a>z")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"), {"order": "paper"}).do("a", document="bill")
    assert (case.turn.data["request"], case.turn.data["invoice"]) == ("PAPER", ["bill", "copy"])


def test_one_that_cannot_be_worked_out_is_said() -> None:
    given = "<assignment><from>the whole order</from><to>request</to></assignment>"
    body = OBJECTS + nodes("startEvent:s") + step("a", READS.replace("</targetRef>", "</targetRef>" + given))
    assert "DATA_ASSOCIATION_ASIDE" in {one.code for one in normalised(model(body, "", "s>a"), "executable").blockers}


def test_a_store_is_said_to_be_kept_within_the_instance() -> None:
    body = nodes("startEvent:s userTask:a") + '<dataStoreReference id="ds" name="Customers"/>'
    xml = model(body, '<dataStore id="st" name="Customers"/>', "s>a")
    assert codes(xml) == {"DATA_ASIDE", "DATA_STORE"}
    assert not normalised(xml, "executable").blockers


def test_a_message_may_be_written_to_a_data_object() -> None:
    catch = '<intermediateCatchEvent id="c"><dataOutput id="co" name="text"/><dataOutputAssociation id="coa">'
    catch += "<sourceRef>co</sourceRef><targetRef>dr1</targetRef></dataOutputAssociation>"
    catch += '<messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    xml = model(OBJECTS + nodes("startEvent:s userTask:z") + catch, '<message id="m" name="Order"/>', "s>c c>z")
    case = Case(compiled(xml, "executable"))
    case.took(deliver(case.definition, case.turn.state, case.turn.waiting[0].task_id, "Order", {"text": "hello"}, NOW))
    assert case.turn.data["order"] == "hello"


def test_a_model_cannot_bring_what_only_the_import_writes() -> None:
    evil = (
        nodes("startEvent:s")
        + '<userTask id="a" stepwell:inputs="[[&quot;x&quot;, &quot;value&quot;, &quot;1&quot;]]"/>'
    )
    assert Case(compiled(model(evil, "", "s>a"), "executable")).turn.data == {}
