"""SpiffWorkflow as it comes, kept from hanging: what the traps of its meaning look like without the import."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

CPU_SECONDS = 2


class Hangs(BaseException):
    """More time was used up than any of these models needs; nothing that catches errors may catch this."""


@contextmanager
def limited(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Stop what is inside when it has used this much of the processor."""

    def stop(*_: Any) -> None:
        raise Hangs

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def loaded(xml: bytes) -> BpmnWorkflow:
    """The model as SpiffWorkflow's own parser reads it."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml))
    return BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))


def run(workflow: BpmnWorkflow, most: int = 20) -> BpmnWorkflow:
    """Do what is open, until nothing is."""
    for _ in range(most):
        workflow.do_engine_steps()
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        if task is None:
            break
        task.run()
    return workflow


def states(workflow: BpmnWorkflow, name: str) -> list[str]:
    """In which states the tasks of a step are."""
    return [TaskState.get_name(task.state) for task in workflow.get_tasks(spec_name=name)]


def ready(workflow: BpmnWorkflow) -> list[str]:
    """Which steps are open."""
    return sorted(task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True))


def fails(attempt: Callable[[], Any]) -> str:
    """The name of the exception that this ends with; empty if it does not."""
    try:
        with limited():
            attempt()
    except (Exception, Hangs) as error:
        return type(error).__name__
    return ""
