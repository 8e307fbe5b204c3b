"""Compile one process or sub-process of the runnable XML into a graph of steps."""

from __future__ import annotations

import json
import re
from typing import Any

from processes.called import end_of_all
from processes.characters import one_line
from processes.engine.compile.business_rules import read_decision
from processes.engine.compile.step_forms import form_of
from processes.engine.normalise.context import (
    CONTAINERS,
    REPETITION,
    Element,
    S,
    definitions_of,
    flows_of,
    nodes_of,
    tag,
    text_of,
    words_kept,
)
from processes.engine.normalise.events.definitions import KINDS
from processes.engine.normalise.services.service_tasks import service_in, settings_in
from processes.engine.runtime import data_associations, listeners
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.compiled.step_spec import LoopCharacteristics, OutgoingFlow
from processes.engine.runtime.steps.activities import Closing, External, Script, Step, Sub
from processes.engine.runtime.steps.adhoc import Chooser
from processes.engine.runtime.steps.business_rule_task import Rules
from processes.engine.runtime.steps.catch_events import WAITED, Boundary, Catch, Event, Watcher
from processes.engine.runtime.steps.complex_gateway import Complex
from processes.engine.runtime.steps.gateways import EventGateway, Exclusive, Inclusive, Parallel
from processes.engine.runtime.steps.throw_events import Throw
from processes.expressions import language
from processes.forms import schema_for
from processes.model.assignment import attributes_in
from processes.model.elements import spots_in

_PATH = re.compile(r"([^\W\d]\w*)(?:\.[^\W\d]\w*)*")
GATEWAYS: dict[str, type[Step]] = {
    "exclusiveGateway": Exclusive,
    "complexGateway": Complex,
    "inclusiveGateway": Inclusive,
    "parallelGateway": Parallel,
    "eventBasedGateway": EventGateway,
}


class Builder:
    """Makes the graph of one process or sub-process."""

    def __init__(
        self, holder: Element, lanes: dict[str, str], correlations: dict[str, tuple[tuple[str, str], ...]]
    ) -> None:
        self.graph = GraphSpec(holder.get("id", ""))
        self.graph.own_names = frozenset(json.loads(holder.get(S + "owns") or "[]"))
        self.lanes = lanes
        self.correlations = correlations
        nodes = nodes_of(holder)
        self.spots = spots_in(holder)
        self.steps = {node.get("id", ""): self._step(node) for node in nodes}
        self._flows(holder)
        for node in nodes:
            step = self.steps[node.get("id", "")]
            if tag(node) == "boundaryEvent":
                self.steps[node.get("attachedToRef", "")].boundary.append(step.name)
            if tag(node) == "startEvent":
                self.graph.start_nodes.append(step.name)
            form = form_of(node, step)
            step.form, step.defaults = form.schema, form.defaults
        watchers = [
            self._watcher(node, self.steps[node.get("id", "")])
            for node in nodes
            if node.get("triggeredByEvent") == "true" and tag(node) in CONTAINERS and not node.get(S + "undoer")
        ]
        handlers = (self.steps[node.get("id", "")].name for node in nodes if node.get(S + "undoer"))
        self.graph.compensation_handler = next(handlers, "")
        self.graph.watchers = [watcher.name for watcher in watchers]
        ends = listeners.read(holder.get(S + "listeners")) if tag(holder) == "process" else ()
        if ends:
            about = {"id": holder.get("id"), "title": one_line(holder.get("name") or ""), "called": end_of_all()}
            self.graph.closing = Closing(self.graph, f"{holder.get('id')} (ends)", **about).name
            self.graph.task_specs[self.graph.closing].listeners = ends
        self.graph.steps = [*self.steps.values(), *watchers]

    def _watcher(self, node: Element, inner: Step) -> Watcher:
        """What waits for the event that starts an event sub-process."""
        ask = node.get(S + "watch", "")
        start = node.get(S + "start", "")
        about = {"id": start, "tag": "startEvent", "ask": ask, "title": inner.bpmn_name, "called": inner.called,
                 "lane": inner.lane}  # fmt: skip
        watcher = Watcher(self.graph, f"{inner.name} (event)", **about)
        watcher.interrupts = node.get(S + "interrupts") != "false"
        self._catches(watcher, node)
        watcher.outgoing = [OutgoingFlow(f"{inner.name} (starts)", "", inner.name)]
        if ask:
            watcher.form = schema_for(node, ask)[0]
        return watcher

    def _flows(self, holder: Element) -> None:
        for flow in flows_of(holder):
            source, target = self.steps[flow.get("sourceRef", "")], self.steps[flow.get("targetRef", "")]
            name = flow.get("id", "")
            default = source.default == name
            called, condition = one_line(flow.get("name") or "") or target.called, flow.get(S + "condition")
            heard = listeners.read(flow.get(S + "listeners"))
            source.outgoing.append(OutgoingFlow(name, called, target.name, condition, default, heard))
            target.incoming.append(name)
            if flow.get(S + "come"):
                target.come |= {name}
            source.connect(target)

    def _step(self, node: Element) -> Any:
        kind, ask = tag(node), node.get(S + "ask", "")
        inner = self._lane(node)
        about = {
            "id": node.get("id"), "tag": kind, "ask": ask, "title": one_line(node.get("name") or ""),
            "called": words_kept(node) or self.spots.label(node.get("id", "")), "lane": inner,
            "topic": node.get(S + "topic", ""), "shown_at": node.get(S + "at"),
            "service": "" if ask else service_in(node), "settings": settings_in(node),
            "documentation": "\n\n".join(text_of(c) for c in node if tag(c) == "documentation") or None,
        }  # fmt: skip
        step: Any = self._kind(node, kind, ask)(self.graph, self.graph.name_for(node.get("id", "")), **about)
        step.default = node.get("default")
        step.loop, step.attributes = _loop(node), attributes_in(node) if ask else {}
        step.compensation_handler = self.graph.name_for(node.get(S + "undo", ""))
        step.is_for_compensation = node.get("isForCompensation") == "true"
        step.is_event_subprocess = node.get("triggeredByEvent") == "true"
        step.inputs, step.outputs = _rules(node.get(S + "inputs")), _rules(node.get(S + "outputs"))
        step.own_names, step.mapped = _own_names(step)
        step.listeners = listeners.read(node.get(S + "listeners"))
        step.each = any(event == "timeout" for event, *_ in step.listeners)
        if isinstance(step, Script):
            step.script = next((text for c in node if tag(c) == "script" and (text := _raw(c))), "")
        elif isinstance(step, Rules):
            read_decision(step, node)
        elif isinstance(step, Sub):
            step.inner = str(node.get("calledElement") or node.get("id"))
            step.mapping = json.loads(node.get(S + "mapping") or "null")
        elif isinstance(step, Throw):
            step.events = tuple(self._events(node))
        elif isinstance(step, Catch):
            step.interrupts = node.get("cancelActivity", "true") != "false"
            self._catches(step, node)
        elif isinstance(step, Chooser):
            step.until, step.rest = node.get(S + "until", ""), node.get(S + "rest", "")
            step.side_by_side = node.get(S + "adhoc") == "parallel"
        elif isinstance(step, Complex):
            step.activation = node.get(S + "activation", "")
        return step

    def _catches(self, step: Catch, node: Element) -> None:
        """What a step waits for, or is the answer to."""
        step.events = tuple(self._events(node)) or (Event(step.ask or "none"),)
        step.event, step.every = step.events[0], node.get(S + "every") == "true"
        step.armed = step.manual or any(event.kind in WAITED for event in step.events)

    def _lane(self, node: Element) -> str | None:
        for element in (node, *node.iterancestors()):
            if element.get("id", "") in self.lanes:
                return self.lanes[element.get("id", "")]
        return None

    def _kind(self, node: Element, kind: str, ask: str) -> type[Step]:
        if kind == "boundaryEvent":
            return Boundary
        if node.get(S + "adhoc") and kind == "exclusiveGateway":
            return Chooser
        if kind in GATEWAYS:
            return GATEWAYS[kind]
        if ask:
            return Step
        if service_in(node):
            return External
        if node.get(S + "rules"):
            return Rules
        if kind in CONTAINERS or kind == "callActivity":
            return Sub
        if kind == "scriptTask":
            return Script
        if kind in ("intermediateCatchEvent", "receiveTask"):
            return Catch
        return Throw if kind in ("endEvent", "intermediateThrowEvent", "sendTask") else Step

    def _events(self, node: Element) -> list[Event]:
        if node.get(S + "name"):
            return [self._event("message", node)]
        return [self._event(KINDS[tag(d)], d) for d in definitions_of(node) if tag(d) in KINDS]

    def _event(self, kind: str, about: Element) -> Event:
        name = about.get(S + "name", "")
        return Event(
            kind, name, about.get(S + "code", ""), about.get(S + "kind", ""), about.get(S + "time", ""),
            about.get(S + "expression", ""), self.correlations.get(name, ()) if kind == "message" else (),
            about.get(S + "zone", ""), about.get("activityRef", ""), about.get(S + "variable", ""),
            about.get(S + "kept", ""),
        )  # fmt: skip


def _raw(element: Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip("\n")


def _rules(text: str | None) -> tuple[tuple[str, str, str], ...]:
    """The data associations that stand on a runnable node."""
    return tuple((str(a), str(b), str(c)) for a, b, c in json.loads(text)) if text else ()


def _own_names(step: Step) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a round of a step has to itself: its item, what it is collected by, what is mapped into it.

    And of those mapped into a step, whether it is repeated or not, the ones that come out by a mapping.
    """
    mapped = frozenset(target for target, kind, _ in step.inputs if kind in data_associations.MAPPINGS)
    if step.loop is None:
        return frozenset(), mapped
    made = _PATH.fullmatch(language.readable(step.loop.output_element).strip()) if step.loop.output_collection else None
    stays = frozenset({step.loop.input_data_item, *([made.group(1)] if made else [])} - {""})
    return stays | mapped, mapped - stays


def _loop(node: Element) -> LoopCharacteristics | None:
    marker = next((child for child in node if tag(child) in REPETITION), None)
    if marker is None:
        return None
    if tag(marker) == "standardLoopCharacteristics":
        kind = "loop"
    else:
        kind = "sequential" if marker.get("isSequential") == "true" else "parallel"
    return LoopCharacteristics(
        kind,
        cardinality=marker.get(S + "count", ""),
        input_collection=marker.get(S + "collection", ""),
        input_data_item=marker.get(S + "item", ""),
        loop_condition=marker.get(S + "while", ""),
        completion_condition=marker.get(S + "until", ""),
        test_before=marker.get("testBefore") == "true",
        output_collection=marker.get(S + "into", ""),
        output_element=marker.get(S + "element", ""),
    )
