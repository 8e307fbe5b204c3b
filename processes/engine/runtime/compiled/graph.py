"""A compiled graph: the steps of one process or sub-process."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from processes.engine.runtime.compiled.step_spec import StepSpec


class GraphSpec(BpmnProcessSpec):  # type: ignore[misc]
    """The spec of one scope.

    `start_nodes` are the steps where it begins, `watchers` what may start besides, `compensation_handler` the event
    sub-process that undoes it (BPMN 10.7), `own_names` the fields that it has to itself, `closing` the step of
    the listeners that it ends with.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name, description=name)
        self.start_nodes: list[str] = []
        self.watchers: list[str] = []
        self.compensation_handler = ""
        self.closing = ""
        self.own_names: frozenset[str] = frozenset()
        self.steps: list[StepSpec] = []
        self.taken = set(self.task_specs)

    def name_for(self, element: str) -> str:
        """The name of a step in the spec: its id, unless the engine uses that name for itself."""
        return f"{element} (step)" if element in self.taken else element
