"""Models and helpers for tests of what waits: messages, signals, timers, calls."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.tables import Instance
from app.kernel.policy import Actor
from app.tasks import actions
from tests.factories import models

CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'


def definition(kind: str, inside: str = "", about: str = "") -> str:
    """Give an event definition."""
    return f"<{kind}EventDefinition{about}>{inside}</{kind}EventDefinition>"


def time(kind: str, text: str) -> str:
    """Give a timer's definition."""
    return definition("timer", f'<{kind} xsi:type="tFormalExpression">{text}</{kind}>')


def catch(id: str, event: str) -> str:
    """Give an event that is waited for."""
    return f'<intermediateCatchEvent id="{id}" name="{id}">{event}</intermediateCatchEvent>'


def throw(id: str, event: str) -> str:
    """Give an event that is brought about."""
    return f'<intermediateThrowEvent id="{id}" name="{id}">{event}</intermediateThrowEvent>'


MESSAGE = definition("message", about=' messageRef="m"')
SIGNAL = definition("signal", about=' signalRef="g"')
KNOWN = '<message id="m" name="payment"/><signal id="g" name="alarm"/><error id="e" errorCode="E1"/>'
KEYS = (
    '<correlationProperty id="k" name="order"><correlationPropertyRetrievalExpression messageRef="m"><messagePath>'
    "order</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
)


def process(*steps: str, ids: tuple[str, ...], start: str = "", before: str = KNOWN, more: str = "") -> bytes:
    """Give a process that passes these steps in a row, with a start event of this definition."""
    begin = f'<startEvent id="begin" name="Begin">{start}</startEvent>'
    body = "".join((begin, *steps, '<endEvent id="done"/>', models.chain("begin", *ids, "done"), more))
    return models.bpmn(body, before=before).replace(b"<definitions ", b"<definitions " + CAMUNDA.encode() + b" ", 1)


WAITS_FOR_MESSAGE = process(catch("wait", MESSAGE), models.task("After"), ids=("wait", "After"))
WAITS_FOR_SIGNAL = process(catch("wait", SIGNAL), models.task("After"), ids=("wait", "After"))
ZEEBE = KNOWN.replace(
    '<message id="m" name="payment"/>',
    '<message id="m" name="payment"><extensionElements><zeebe:subscription xmlns:zeebe="http://camunda.org/schema/'
    'zeebe/1.0" correlationKey="= order"/></extensionElements></message>',
)
BY_ZEEBE_KEYS = process(catch("wait", MESSAGE), models.task("After"), ids=("wait", "After"), before=ZEEBE)
BY_KEYS = process(catch("wait", MESSAGE), models.task("After"), ids=("wait", "After"), before=KNOWN + KEYS)
LATER = process(models.task("First"), catch("wait", MESSAGE), models.task("After"), ids=("First", "wait", "After"))


def open_steps(session: Session, instance_id: str) -> list[str]:
    """Give the ids of the steps at which an instance has open tasks."""
    session.flush()
    return [task.step_id for task in queries.open_tasks(session, instance_id)]


def do(session: Session, actor: Actor, instance_id: str, data: dict[str, Any] | None = None) -> Instance:
    """Complete the one open task of an instance."""
    session.flush()
    (task,) = queries.open_tasks(session, instance_id)
    return actions.complete(session, actor, task.id, data or {})
