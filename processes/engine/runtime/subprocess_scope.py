"""What runs in one step of an instance: a sub-process or called process (BPMN 13.3.4), or a pool beside others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from processes.engine.runtime.scope import Scope
from processes.engine.runtime.token import Token


class SubScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """A running sub-process or called process; `host` is the token of its activity.

    It knows and sets the fields of what is round it, except those that belong to it. One that is `apart` has all fields
    to itself: a pool, or a call that says which data go there and come back (`touched` are those that were set in it).
    """

    host: Token

    def __init__(self, spec: Any, host: Token) -> None:
        self.host = host
        self.apart = host.task_spec.mapping is not None
        self.is_pool = bool(host.task_spec.tag == "process")
        self.is_call = self.apart and not self.is_pool
        self.touched = set()
        self.done = []
        BpmnSubWorkflow.__init__(self, spec, host.id, host.workflow.top_workflow, deserializing=True)

    def put(self, values: Mapping[str, Any]) -> None:
        """Set fields, as in any scope."""
        if self.is_pool:
            self.top_workflow.put(values)
        elif self.apart:
            self.touched |= values.keys()
        super().put(values)

    def _calculate_depth(self) -> int:
        return 0
