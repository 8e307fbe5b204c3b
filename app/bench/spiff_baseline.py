"""SpiffWorkflow alone, as its users store it: what Stepwell's cost is compared with, never what it runs on."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState


def bare_runner(xml: bytes, process: str, fill: Callable[[str], dict[str, Any]]) -> Callable[[], None]:
    """Give a function that runs one instance to its end, its state written and read back after every step.

    The spec is shared, as in the cheapest stock way of storing (state only). The model must be trusted: the stock
    script engine is used.
    """
    parser = SpiffBpmnParser()
    parser.add_bpmn_io(io.BytesIO(xml))
    spec = parser.get_spec(process)
    serializer = _state_only(spec)

    def run() -> None:
        """Run one instance."""
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        text = serializer.serialize_json(workflow)
        while not workflow.completed:
            workflow = serializer.deserialize_json(text)
            task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)))
            task.data.update(fill(task.task_spec.name))
            task.run()
            workflow.do_engine_steps()
            text = serializer.serialize_json(workflow)

    return run


def _state_only(spec: Any) -> Any:
    """A serializer that writes the spec as its name."""
    registry = BpmnWorkflowSerializer.configure(SPIFF_CONFIG)
    name = registry.typenames[BpmnProcessSpec]
    registry.convert_to_dict[name] = lambda given: {"ref": given.name, "typename": name}
    registry.convert_from_dict[name] = lambda given: spec
    return BpmnWorkflowSerializer(registry)
