"""Where SpiffWorkflow's own engine is right, ours does the same: the same steps are open after the same choices."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.processes.engine.models import Case, compiled
from tests.processes.engine.shapes import block_models


def stock(xml: bytes) -> BpmnWorkflow:
    """The model in SpiffWorkflow as it comes."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml))
    workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
    workflow.do_engine_steps()
    return workflow


@settings(max_examples=80, deadline=None)
@given(block_models(("task", "and", "sub")), st.integers(0, 99))
def test_the_same_steps_are_open_after_the_same_choices(xml: bytes, seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = Case(compiled(xml, "executable")), stock(xml)
    for number in range(200):
        tasks = {t.task_spec.name: t for t in theirs.get_tasks(state=TaskState.READY, manual=True)}
        assert ours.open == sorted(tasks)
        if not tasks:
            break
        step = chance.choice(sorted(tasks))
        ours.do(step, **{f"d{number}": number})
        tasks[step].data[f"d{number}"] = number
        tasks[step].run()
        theirs.do_engine_steps()
    assert ours.status == "completed"
    assert theirs.is_completed()
    assert ours.turn.data == theirs.data
