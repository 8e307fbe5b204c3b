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


def large(length: int) -> bytes:
    """Give a process of about so many tasks: some in a row, a choice of two, two side by side, and so on."""
    nodes, flows, before = [("startEvent", "begin")], [], "begin"
    for number in range(length // 8):
        row = [f"R{number}-{n}" for n in range(4)]
        nodes += [("userTask", name) for name in row]
        flows += [*pairwise([before, *row])]
        before = row[-1]
        for tag, mark in (("exclusiveGateway", "X"), ("parallelGateway", "P")):
            split, join, *inner = (f"{mark}{number}-{part}" for part in ("split", "join", "a", "b"))
            nodes += [(tag, split), *(("userTask", name) for name in inner), (tag, join)]
            flows += [(before, split), *((split, name) for name in inner), *((name, join) for name in inner)]
            before = join
    nodes.append(("endEvent", "done"))
    flows.append((before, "done"))
    drawn = "".join(f'<{tag} id="{name}" name="{name}"/>' for tag, name in nodes)
    return f"{OPEN}{drawn}{''.join(_flow(*one) for one in flows)}</process></definitions>".encode()
