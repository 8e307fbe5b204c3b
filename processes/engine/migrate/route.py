"""Where work goes on when its step is gone: the nearest steps that are still there, along the old flows."""

from __future__ import annotations

from dataclasses import dataclass

from processes.called import opening, quoted
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.steps.activities import Step
from processes.engine.runtime.steps.gateways import Join


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
