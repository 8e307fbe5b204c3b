"""All that a file's steps read: their expressions and scripts, and what is known of each name in all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from processes.engine.runtime.steps.activities import Script, Sub
from processes.engine.runtime.steps.business_rule_task import Rules
from processes.engine.runtime.steps.catch_events import Catch
from processes.expressions import templates
from processes.forms.schema import STARTS
from processes.forms.variable_usage import Use, is_path, made_by, place_in, uses

ROUNDS = ("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")
MAPPED = ("value", "mapped", "worked")
TIMES = {"timeDate": "date-time", "timeDuration": "duration"}
DEEPEST = 3

BEFORE = ("start", "create")
AFTER = ("complete", "end")

Text = tuple[str, str]


def texts_of(step: Any) -> list[Text]:
    """What a step reads before or while it is done: each expression or script, and what its value must be."""
    found = [(flow.condition, "truth") for flow in step.outgoing if flow.condition]
    if isinstance(step, Script):
        found.append((step.script, "value"))
    if isinstance(step, Rules):
        found += [(text, "value") for text in step.reads]
    if isinstance(step, Catch) and not step.manual:
        found += list(_of_events(step))
    if step.service == "call":
        found += [(source, "value") for _, kind, source in step.settings.get("in") or () if kind == "expression"]
    found += [(text, "value") for event, _, _, text in step.listeners if event in BEFORE]
    found += [(text, "value") for flow in step.outgoing for _, _, _, text in flow.listeners]
    found += [(source, "value") for _, _, source in (step.mapping or {}).get("in") or ()]
    if step.loop is not None:
        found += [(step.loop.cardinality, "count"), (step.loop.input_collection, "list")]
        found += [(step.loop.loop_condition, "truth"), (step.loop.completion_condition, "truth")]
    return [(text, whole) for text, whole in found if text]


def mapped_in(step: Any) -> Iterator[tuple[str, list[str]]]:
    """The fields that are mapped into a step, in their order, with the expressions that each is worked out of."""
    return ((target, sources((target, kind, source))) for target, kind, source in step.inputs)


def sources(rule: tuple[str, str, str]) -> list[str]:
    """The expressions of a mapping or association."""
    _, kind, source = rule
    if kind == "filled":
        return templates.expressions_in(json.loads(source))
    return [source] if kind in MAPPED else []


def _of_events(step: Catch) -> Iterator[Text]:
    """Times that are worked out, and the fields by which a message is known."""
    for event in step.events:
        if event.kind == "timer" and event.expression:
            yield event.expression, TIMES.get(event.time_kind, "text")
        elif event.kind == "message":
            for _, field in event.correlation:
                yield field, "key"


class Known:
    """What a file tells of its names: who sets them, what those that are set are, and how the others are read."""

    def __init__(self, steps: Sequence[Any]) -> None:
        self._made: dict[str, Use] = {}
        self._hosts: dict[tuple[str, str], list[Any]] = {}
        for step in steps:
            for name in step.boundary:
                self._hosts.setdefault((step._wf_spec.name, name), []).append(step)
            if isinstance(step, Sub) and step.mapping is None:
                self._hosts.setdefault((step.inner, ""), []).append(step)
        self._makers: dict[str, set[int]] = {}
        for step in steps:
            for name, made in _supplies(step):
                self._makers.setdefault(name, set()).add(id(step))
                self._made.setdefault(name, Use()).add(made)
        items = {step.loop.input_data_item for step in steps if step.loop is not None and step.loop.input_data_item}
        for name in (*items, *ROUNDS):
            self._makers.setdefault(name, set()).add(0)
            self._made.pop(name, None)
        self.read: dict[str, Use] = {}
        for step in steps:
            mapped = [(text, "value") for _, texts in mapped_in(step) for text in texts]
            for text, whole in (*texts_of(step), *mapped):
                for name, use in uses(text, whole, self.supplied_uses(step)).items():
                    self.read.setdefault(name, Use()).add(use)
        for _ in range(DEEPEST):
            for step in steps:
                self._hand_down(step)

    def supplied_uses(self, reader: Any) -> dict[str, Use]:
        """The names that other steps set, as far as it can be told what they are."""
        return {name: use for name, use in self._made.items() if use.known and self.is_supplied(name, reader)}

    def is_supplied(self, name: str, reader: Any, *, begun: bool = True) -> bool:
        """Whether some other step sets a name; what only the reader sets, it reads before that.

        Or whether it is mapped into the reader, which has `begun` then, or into what the reader stands in.
        """
        if self._makers.get(name, set()) - {id(reader)} or (begun and name in reader.mapped):
            return True
        seen, around = {id(reader)}, self._around(reader)
        while around:
            at = around.pop()
            if name in at.mapped:
                return True
            if id(at) not in seen:
                seen.add(id(at))
                around += self._around(at)
        return False

    def _around(self, step: Any) -> list[Any]:
        """The steps that a step is at the border of, or inside."""
        graph = step._wf_spec.name
        return [*self._hosts.get((graph, step.name), ()), *self._hosts.get((graph, ""), ())]

    def complete(self, name: str, use: Use) -> Use:
        """A use with what the whole file tells of the name, where it says too little by itself."""
        found, general = Use(), self.read.get(name, Use())
        found.add(use)
        found.add(Use(fields=general.fields, item=general.item, time=general.time))
        if not found.known:
            found.add(general)
        return found

    def _hand_down(self, step: Any) -> None:
        """The items of a list are read where the rounds are; what is mapped, where its target is."""
        if step.loop is not None and step.loop.input_data_item and is_path(step.loop.input_collection):
            listed = place_in(step.loop.input_collection, self.read)
            if listed is not None and step.loop.input_data_item in self.read:
                listed.items().add(self.read[step.loop.input_data_item])
        for target, kind, source in step.inputs:
            place = place_in(source, self.read) if kind in MAPPED and is_path(source) else None
            if place is not None and target in self.read and self.read[target] is not place:
                place.otherwise = False
                place.add(self.read[target])


def _supplies(step: Any) -> Iterator[tuple[str, Use]]:
    """The names that a step sets: by a script, a table, a form of its own, a service, or a mapping."""
    if isinstance(step, Script):
        yield from made_by(step.script).items()
    for _, target, kind, text in (*step.listeners, *(one for flow in step.outgoing for one in flow.listeners)):
        yield from made_by(text).items() if kind == "script" else ([(target, Use())] if target else [])
    names: set[str] = set(step.writes) if isinstance(step, Rules) else set()
    if not (step.ask == "work" and set(step.form.get("properties", {})) <= {"result"}) and step.tag not in STARTS:
        for name, rule in step.form.get("properties", {}).items():
            yield name, _of_rule(rule)
    names |= set(step.settings.get("result") or ())
    names |= {target for target, kind, _ in step.outputs if kind in (*MAPPED, "filled")}
    names |= {target for target, kind, _ in step.inputs if kind == "value"}
    names |= {pair[0] for way in ("in", "out") for pair in (step.mapping or {}).get(way) or ()}
    if step.loop is not None:
        names.add(step.loop.output_collection)
    for name in names - {""}:
        yield name, Use()


def _of_rule(rule: Any) -> Use:
    kind = rule.get("type") if isinstance(rule, dict) else None
    if kind in ("number", "integer"):
        return Use(counted=True)
    return Use(plain=True) if kind == "string" else Use()
