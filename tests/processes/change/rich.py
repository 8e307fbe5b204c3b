"""A model with one of everything that a file can say, and single changes of any file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree

from processes.model import Model, Refused, parse, write

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"
BUILT_IN = sorted((Path(__file__).resolve().parents[3] / "bpmn").rglob("*.bpmn"))
RICH = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tns="urn:t"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:t" exporter="Editor">
  <bpmn:itemDefinition id="item" structureRef="Order"/>
  <bpmn:message id="offer" name="Offer" itemRef="item"/>
  <bpmn:signal id="alarm" name="Alarm"/>
  <bpmn:error id="late" name="Too late" errorCode="E1"/>
  <bpmn:escalation id="up" name="Ask the boss" escalationCode="U1"/>
  <bpmn:dataStore id="store" name="Archive"/>
  <bpmn:category id="cat"><bpmn:categoryValue id="value" value="Urgent"/></bpmn:category>
  <bpmn:collaboration id="col">
    <bpmn:participant id="pool" name="Sales" processRef="tns:p"/>
    <bpmn:participant id="client" name="Client"/>
    <bpmn:messageFlow id="mf" name="asks" sourceRef="client" targetRef="wait"/>
    <bpmn:correlationKey id="key" name="order">
      <bpmn:correlationPropertyRef>prop</bpmn:correlationPropertyRef>
    </bpmn:correlationKey>
  </bpmn:collaboration>
  <bpmn:correlationProperty id="prop" name="number">
    <bpmn:correlationPropertyRetrievalExpression messageRef="offer">
      <bpmn:messagePath>number</bpmn:messagePath>
    </bpmn:correlationPropertyRetrievalExpression>
  </bpmn:correlationProperty>
  <bpmn:process id="p" name="Selling" isExecutable="true">
    <bpmn:documentation>How we sell.</bpmn:documentation>
    <bpmn:extensionElements>
      <camunda:properties><camunda:property name="owner" value="Ines"/></camunda:properties>
    </bpmn:extensionElements>
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="desk" name="Desk"><bpmn:flowNodeRef>check</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="check" name="Check" camunda:assignee="ines" implementation="##unspecified">
      <bpmn:documentation>Look at it.</bpmn:documentation>
      <bpmn:extensionElements>
        <camunda:formData>
          <camunda:formField id="amount" label="Amount" type="long"/>
          <camunda:formField id="why" label="Why" type="string"/>
        </camunda:formData>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="on_late" name="late?" attachedToRef="check">
      <bpmn:errorEventDefinition errorRef="late"/>
    </bpmn:boundaryEvent>
    <bpmn:scriptTask id="sum" name="Add up" scriptFormat="python">
      <bpmn:script>total = amount + 1</bpmn:script>
    </bpmn:scriptTask>
    <bpmn:exclusiveGateway id="big" name="Big?" default="no"/>
    <bpmn:intermediateCatchEvent id="wait" name="Offer here">
      <bpmn:messageEventDefinition messageRef="offer"/>
    </bpmn:intermediateCatchEvent>
    <bpmn:serviceTask id="ship" name="Ship" camunda:expression="${a}">
      <bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="parts"/>
    </bpmn:serviceTask>
    <bpmn:endEvent id="end"/>
    <bpmn:endEvent id="end_late" name="Given up"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="check"/>
    <bpmn:sequenceFlow id="f2" sourceRef="check" targetRef="sum"/>
    <bpmn:sequenceFlow id="f3" sourceRef="sum" targetRef="big"/>
    <bpmn:sequenceFlow id="yes" sourceRef="big" targetRef="wait">
      <bpmn:conditionExpression language="feel">amount &gt; 5</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="no" sourceRef="big" targetRef="ship"/>
    <bpmn:sequenceFlow id="f4" sourceRef="wait" targetRef="ship"/>
    <bpmn:sequenceFlow id="f5" sourceRef="ship" targetRef="end"/>
    <bpmn:sequenceFlow id="f6" sourceRef="on_late" targetRef="end_late"/>
    <bpmn:dataObject id="order" itemSubjectRef="item"/>
    <bpmn:dataObjectReference id="order_ref" name="Order" dataObjectRef="order"/>
    <bpmn:textAnnotation id="note"><bpmn:text>by phone</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="tie" sourceRef="check" targetRef="note" associationDirection="None"/>
    <bpmn:group id="group" categoryValueRef="value"/>
    <bpmn:correlationSubscription id="sub" correlationKeyRef="key">
      <bpmn:correlationPropertyBinding correlationPropertyRef="prop">
        <bpmn:dataPath>number</bpmn:dataPath>
      </bpmn:correlationPropertyBinding>
    </bpmn:correlationSubscription>
  </bpmn:process>
</bpmn:definitions>
"""


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element of a document that is not part of its drawing."""
    if isinstance(root.tag, str) and root.tag != DIAGRAM:
        yield root
        for child in root:
            yield from elements(child)


def mutated(model: Model, seed: int) -> tuple[str, Model] | None:
    """A model with one random attribute, text or element changed, and what was done; None where none can be read."""
    dice = random.Random(seed)
    root = deepcopy(model.root)
    done = _mutate(dice.choice(list(elements(root))), dice)
    try:
        return (done, parse(write(root))) if done else None
    except Refused:
        return None


def _mutate(element: etree._Element, dice: random.Random) -> str:
    what = dice.choice(("attribute", "gone attribute", "new attribute", "text", "gone", "new", "copied"))
    parent, name = element.getparent(), str(element.tag).rpartition("}")[2]
    if what in ("attribute", "gone attribute") and element.attrib:
        key = dice.choice(list(element.attrib))
        if what == "attribute":
            element.set(key, dice.choice((f"{element.get(key)}X", "other", "check")))
        else:
            del element.attrib[key]
        return f"{what} {str(key).rpartition('}')[2]} of {name}"
    if what == "new attribute":
        element.set("{urn:z}odd", "1")
        return f"{what} of {name}"
    if what == "text" and not len(element):
        element.text = f"{element.text or ''} changed"
        return f"{what} of {name}"
    if what == "gone" and parent is not None:
        parent.remove(element)
        return f"{name} {what}"
    if what == "new":
        etree.SubElement(element, dice.choice(("{urn:z}thing", B + "documentation", B + "dataObject"))).text = "new"
        return f"{what} in {name}"
    if what == "copied" and parent is not None:
        parent.append(deepcopy(element))
        return f"{name} {what}"
    return ""
