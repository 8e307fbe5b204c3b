"""Random well-structured models: sequences, choices, parallel and inclusive blocks, loops, sub-processes, waiting."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.processes.engine.models import DURATION, HEAD
from tests.processes.engine.pieces import PIECES

BLOCKS = ("task", "timer", "message", "xor", "and", "or", "loop", "sub", "boundary")
SIMPLE = ("task", "timer", "message")
ALL = (*BLOCKS, *PIECES)


@dataclass
class Drawing:
    """A model under construction; each block is given an entry and gives its exit."""

    count: int = 0
    kinds: tuple[str, ...] = BLOCKS
    parts: list[list[str]] = field(default_factory=lambda: [[]])

    def node(self, tag: str, inner: str = "", **attributes: str) -> str:
        """Add a node."""
        self.count += 1
        made = f"n{self.count}"
        text = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.parts[-1].append(f'<{tag} id="{made}"{text}>{inner}</{tag}>')
        return made

    def flow(self, source: str, target: str) -> None:
        """Add a flow."""
        self.count += 1
        self.parts[-1].append(f'<sequenceFlow id="n{self.count}" sourceRef="{source}" targetRef="{target}"/>')


@st.composite
def block_models(draw: st.DrawFn, kinds: tuple[str, ...] = BLOCKS) -> bytes:
    """A model of one process, made of nested blocks of these kinds."""
    drawing = Drawing(kinds=kinds)
    start = drawing.node("startEvent")
    last = sequence(draw, drawing, start, depth=0)
    drawing.flow(last, drawing.node("endEvent"))
    body = "".join(drawing.parts[0])
    return (
        f'{HEAD}<message id="m" name="M"/><message id="m2" name="N"/><signal id="g" name="G"/>'
        f'<process id="p" isExecutable="true">{body}</process></definitions>'.encode()
    )


def sequence(draw: st.DrawFn, drawing: Drawing, at: str, depth: int) -> str:
    """One to three blocks, one after the other."""
    kinds = [k for k in drawing.kinds if depth < 2 or k in SIMPLE]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        at = block(draw, drawing, at, kind, depth)
    return at


def block(draw: st.DrawFn, drawing: Drawing, at: str, kind: str, depth: int) -> str:
    """One block of this kind behind `at`; gives the node it ends with."""
    if kind in ("task", "timer", "message", "boundary"):
        return single(drawing, at, kind)
    if kind in PIECES:
        return PIECES[kind](draw, drawing, at)
    if kind == "sub":
        drawing.parts.append([])
        last = sequence(draw, drawing, drawing.node("startEvent"), depth + 1)
        drawing.flow(last, drawing.node("endEvent"))
        made = f"sub{drawing.count}"
        inner = "".join(drawing.parts.pop())
        drawing.parts[-1].append(f'<subProcess id="{made}">{inner}</subProcess>')
        drawing.flow(at, made)
        return made
    if kind == "loop":
        enter = drawing.node("exclusiveGateway")
        drawing.flow(at, enter)
        leave = drawing.node("exclusiveGateway")
        drawing.flow(sequence(draw, drawing, enter, depth + 1), leave)
        drawing.flow(leave, enter)
        return leave
    tag = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}[kind]
    split, join = drawing.node(tag), drawing.node(tag)
    drawing.flow(at, split)
    for _ in range(draw(st.integers(2, 3))):
        drawing.flow(sequence(draw, drawing, split, depth + 1), join)
    return join


def single(drawing: Drawing, at: str, kind: str) -> str:
    """A step, with what it waits for."""
    inner = {"timer": DURATION.format("PT1H"), "message": '<messageEventDefinition messageRef="m"/>'}.get(kind, "")
    made = drawing.node("intermediateCatchEvent" if inner else "userTask", inner)
    drawing.flow(at, made)
    if kind != "boundary":
        return made
    event = drawing.node("boundaryEvent", DURATION.format("PT2H"), attachedToRef=made, cancelActivity="true")
    meet = drawing.node("exclusiveGateway")
    drawing.flow(made, meet)
    drawing.flow(event, meet)
    return meet
