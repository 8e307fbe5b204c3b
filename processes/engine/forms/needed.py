"""What conditions and scripts read and nothing supplies is asked of people: a sensible form where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from processes.engine.compile.rules import Rules
from processes.engine.compile.steps import Script, Step, Sub
from processes.engine.forms.options import with_options
from processes.engine.forms.schema import OPTIONS, STARTS
from processes.engine.forms.uses import Use, sets, uses

FREE = "result"
ROUNDS = {"loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"}
# Services that may bring any field, so that nobody is asked for it before.
BRINGS = ("worker", "call")
MAPPED = ("value", "mapped", "worked")


def ask_for_needs(scopes: Mapping[str, Any]) -> None:
    """Let steps without a form of their own ask for what is read after them; changes the compiled steps."""
    steps = {id(step): step for graph in scopes.values() for step in graph.steps}
    supplied = _supplied(steps.values())
    for scope, graph in scopes.items():
        for step in graph.steps:
            for text in _texts(step):
                for name, use in uses(text).items():
                    if name not in supplied:
                        _ask(scopes, scope, step, name, use)
            for name, use in _of_mappings(step.outputs):
                if name not in supplied:
                    _ask(scopes, scope, step, name, use, _is_free(step))


def form_now(step: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a step for an instance that has this data: what is known already need not be filled in again."""
    form: dict[str, Any] = step.form
    if OPTIONS in form:
        form = with_options(form, data)
    if not step.needs:
        return form
    missing = [name for name in step.needs if name not in data]
    given = {k: v for k, v in form.items() if k != "required"}
    asked = {**given, "properties": {**step.needs, **form.get("properties", {})}}
    required = [*missing, *form.get("required", [])]
    return {**asked, "required": required} if required else asked


def needs_of(scopes: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Give the steps that ask for something, each with the name it asks for."""
    for graph in scopes.values():
        for step in graph.steps:
            for name in step.needs:
                yield step, name


def _supplied(steps: Iterable[Any]) -> set[str]:
    """Names that some step of the file sets: by a script, a form of its own, or one item of many."""
    found: set[str] = set()
    for step in steps:
        if isinstance(step, Script):
            found |= sets(step.script)
        if isinstance(step, Rules):
            found |= set(step.writes)
        if not _is_free(step) and step.tag not in STARTS:
            found |= set(step.form.get("properties", {}))
        found |= set(step.settings.get("result") or ())
        found |= {target for target, kind, _ in (*step.inputs, *step.outputs) if kind in MAPPED}
        if step.repeat is not None:
            found |= ROUNDS | {step.repeat.item}
    return found


def _is_free(step: Step) -> bool:
    """Whether a step is done by a person and its model says nothing about a form."""
    return step.ask == "work" and set(step.form.get("properties", {})) <= {FREE}


def _texts(step: Any) -> list[str]:
    found = [flow.condition for flow in step.leaving if flow.condition]
    if isinstance(step, Script):
        found.append(step.script)
    if isinstance(step, Rules):
        found += step.reads
    found += [source for _, kind, source in step.inputs if kind in MAPPED]
    if step.repeat is not None:
        found += [step.repeat.count, step.repeat.collection, step.repeat.condition, step.repeat.until]
    return [text for text in found if text]


def _of_mappings(rules: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, Use]]:
    """The names from which mappings work out what they set."""
    for _, kind, source in rules:
        if kind in MAPPED:
            yield from uses(source).items()


def _ask(scopes: Mapping[str, Any], scope: str, reader: Any, name: str, use: Use, itself: bool = False) -> None:
    ways = reader.leaving
    other_way = use.elsewhere or len(ways) < 2 or any(f.default or not f.condition for f in ways)
    for step in [reader] if itself else _askers(scopes, scope, reader):
        known = step.uses.setdefault(name, Use())
        known.add(use)
        step.needs[name] = known.schema(name, other_way)


def _askers(scopes: Mapping[str, Any], scope: str, reader: Any, seen: frozenset[str] = frozenset()) -> list[Any]:
    """The first formless steps on every way back from the reader; out of a sub-process through its step."""
    graph = scopes[scope]
    before: dict[str, list[Any]] = {}
    for step in graph.steps:
        for flow in step.leaving:
            before.setdefault(flow.target, []).append(step)
    found: dict[str, Any] = {}
    passed, todo = {reader.name}, list(before.get(reader.name, ()))
    begins = not todo
    while todo:
        step = todo.pop()
        if step.name in passed:
            continue
        passed.add(step.name)
        if step.service in BRINGS:
            continue
        if _is_free(step):
            found[step.name] = step
            continue
        todo += before.get(step.name, ())
        begins |= not before.get(step.name)
    if found or not begins or scope in seen:
        return list(found.values())
    for outer, around in scopes.items():
        for step in around.steps:
            if isinstance(step, Sub) and step.inner == scope:
                return _askers(scopes, outer, step, seen | {scope})
    return []
