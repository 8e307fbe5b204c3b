"""Soundness of every scope, and what a reader should know about a model, in words."""

from __future__ import annotations

from collections.abc import Iterator

from processes.messages import _, placed
from processes.model.elements import B
from processes.model.graph import Finding, Graph
from processes.model.read import Model, said_of_twins, twins
from processes.model.soundness.explore import Verdict, verdict_of
from processes.model.soundness.net import Net

WORDS = {
    "DEADLOCK": _("The process can get stuck at {name}: it waits for a path that may never come."),
    "NEVER_ENDS": _("From {name} on, the process can never come to an end."),
    "UNSAFE": _("{name} can be reached twice at the same time."),
    "DEAD_STEP": _("{name} can never be reached."),
    "EMPTY_LOOP": _("The loop at {name} contains no work and would spin."),
}


def soundness(model: Model) -> dict[str, Verdict]:
    """Give the verdict on every process and sub-process that holds steps, by its id."""
    graph = model.graph
    return {scope: verdict_of(Net(graph, scope)) for scope in _scopes(graph)}


def _scopes(graph: Graph) -> list[str]:
    held = dict.fromkeys(node.scope for node in graph.nodes.values())
    return [scope for scope in held if _played(graph, scope)]


def _played(graph: Graph, scope: str) -> bool:
    """Ad-hoc sub-processes have no order to judge."""
    return scope not in graph.nodes or graph.nodes[scope].type != "adHocSubProcess"


def findings(model: Model) -> tuple[Finding, ...]:
    """Give what is odd about a model: ids used twice, flows to nowhere, scopes that are not sound."""
    return (*_ids(model), *_dangling(model), *_faults(model))


def _ids(model: Model) -> Iterator[Finding]:
    for name, several in twins(model.root).items():
        yield Finding("DUPLICATE_ID", name, _("{several}. The first one counts.", several=said_of_twins(name, several)))


def _dangling(model: Model) -> Iterator[Finding]:
    nodes = model.graph.nodes
    for flow in model.copy_root().iter(f"{B}sequenceFlow"):
        ends = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
        lost = [end or "nothing" for end in ends if end not in nodes]
        if lost:
            words = _("An arrow leads from or to “{element}”, which is not there.", element=lost[0])
            yield Finding("DANGLING_FLOW", flow.get("id", ""), words)


def _faults(model: Model) -> Iterator[Finding]:
    for scope, verdict in soundness(model).items():
        if verdict.verdict == "no-start":
            yield Finding("NO_START", scope, _("No step can begin: every one waits for another."))
        for code, name in verdict.where:
            yield Finding(code, name, placed(WORDS[code], name=_name(model.graph, name)))


def _name(graph: Graph, name: str) -> str:
    node = graph.nodes.get(name)
    if node is None:
        return _("“{name}”", name=name)
    return _("“{name}”", name=node.name) if node.name else graph.label(name)
