"""What conditions and scripts read and nothing supplies is asked of people: a sensible form where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from processes.engine.compile.variables import AFTER, Known, mapped_in, sources, texts_of
from processes.engine.runtime.steps.activities import Step, Sub
from processes.engine.runtime.steps.catch_events import Boundary
from processes.forms.schema import AND_NEEDED
from processes.forms.variable_usage import Use, uses

FREE = "result"
# Services that may bring any field, so that nobody is asked for it before.
BRINGS = ("worker", "call")


def ask_for_needs(scopes: Mapping[str, Any]) -> None:
    """Let steps without a form of their own ask for what is read after them; changes the compiled steps."""
    known = Known([step for graph in scopes.values() for step in graph.steps])
    for scope, graph in scopes.items():
        for step in graph.steps:
            for text, whole in texts_of(step):
                for name, use in uses(text, whole, known.supplied_uses(step)).items():
                    if not known.is_supplied(name, step):
                        _ask(scopes, scope, step, name, use, known)
            for name, use in _before(step, known):
                _ask(scopes, scope, step, name, use, known)
            for name, use in _of_own(step, known):
                if not known.is_supplied(name, step):
                    _ask(scopes, scope, step, name, use, known, is_free(step))


def needs_of(scopes: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Give the steps that ask for something, each with the name it asks for."""
    for graph in scopes.values():
        for step in graph.steps:
            for name in step.needs:
                yield step, name


def typed_in_vain(scopes: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Give the steps whose forms ask for what is mapped into them and not out again, each with its name."""
    for graph in scopes.values():
        for step in (one for one in graph.steps if one.manual and one.mapped):
            out = {name for rule in step.outputs for text in sources(rule) for name in uses(text, "value")}
            for name in sorted(step.mapped & step.form.get("properties", {}).keys() - out):
                yield step, name


def is_free(step: Step) -> bool:
    """Whether a step is done by a person and its model says nothing about a form, or that this is not all of it."""
    return step.ask == "work" and (set(step.form.get("properties", {})) <= {FREE} or bool(step.form.get(AND_NEEDED)))


def _before(step: Any, known: Known) -> Iterator[tuple[str, Use]]:
    """The names that are read to map what they hold into a step, and that are not mapped into it before."""
    earlier = set[str]()
    for target, texts in mapped_in(step):
        for name, use in (pair for text in texts for pair in uses(text, "value", known.supplied_uses(step)).items()):
            if name not in earlier and not known.is_supplied(name, step, begun=False):
                yield name, use
        earlier.add(target)


def _of_own(step: Any, known: Known) -> Iterator[tuple[str, Use]]:
    """The names from which a step works out what it gives when it is done."""
    for rule in step.outputs:
        for source in sources(rule):
            yield from uses(source, "value", known.supplied_uses(step)).items()
    for event, _, _, text in step.listeners:
        if event in AFTER:
            yield from uses(text, "value", known.supplied_uses(step)).items()
    if step.loop is not None and step.loop.output_element and not isinstance(step, Sub):
        yield from uses(step.loop.output_element, "value", known.supplied_uses(step)).items()


def _ask(
    scopes: Mapping[str, Any], scope: str, reader: Any, name: str, use: Use, known: Known, itself: bool = False
) -> None:
    ways = reader.outgoing
    other_way = use.elsewhere or len(ways) < 2 or any(f.default or not f.condition for f in ways)
    for step in [reader] if itself else _askers(scopes, scope, reader, name):
        asked = step.uses.setdefault(name, Use())
        asked.add(use)
        complete = known.complete(name, asked)
        step.needs[name] = complete.schema(name, other_way)
        asked.certain = complete.known


def _askers(
    scopes: Mapping[str, Any], scope: str, reader: Any, name: str, seen: frozenset[str] = frozenset()
) -> list[Any]:
    """The first formless steps on every way back from the reader; out of a sub-process through its step.

    One into which a field of this name is mapped has it to itself: it is no use to ask there.
    """
    graph = scopes[scope]
    before: dict[str, list[Any]] = {}
    for step in graph.steps:
        for flow in step.outgoing:
            before.setdefault(flow.target, []).append(step)
    if isinstance(reader, Boundary):
        reader = next((step for step in graph.steps if reader.name in step.boundary), reader)
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
        if is_free(step) and name not in step.mapped:
            found[step.name] = step
            continue
        todo += before.get(step.name, ())
        begins |= not before.get(step.name)
    if found or not begins or scope in seen:
        return list(found.values())
    return _outside(scopes, scope, name, seen)


def _outside(scopes: Mapping[str, Any], scope: str, name: str, seen: frozenset[str]) -> list[Any]:
    around: Iterable[tuple[str, Any]] = ((at, step) for at, graph in scopes.items() for step in graph.steps)
    for outer, step in around:
        if isinstance(step, Sub) and step.inner == scope and (step.mapping or {}).get("all_in", True):
            return _askers(scopes, outer, step, name, seen | {scope})
    return []
