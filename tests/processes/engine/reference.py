"""Data as BPMN says, in the simplest way: one dictionary for each scope, read and written by whoever has its turn.

Blocks are drawn at random, turned into BPMN, and carried out here beside the engine. Every branch and every round
begins with a step of a person: so one token moves at a time, in the order in which people do the steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.processes.engine.models import HEAD

NAMES = ("a", "b", "c")
START: dict[str, Any] = {"a": 0, "b": 1, "c": 2, "log": []}
ITEMS = ("item1", "item2")
Then = Callable[[], None]


@dataclass
class Env:
    """The fields of one scope; `owns` are those that belong to it, all others are of the scope round it."""

    around: Env | None = None
    owns: frozenset[str] = frozenset()
    fields: dict[str, Any] = field(default_factory=dict)

    def known(self) -> dict[str, Any]:
        """All that is known here."""
        return ({**self.around.known()} if self.around else {}) | self.fields

    def set(self, name: str, value: Any) -> None:
        """Write a field where it belongs."""
        if self.around is None or name in self.owns:
            self.fields[name] = value
        else:
            self.around.set(name, value)


@dataclass
class Living:
    """A part of the process that ends when nothing is left to do in it."""

    env: Env
    then: Then
    tokens: int = 1

    def leave(self) -> None:
        """One of its tokens has come to an end."""
        self.tokens -= 1
        if not self.tokens:
            self.then()


@dataclass
class Waiting:
    """A step that is open, or an event that may happen."""

    step: str
    living: Living
    go: Then
    event: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """The step, and the items of the rounds that it is in."""
        known = self.living.env.known()
        return (self.step, *(known.get(item) for item in ITEMS))


@dataclass
class Run:
    """One instance, as it is meant."""

    env: Env
    waiting: list[Waiting] = field(default_factory=list)
    ended: bool = False

    def begin(self, block: Block) -> None:
        """Carry out the whole process."""
        self.sequence([block], Living(self.env, self._end))

    def _end(self) -> None:
        self.ended = True

    def sequence(self, blocks: list[Block], living: Living) -> None:
        """Carry out blocks one after the other; then this token is at its end."""
        self.then(blocks, living, living.leave)

    def then(self, blocks: list[Block], living: Living, after: Then) -> None:
        """Carry out blocks one after the other, then go on."""
        if blocks:
            blocks[0].run(self, living, lambda: self.then(blocks[1:], living, after))
        else:
            after()

    def open(self, step: str, living: Living, go: Then, *, event: bool = False) -> Waiting:
        """Wait for a person, or for an event."""
        made = Waiting(step, living, go, event)
        self.waiting.append(made)
        return made

    def done(self, one: Waiting, values: dict[str, Any]) -> None:
        """A person has done a step, or an event has happened, with these values."""
        if not one.event:
            self.waiting.remove(one)
        for name, value in values.items():
            one.living.env.set(name, value)
        one.go()


class Block:
    """A part of a model: it draws itself between two nodes, and says what it does."""

    def draw(self, paper: Paper, at: str, condition: str = "") -> str:
        """Draw it behind a node, and give the node that it ends with."""
        raise NotImplementedError

    def run(self, run: Run, living: Living, after: Then) -> None:
        """Do what it means, then go on."""
        raise NotImplementedError


@dataclass
class Paper:
    """A model under construction."""

    count: int = 0
    parts: list[list[str]] = field(default_factory=lambda: [[]])

    def name(self, kind: str) -> str:
        """A new id."""
        self.count += 1
        return f"{kind}{self.count}"

    def node(self, tag: str, inner: str = "", *, named: str = "", **attributes: str) -> str:
        """Add a node."""
        made = named or self.name("n")
        text = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.parts[-1].append(f'<{tag} id="{made}"{text}>{inner}</{tag}>')
        return made

    def flow(self, source: str, target: str, condition: str = "") -> str:
        """Add a flow, and give its target."""
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.parts[-1].append(
            f'<sequenceFlow id="{self.name("f")}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
        return target

    def inside(self, blocks: list[Block]) -> str:
        """What stands in a sub-process."""
        self.parts.append([])
        at = self.node("startEvent")
        for block in blocks:
            at = block.draw(self, at)
        self.flow(at, self.node("endEvent"))
        return "".join(self.parts.pop())


def drawn(block: Block) -> bytes:
    """The model of a process that is one block."""
    body = Paper().inside([block])
    message = '<message id="m" name="M"/>'
    return f'{HEAD}{message}<process id="p" isExecutable="true">{body}</process></definitions>'.encode()
