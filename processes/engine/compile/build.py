"""Compile the runnable XML of the normalising import into graphs of steps."""

from __future__ import annotations

from lxml import etree

from processes.engine.compile.builder import Builder
from processes.engine.compile.separation import separation_of_duties
from processes.engine.normalise.context import CONTAINERS, B, Element, nodes_of, tag, text_of
from processes.engine.normalise.services.dialects import correlation_keys
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.steps.activities import Sub

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)


def build(runnable: bytes) -> tuple[GraphSpec, dict[str, GraphSpec]]:
    """The top graph, and the graphs of all processes and sub-processes by id."""
    root = etree.fromstring(runnable, _PARSER)
    lanes = _lanes(root)
    correlations = _correlations(root)
    scopes: dict[str, GraphSpec] = {}
    for holder in root.iter(B + "process", *(B + name for name in CONTAINERS)):
        if nodes_of(holder):
            scopes[holder.get("id", "")] = Builder(holder, lanes, correlations).graph
    _mark_undoable(scopes)
    tops = _tops(root, scopes)
    separation_of_duties(scopes)
    if len(tops) == 1:
        return scopes[tops[0]], scopes
    spec = GraphSpec("stepwell_file")
    for name in tops:
        pool = Sub(spec, spec.name_for(name), tag="process", title=name)
        pool.inner, pool.mapping = name, {}
        spec.steps.append(pool)
        spec.start_nodes.append(pool.name)
    return spec, scopes


def _mark_undoable(scopes: dict[str, GraphSpec]) -> None:
    """Have steps know that what is written in them (a round, a sub-process) is kept, since it can be undone with it."""
    kept = {name for name, graph in scopes.items() if any(step.compensation_handler for step in graph.steps)}
    kept |= {name for name, graph in scopes.items() if graph.compensation_handler}
    while True:
        round_them = {
            name
            for name, graph in scopes.items()
            if any(isinstance(step, Sub) and step.inner in kept and step.mapping is None for step in graph.steps)
        }
        if round_them <= kept:
            break
        kept |= round_them
    for graph in scopes.values():
        for step in graph.steps:
            inside = isinstance(step, Sub) and step.inner in kept
            step.undoable = inside or bool(step.compensation_handler and step.loop is not None)


def _tops(root: Element, scopes: dict[str, GraphSpec]) -> list[str]:
    """The processes that a run begins with: all that no other one calls."""
    processes = [p.get("id", "") for p in root.iter(B + "process") if p.get("id", "") in scopes]
    called = {c.get("calledElement") for c in root.iter(B + "callActivity")}
    return [p for p in processes if p not in called] or processes[:1]


def _lanes(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for lane in root.iter(B + "lane"):
        for reference in lane:
            if tag(reference) == "flowNodeRef" and lane.get("name"):
                found[text_of(reference)] = lane.get("name", "")
    return found


def _correlations(root: Element) -> dict[str, tuple[tuple[str, str], ...]]:
    """By message name, the correlation properties and the data field each is read from."""
    names = {m.get("id"): m.get("name", "") for m in root.iter(B + "message")}
    found: dict[str, list[tuple[str, str]]] = {}
    for prop in root.iter(B + "correlationProperty"):
        for retrieval in prop.iter(B + "correlationPropertyRetrievalExpression"):
            field = text_of(retrieval)
            message = names.get(retrieval.get("messageRef"))
            if message and field.isidentifier():
                found.setdefault(message, []).append((prop.get("name") or prop.get("id") or field, field))
    for element in root.iter(B + "message"):
        for field in correlation_keys(element):
            found.setdefault(element.get("name", ""), []).append((field, field))
    return {message: tuple(pairs) for message, pairs in found.items()}
