"""Where work goes on when its step is gone: the nearest steps that are still there, along the old flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.called import opening, quoted
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step, Sub
from processes.engine.runtime.steps.gateways import Join
from processes.engine.runtime.token import Token


@dataclass(frozen=True, slots=True)
class Continuation:
    """The surviving steps behind a step that is gone, and the joins on the way that no longer wait for it."""

    targets: tuple[str, ...]
    joins: tuple[str, ...]


def step(graph: GraphSpec, name: str) -> Step | None:
    """A step of a graph by name; None for names that the engine uses itself."""
    found = graph.task_specs.get(name)
    return found if isinstance(found, Step) else None


def onward(old: GraphSpec, new: GraphSpec, name: str) -> Continuation:
    """Follow the old flows to what is still there."""
    targets: dict[str, None] = {}
    joins: dict[str, None] = {}
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop(0)
        if here in seen:
            continue
        seen.add(here)
        at = step(old, here)
        if _waits(old, here):
            joins[here] = None
        for flow in at.outgoing if at is not None else ():
            if step(new, flow.target) is not None:
                targets[flow.target] = None
                if _waits(old, flow.target) and way_in(old, new, name, flow.target, set()) is None:
                    joins[flow.target] = None
            else:
                todo.append(flow.target)
    return Continuation(tuple(targets), tuple(joins))


def part_of(old: GraphSpec, new: GraphSpec, name: str) -> Step | None:
    """The step that does the work of one that is gone: the one right before it, from which its own way on leads now."""
    gone = step(old, name)
    before = [one for one in old.steps if any(flow.target == name for flow in one.outgoing)]
    if gone is None or len(before) != 1 or len(before[0].outgoing) != 1 or not gone.outgoing:
        return None
    now = step(new, before[0].name)
    leads = {flow.id for flow in now.outgoing} if now is not None else set()
    return now if all(flow.id in leads for flow in gone.outgoing) else None


def _waits(graph: GraphSpec, name: str) -> bool:
    at = step(graph, name)
    return isinstance(at, Join) and len(at.incoming) > 1


def upstream(graph: GraphSpec, name: str) -> set[str]:
    """All steps from which a token can come to this one."""
    back: dict[str, list[str]] = {}
    for one in graph.steps:
        for flow in one.outgoing:
            back.setdefault(flow.target, []).append(one.name)
        for boundary in one.boundary:
            back.setdefault(boundary, []).append(one.name)
    found: set[str] = set()
    todo = list(back.get(name, ()))
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo.extend(back.get(here, ()))
    return found


def before(old: GraphSpec, new: GraphSpec, name: str) -> set[str]:
    """The nearest steps before one that are still there, along the old flows; itself, if it is."""
    if step(new, name) is not None:
        return {name}
    found: set[str] = set()
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        seen.add(here)
        for one in old.steps:
            if any(flow.target == here for flow in one.outgoing) and one.name not in seen:
                if step(new, one.name) is not None:
                    found.add(one.name)
                else:
                    todo.append(one.name)
    return found


def way_in(old: GraphSpec, new: GraphSpec, source: str, target: str, taken: set[str]) -> str | None:
    """The flow of the new graph by which a token that came from `source` enters `target`."""
    sources = before(old, new, source)
    for one in new.steps:
        for flow in one.outgoing:
            if flow.target == target and one.name in sources and flow.id not in taken:
                return flow.id
    return None


def label_of(at: Step) -> str:
    """What people call a step."""
    return at.called or str(at.bpmn_id or at.name)


def quoted_label(at: Step) -> str:
    """What people call a step, in a sentence."""
    return quoted(label_of(at))


def opens(at: Step) -> str:
    """What people call a step, where a sentence begins with it."""
    return opening(label_of(at))


def standing(scope: Scope, graph: GraphSpec) -> Iterator[tuple[Token, Scope]]:
    """The tokens of a scope, and the scope itself; instead of one on a sub-process that dissolved, those in it."""
    for token in list(scope.tasks.values()):
        inner = dissolved(token, graph)
        if inner is None:
            yield token, scope
        else:
            yield from standing(inner, graph)


def dissolved(token: Token, graph: GraphSpec) -> Scope | None:
    """What runs in a sub-process that is gone, where all that is open in it stands in the graph around it now."""
    at = token.task_spec
    if not isinstance(at, Sub) or at.loop is not None or step(graph, at.name) is not None or at.tag == "process":
        return None
    inner: Scope | None = token.workflow.top_workflow.subprocesses.get(token.id)
    open_in_it = list(inner.tasks.values()) if inner is not None else []
    if not open_in_it or any(one.on_watch and not one.internal.host for one in open_in_it):
        return None
    return inner if all(step(graph, one.task_spec.name) is not None for one in open_in_it) else None


def places_of(scope: Scope, graph: GraphSpec) -> dict[str, str]:
    """By the tokens of a scope where they stand in it; those in a sub-process that dissolved stand at that."""
    found: dict[str, str] = {}
    for token in scope.tasks.values():
        inner = dissolved(token, graph)
        within = [one for one, _scope in standing(inner, graph)] if inner is not None else [token]
        found |= {one.key: token.task_spec.name for one in within}
    return found


def wrapped(old: GraphSpec, graph: GraphSpec, new: Definition, name: str) -> Sub | None:
    """The new sub-process in which a step stands that is no longer in the graph itself."""
    if step(graph, name) is not None:
        return None
    for one in graph.steps:
        if not isinstance(one, Sub) or one.loop is not None or step(old, one.name) is not None:
            continue
        inner = new.scopes.get(one.inner)
        if inner is not None and not one.mapping and step(inner, name) is not None:
            return one
    return None


def was_inside(old: Scope, name: str) -> bool:
    """Whether a step stood in a sub-process of what a scope ran, at any depth."""
    scopes = old.top_workflow.definition.scopes
    return any(
        isinstance(one, Sub) and one.inner in scopes and step(scopes[one.inner], name) is not None
        for graph in (old.spec, *scopes.values())
        for one in graph.steps
    )
