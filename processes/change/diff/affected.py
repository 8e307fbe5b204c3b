"""Whose work a change touches that is about no step: who waits for a message, stands in a lane, reads data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from processes.change.diff.values import Change
from processes.change.nearby import steps_at
from processes.change.tree.canonical import Canonical
from processes.model.elements import NODES
from processes.model.graph import Graph
from processes.model.names import refers, refers_by_text

MOST = 1_000


def with_affected(
    changes: Iterable[Change], graphs: tuple[Graph, Graph], files: tuple[Canonical, Canonical]
) -> Iterator[Change]:
    """The changes; those that are not about a step name the steps they touch, of either model."""
    referring = _referring(files)
    for change in changes:
        if any(change.step in graph.nodes for graph in graphs):
            yield change
            continue
        found = {step for graph in graphs for step in steps_at(graph, change.step)}
        found.update(_by_reference(change.step, referring, graphs))
        yield replace(change, affects=tuple(sorted(s for s in found if any(s in graph.nodes for graph in graphs))))


def _referring(files: Iterable[Canonical]) -> dict[str, list[str]]:
    """What refers to each id: steps, and things that have an id themselves."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in files:
        for twig in file.root.walk():
            refs = [v for k, v in twig.attributes.items() if twig.bpmn and refers(k)]
            refs += [twig.text] if refers_by_text(twig.bpmn) else []
            if not refs:
                continue
            chain = list(twig.up())
            node = next((t for t in chain if t.bpmn in NODES), None)
            holder = node or next((t for t in chain if t.bpmn and t.id), None)
            if twig.bpmn == "association" and twig.id:
                found[twig.id] += refs
            for ref in refs if holder is not None else ():
                found[ref].append(holder.id if holder is not None else "")
    return found


def _by_reference(id_: str, referring: dict[str, list[str]], graphs: tuple[Graph, ...]) -> Iterator[str]:
    """Steps that refer to something, directly or through what refers to it; what stands in between is not passed."""
    seen, todo = {id_}, [id_]
    while todo and len(seen) < MOST:
        for other in referring.get(todo.pop(), ()):
            if other in seen:
                continue
            seen.add(other)
            if any(other in graph.nodes for graph in graphs):
                yield other
            elif not any(other in graph.flows or other in graph.processes for graph in graphs):
                todo.append(other)
