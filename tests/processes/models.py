"""Small BPMN models with a drawing, and random well-structured ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import prod

from hypothesis import strategies as st

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="defs" targetNamespace="http://example.org/test">\n'
)
SIZES = {"Event": (36, 36), "Gateway": (50, 50)}


@dataclass
class Sketch:
    """A model being written: nodes (id → tag, name, attributes, content), flows (id → ends, condition), lanes."""

    nodes: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    flows: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    lanes: dict[str, list[str]] = field(default_factory=dict)
    artifacts: str = ""
    more: str = ""
    before: str = ""

    def node(self, id_: str, tag: str = "userTask", name: str = "", attributes: str = "", content: str = "") -> str:
        """Add a node and give its id back."""
        self.nodes[id_] = (tag, name, attributes, content)
        return id_

    def flow(self, source: str, target: str, condition: str = "", id_: str = "") -> str:
        """Add a flow and give its id back."""
        id_ = id_ or f"f{len(self.flows) + 1}"
        self.flows[id_] = (source, target, condition)
        return id_

    def xml(self) -> bytes:
        """The file."""
        lanes = "".join(
            f'<lane id="lane_{i}" name="{name}">'
            + "".join(f"<flowNodeRef>{n}</flowNodeRef>" for n in ids)
            + "</lane>\n"
            for i, (name, ids) in enumerate(self.lanes.items())
        )
        lane_set = f'<laneSet id="lanes">{lanes}</laneSet>\n' if lanes else ""
        body = "".join(self._node(i) for i in self.nodes) + "".join(self._flow(i) for i in self.flows)
        process = f'<process id="p" isExecutable="true">\n{lane_set}{body}{self.artifacts}</process>\n'
        text = HEAD + self.before + process + self.more + self._drawing() + "</definitions>\n"
        return text.encode()

    def _node(self, id_: str) -> str:
        tag, name, attributes, content = self.nodes[id_]
        called = f' name="{name}"' if name else ""
        lists = "".join(f"    <incoming>{f}</incoming>\n" for f, (_, t, _) in self.flows.items() if t == id_)
        lists += "".join(f"    <outgoing>{f}</outgoing>\n" for f, (s, _, _) in self.flows.items() if s == id_)
        return f'  <{tag} id="{id_}"{called} {attributes}>\n{lists}{content}  </{tag}>\n'

    def _flow(self, id_: str) -> str:
        source, target, condition = self.flows[id_]
        inner = (
            f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
        )
        return f'  <sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>\n'

    def box(self, id_: str) -> tuple[float, float, float, float]:
        """Where a node is drawn."""
        number = list(self.nodes).index(id_)
        tag = self.nodes[id_][0]
        width, height = next((s for end, s in SIZES.items() if tag.endswith(end)), (100, 80))
        return 150 * number, 100 + 30 * (number % 3) - height / 2, width, height

    def _drawing(self) -> str:
        shapes = "".join(self._shape(i) for i in self.nodes)
        edges = "".join(self._edge(i) for i in self.flows)
        plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="p">\n{shapes}{edges}</bpmndi:BPMNPlane>\n'
        return f'<bpmndi:BPMNDiagram id="diagram">\n{plane}</bpmndi:BPMNDiagram>\n'

    def _shape(self, id_: str) -> str:
        x, y, width, height = self.box(id_)
        box = f'<dc:Bounds x="{x:g}" y="{y:g}" width="{width}" height="{height}"/>'
        return f'<bpmndi:BPMNShape id="{id_}_di" bpmnElement="{id_}">{box}</bpmndi:BPMNShape>\n'

    def _edge(self, id_: str) -> str:
        source, target, _ = self.flows[id_]
        (ax, ay, aw, ah), (bx, by, _bw, bh) = self.box(source), self.box(target)
        y1, y2, middle = ay + ah / 2, by + bh / 2, (ax + aw + bx) / 2
        points = [(ax + aw, y1), (bx, y2)] if y1 == y2 else [(ax + aw, y1), (middle, y1), (middle, y2), (bx, y2)]
        way = "".join(f'<di:waypoint x="{x:g}" y="{y:g}"/>' for x, y in points)
        return f'<bpmndi:BPMNEdge id="{id_}_di" bpmnElement="{id_}">{way}</bpmndi:BPMNEdge>\n'


def chain(*names: str) -> Sketch:
    """Start, the named steps one after the other (ids are the names), end."""
    sketch = Sketch()
    ids = [sketch.node("start", "startEvent"), *(sketch.node(n, name=n) for n in names), sketch.node("end", "endEvent")]
    for a, b in pairwise(ids):
        sketch.flow(a, b)
    return sketch


def varied() -> Sketch:
    """Three steps in a row, two at the same time, then a choice, done by two lanes: room for every kind."""
    sketch = chain("A", "B", "C")
    del sketch.flows["f4"], sketch.nodes["end"]
    for gateway in ("and", "join"):
        sketch.node(gateway, "parallelGateway")
    for choice in ("either", "or"):
        sketch.node(choice, "exclusiveGateway")
    for step in ("D", "E", "F"):
        sketch.node(step, name=step)
    sketch.node("end", "endEvent")
    ways = "C>and and>D and>E D>join E>join join>either either>F F>or or>end"
    for source, target in (way.split(">") for way in ways.split()):
        sketch.flow(source, target)
    sketch.flow("either", "or", "small")
    sketch.lanes = {"Sales": [node for node in sketch.nodes if node != "E"], "Legal": ["E"]}
    return sketch


Block = tuple[object, ...]

_BLOCKS: st.SearchStrategy[Block] = st.recursive(
    st.just(("task",)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda b: ("seq", *b)),
        st.tuples(inner, st.lists(inner | st.just(("empty",)), min_size=1, max_size=2)).map(
            lambda b: ("xor", b[0], *b[1])
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda b: ("and", *b)),
        inner.map(lambda b: ("loop", ("seq", ("task",), b))),
    ),
    max_leaves=8,
)


MOST_PLACES = 1500


def sketches() -> st.SearchStrategy[Sketch]:
    """Well-structured processes of sequences, either-or and all-at-once blocks and loops, in up to three lanes.

    They are small enough for all that can happen in them to be played through, many times over.
    """
    blocks = st.lists(_BLOCKS, min_size=1, max_size=3).filter(lambda some: sum(map(_places, some)) <= MOST_PLACES)
    return st.builds(_sketch, blocks, st.lists(st.integers(0, 2), min_size=12, max_size=12))


def _places(block: Block) -> int:
    """About how many states a block has: the sum of its parts, their product where they run side by side."""
    kind, *inner = block
    parts = [_places(part) for part in inner]  # type: ignore[arg-type]
    return prod(part + 1 for part in parts) if kind == "and" else 2 + sum(parts)


def _sketch(blocks: list[Block], lanes: list[int]) -> Sketch:
    sketch = Sketch()
    last = sketch.node("start", "startEvent")
    for block in blocks:
        last = _write(sketch, block, last)
    sketch.flow(last, sketch.node("end", "endEvent"))
    for number, id_ in enumerate(sketch.nodes):
        name = ("Sales", "Legal", "Print")[lanes[number % len(lanes)]]
        sketch.lanes.setdefault(name, []).append(id_)
    return sketch


def _write(sketch: Sketch, block: Block, last: str) -> str:
    kind, *inner = block
    number = len(sketch.nodes)
    if kind == "empty":
        return last
    if kind == "task":
        task = sketch.node(f"t{number}", "userTask", f"Task {number}")
        sketch.flow(last, task)
        return task
    if kind == "seq":
        for part in inner:
            last = _write(sketch, part, last)  # type: ignore[arg-type]
        return last
    tag = "parallelGateway" if kind == "and" else "exclusiveGateway"
    first, join = sketch.node(f"g{number}", tag), f"j{number}"
    sketch.flow(last, first)
    if kind == "loop":
        after = _write(sketch, inner[0], first)  # type: ignore[arg-type]
        sketch.node(join, tag)
        sketch.flow(after, join)
        sketch.flow(join, first, "again")
        return join
    ends = [_write(sketch, part, first) for part in inner]  # type: ignore[arg-type]
    sketch.node(join, tag)
    for end in ends:
        sketch.flow(end, join, f"way {len(sketch.flows)}" if end == first else "")
    return join
