"""Small BPMN models, written short."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from processes.engine import Definition, ExecutionResult, complete, definition, start
from processes.engine.normalise import Normalised, normalise, root_of
from processes.engine.values import Json, Mode

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:stepwell="https://stepwell.dev/bpmn" id="defs" targetNamespace="urn:test">'
)
DURATION = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"


def model(body: str, around: str = "", flows: str = "") -> bytes:
    """One process `p` with this body; `flows` = "a>b b>c", ids are f0, f1, …"""
    return f'{HEAD}{around}<process id="p" isExecutable="true">{body}{wired(flows)}</process></definitions>'.encode()


def wired(flows: str, prefix: str = "f") -> str:
    """Sequence flows from "a>b b>c"; a condition follows a colon, with ~ for spaces."""
    made = []
    for number, pair in enumerate(flows.split()):
        ends, _, condition = pair.partition(":")
        source, target = ends.split(">")
        inner = (
            f"<conditionExpression><![CDATA[{condition.replace('~', ' ')}]]></conditionExpression>" if condition else ""
        )
        ident = f"{prefix}{number}"
        made.append(f'<sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    return "".join(made)


def nodes(text: str) -> str:
    """Nodes from "userTask:a startEvent:s"."""
    return "".join('<{} id="{}"/>'.format(*one.split(":")) for one in text.split())


def called_by_id(xml: bytes) -> bytes:
    """The model with the id of each step and event on the way as its name, to be read in sentences."""
    work = rb"<(\w*[tT]ask|callActivity|intermediate\w+|boundaryEvent) id=\"(\w+)\"(?! name)"
    return re.sub(work, rb'<\1 id="\2" name="\2"', xml)


def normalised(xml: bytes, mode: Mode = "documenting") -> Normalised:
    """The model after the normalising import."""
    return normalise(root_of(xml), mode)


def compiled(xml: bytes, mode: Mode = "documenting") -> Definition:
    """The definition of a model in this mode, whether or not all of it can be executed."""
    return definition(normalised(xml, mode).xml, mode)


def codes(xml: bytes, mode: Mode = "documenting") -> set[str]:
    """The codes of what the import assumed."""
    return {assumption.code for assumption in normalised(xml, mode).assumptions}


class Case:
    """An instance under test."""

    def __init__(self, made: Definition, data: Json | None = None, at: str | None = None) -> None:
        self.definition = made
        self.turn: ExecutionResult = start(made, data or {}, NOW, at)
        self.trail: list[tuple[str, str | None]] = [(e.event, e.step_id) for e in self.turn.events]

    @property
    def open(self) -> list[str]:
        """The ids of the open steps, sorted."""
        return sorted(task.step_id for task in self.turn.open)

    @property
    def status(self) -> str:
        """The status of the instance."""
        return self.turn.status

    def task(self, step: str) -> str:
        """The id of the first open task of a step."""
        return next(task.id for task in self.turn.open if task.step_id == step)

    def took(self, turn: ExecutionResult) -> Case:
        """Go on with this turn."""
        self.turn = turn
        self.trail += [(e.event, e.step_id) for e in turn.events]
        return self

    def do(self, step: str, **data: object) -> Case:
        """Complete the first open task of a step."""
        return self.took(complete(self.definition, self.turn.state, self.task(step), dict(data), NOW))

    def passed(self, step: str) -> int:
        """How often a step was done."""
        return sum(1 for event, at in self.trail if at == step and event in ("step_passed", "task_completed"))
