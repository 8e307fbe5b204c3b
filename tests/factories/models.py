"""Small BPMN models as bytes, for tests of every feature.

Step ids are the names as identifiers: `step_id("Print form")` is `Print_form`.
The start event is `begin`, the end event `done`. None of them has a diagram; the page lays them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:stepwell="https://stepwell.dev/bpmn"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def step_id(name: str) -> str:
    """Give the id that the models here use for a step of this name."""
    slug = re.sub(r"\W+", "_", name).strip("_")
    return slug if slug[:1].isalpha() else f"s_{slug}"


def bpmn(body: str, *, process: str = "process", before: str = "", executable: bool = True) -> bytes:
    """Wrap the content of one process in a file; `before` goes ahead of the process (collaboration, messages)."""
    return (
        f'{HEAD}<definitions {NAMESPACES} id="file" targetNamespace="https://stepwell.dev/tests">{before}'
        f'<process id="{process}" isExecutable="{str(executable).lower()}">{body}</process></definitions>\n'
    ).encode()


def task(name: str, *, tag: str = "userTask", id: str | None = None, instruction: str = "", inside: str = "") -> str:
    """Give one activity; `inside` is further XML in it."""
    documentation = f"<documentation>{escape(instruction)}</documentation>" if instruction else ""
    return f"<{tag} id={quoteattr(id or step_id(name))} name={quoteattr(name)}>{documentation}{inside}</{tag}>"


def flow(source: str, target: str, *, id: str | None = None, name: str = "", condition: str = "") -> str:
    """Give one sequence flow, by default with the id `source-target`."""
    inner = f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>'
    label = f" name={quoteattr(name)}" if name else ""
    key = id or f"{source}-{target}"
    return (
        f'<sequenceFlow id={quoteattr(key)}{label} sourceRef="{source}" targetRef="{target}">'
        f"{inner if condition else ''}</sequenceFlow>"
    )


def chain(*ids: str) -> str:
    """Give the flows that join these nodes in a row."""
    return "".join(flow(a, b) for a, b in pairwise(ids))


def linear(*names: str, process: str = "process", instructions: Mapping[str, str] | None = None) -> bytes:
    """Start, one user task a name in this order, end."""
    said = instructions or {}
    tasks = "".join(task(name, instruction=said.get(name, "")) for name in names)
    ids = [step_id(name) for name in names]
    return bpmn(f"{_begin()}{tasks}{_done()}{chain('begin', *ids, 'done')}", process=process)


def lanes(people: Mapping[str, Sequence[str]], order: Iterable[str] | None = None, process: str = "process") -> bytes:
    """A pool with one lane a key; its tasks run in `order`, else lane by lane."""
    names = list(order or [name for tasks in people.values() for name in tasks])
    rows = ""
    for number, (lane, tasks) in enumerate(people.items()):
        refs = [step_id(name) for name in tasks] + (["begin", "done"] if number == 0 else [])
        inside = "".join(f"<flowNodeRef>{ref}</flowNodeRef>" for ref in refs)
        rows += f'<lane id="lane_{step_id(lane)}" name={quoteattr(lane)}>{inside}</lane>'
    ids = [step_id(name) for name in names]
    body = "".join(task(name) for name in names)
    pool = f'<collaboration id="c"><participant id="pool" name="Team" processRef="{process}"/></collaboration>'
    return bpmn(
        f'<laneSet id="ls">{rows}</laneSet>{_begin()}{body}{_done()}{chain("begin", *ids, "done")}',
        process=process, before=pool,
    )  # fmt: skip


def choice(first: str = "Check", ways: Mapping[str, str] | None = None, last: str = "Close") -> bytes:
    """`first`, then an exclusive gateway `Which way` with a named flow to each way's task, then `last`."""
    ways = ways or {"yes": "Accept", "no": "Reject"}
    body = f'{_begin()}{task(first)}<exclusiveGateway id="split" name="Which way"/>' + "".join(map(task, ways.values()))
    body += f'<exclusiveGateway id="join"/>{task(last)}{_done()}' + chain("begin", step_id(first), "split")
    for label, name in ways.items():
        body += flow("split", step_id(name), name=label) + flow(step_id(name), "join")
    return bpmn(body + chain("join", step_id(last), "done"))


def decided(conditions: Mapping[str, str], otherwise: str, first: str = "Fill in") -> bytes:
    """`first`, then an exclusive gateway with a condition a task (`{task: condition}`) and a default task."""
    default = f"split-{step_id(otherwise)}"
    names = [*conditions, otherwise]
    body = f'{_begin()}{task(first)}<exclusiveGateway id="split" name="Decide" default="{default}"/>'
    body += "".join(map(task, names)) + '<exclusiveGateway id="join"/>' + _done()
    body += chain("begin", step_id(first), "split") + chain("join", "done")
    for name in names:
        body += flow("split", step_id(name), condition=conditions.get(name, "")) + flow(step_id(name), "join")
    return bpmn(body)


def parallel(*names: str, first: str = "Plan", last: str = "Finish") -> bytes:
    """`first`, then all the named tasks side by side, then `last`."""
    body = f'{_begin()}{task(first)}<parallelGateway id="fork"/>' + "".join(map(task, names))
    body += f'<parallelGateway id="join"/>{task(last)}{_done()}' + chain("begin", step_id(first), "fork")
    for name in names:
        body += flow("fork", step_id(name)) + flow(step_id(name), "join")
    return bpmn(body + chain("join", step_id(last), "done"))


def waiting(first: str = "Ask", duration: str = "PT1H", last: str = "Remind") -> bytes:
    """`first`, then an intermediate timer of `duration`, then `last`."""
    timer = (
        '<intermediateCatchEvent id="wait" name="Wait"><timerEventDefinition id="t">'
        f'<timeDuration xsi:type="tFormalExpression">{duration}</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    ids = ("begin", step_id(first), "wait", step_id(last), "done")
    return bpmn(f"{_begin()}{task(first)}{timer}{task(last)}{_done()}{chain(*ids)}")


def message(first: str = "Order", name: str = "Delivered", last: str = "Unpack") -> bytes:
    """`first`, then an intermediate message event `name`, then `last`."""
    catch = (
        f'<intermediateCatchEvent id="receive" name={quoteattr(name)}><messageEventDefinition id="m" messageRef="msg"/>'
    )
    ids = ("begin", step_id(first), "receive", step_id(last), "done")
    return bpmn(
        f"{_begin()}{task(first)}{catch}</intermediateCatchEvent>{task(last)}{_done()}{chain(*ids)}",
        before=f'<message id="msg" name={quoteattr(name)}/>',
    )


def with_form(name: str, schema: str, *more: str) -> bytes:
    """A linear process whose first task has the form `schema`, JSON Schema as text, in our own extension."""
    form = f"<extensionElements><stepwell:form>{escape(schema)}</stepwell:form></extensionElements>"
    tasks = task(name, inside=form) + "".join(map(task, more))
    ids = [step_id(each) for each in (name, *more)]
    return bpmn(f"{_begin()}{tasks}{_done()}{chain('begin', *ids, 'done')}")


def stuck() -> bytes:
    """A model that is stored and shown but can never end: a loop with no way out."""
    body = f"{_begin()}{task('A')}{task('B')}{chain('begin', 'A', 'B')}{flow('B', 'A', id='back')}"
    return bpmn(body)


def _begin() -> str:
    return '<startEvent id="begin" name="Begin"/>'


def _done() -> str:
    return '<endEvent id="done" name="Done"/>'
