"""What a step is, as compiled: what stands on it, the flows out of it and how often it is done; not what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

# When it is carried out, the field that it sets, whether it is an expression or a script, and its text.
Listener = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class OutgoingFlow:
    """A sequence flow out of a step (BPMN 8.4.13)."""

    id: str
    name: str
    target: str
    condition: str | None = None
    default: bool = False
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True, slots=True)
class LoopCharacteristics:
    """How often an activity is done (BPMN 10.3.8), named as there; all but the names of fields are expressions.

    `cardinality` is loopCardinality or loopMaximum, `input_collection` loopDataInputRef. `output_collection`, for
    loopDataOutputRef, is the field that collects what `output_element` gives at the end of each iteration.
    """

    kind: str
    cardinality: str = ""
    input_collection: str = ""
    input_data_item: str = ""
    loop_condition: str = ""
    completion_condition: str = ""
    test_before: bool = False
    output_collection: str = ""
    output_element: str = ""


class StepSpec(BpmnTaskSpec):  # type: ignore[misc]
    """What is known of a step (BPMN 8.4) and never changes; one for all instances of a version."""

    waits_for_all = False
    armed = False
    is_event_subprocess = False
    each = False
    reenters = False
    compensation_handler = ""
    is_for_compensation = False
    undoable = False
    mapping: dict[str, Any] | None = None
    come: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()
    mapped: frozenset[str] = frozenset()
    inputs: tuple[tuple[str, str, str], ...] = ()
    outputs: tuple[tuple[str, str, str], ...] = ()
    listeners: tuple[Listener, ...] = ()

    def __init__(self, spec: Any, name: str, **about: Any) -> None:
        super().__init__(spec, name, lane=about.get("lane"), documentation=about.get("documentation"))
        self.bpmn_id = about.get("id")
        self.bpmn_name = about.get("title", "")
        self.called: str = self.bpmn_name or about.get("called") or ""
        self.tag: str = about.get("tag", "")
        self.ask: str = about.get("ask", "")
        self.shown_at: str = about.get("shown_at") or self.bpmn_id or ""
        self.topic: str = about.get("topic", "")
        self.service: str = about.get("service", "")
        self.settings: dict[str, Any] = about.get("settings") or {}
        self.manual = bool(self.ask)
        self.outgoing: list[OutgoingFlow] = []
        self.incoming: list[str] = []
        self.boundary: list[str] = []
        self.loop: LoopCharacteristics | None = None
        self.form: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        self.needs: dict[str, dict[str, Any]] = {}
        self.uses: dict[str, Any] = {}
        self.attributes: dict[str, str] = {}
