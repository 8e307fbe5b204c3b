"""The reference workload W1: four tasks for people, a choice, a script, two branches side by side."""

from __future__ import annotations

from itertools import pairwise

NODES = (
    ("startEvent", "begin"), ("userTask", "A"), ("exclusiveGateway", "GX"), ("userTask", "B"), ("userTask", "C"),
    ("exclusiveGateway", "GM"), ("scriptTask", "S"), ("parallelGateway", "GP"), ("userTask", "D"), ("userTask", "E"),
    ("parallelGateway", "GJ"), ("endEvent", "done"),
)  # fmt: skip
FLOWS = (
    ("begin", "A"), ("A", "GX"), ("GX", "B"), ("GX", "C"), ("B", "GM"), ("C", "GM"), ("GM", "S"), ("S", "GP"),
    ("GP", "D"), ("GP", "E"), ("D", "GJ"), ("E", "GJ"), ("GJ", "done"),
)  # fmt: skip
FORM = (
    '<extensionElements><stepwell:form>{"type":"object","required":["a","route"],"properties":{"a":{"type":"integer"},'
    '"route":{"type":"string","enum":["B","C"]},"note":{"type":"string"}}}</stepwell:form></extensionElements>'
)
OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:stepwell="https://stepwell.dev/bpmn" '
    'id="w1" targetNamespace="https://stepwell.dev/bench"><process id="W1" isExecutable="true">'
)
INSIDE = {"A": FORM, "S": "<script>x = a + 1</script>"}
CONDITION = '<conditionExpression xsi:type="tFormalExpression">route == "B"</conditionExpression>'


def w1() -> bytes:
    """Give the model as a file."""
    nodes = "".join(f'<{tag} id="{name}" name="{name}">{INSIDE.get(name, "")}</{tag}>' for tag, name in NODES)
    flows = "".join(_flow(source, target) for source, target in FLOWS)
    text = f"{OPEN}{nodes}{flows}</process></definitions>"
    return text.replace('id="GX"', 'id="GX" default="GX-C"').encode()


def _flow(source: str, target: str) -> str:
    condition = CONDITION if (source, target) == ("GX", "B") else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>'


def filled(step: str, note: str) -> dict[str, object]:
    """Give what the form of a step would send."""
    return {"a": 1, "route": "B", "note": note} if step == "A" else {}


def sequence(length: int) -> bytes:
    """Give a process of so many tasks for people, one after the other, without a form."""
    names = ["begin", *(f"T{number}" for number in range(1, length + 1)), "done"]
    tags = ["startEvent", *["userTask"] * length, "endEvent"]
    nodes = "".join(f'<{tag} id="{name}" name="{name}"/>' for tag, name in zip(tags, names, strict=True))
    flows = "".join(_flow(source, target) for source, target in pairwise(names))
    return f"{OPEN}{nodes}{flows}</process></definitions>".encode()
