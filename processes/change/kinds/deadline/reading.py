"""Deadlines that are new between two models."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.change.contract import Seen
from processes.change.draft import BPMN
from processes.change.draft.tags import own_text
from processes.change.kinds.deadline.parameters import Next, lasts
from processes.model.graph import Graph, Node


def deadlines(seen: Seen) -> Iterator[tuple[str, str, Next, bool]]:
    """Step, duration, what happens then and whether the step is called off, for each new timer on a known step."""
    was, now = seen.base.graph, seen.changed.graph
    for event in now.nodes.values():
        if event.id in was.nodes or event.attached_to not in was.nodes or event.events != ("timerEventDefinition",):
            continue
        after = _duration(seen, event.id)
        if lasts(after) is None or len(event.outgoing) != 1 or event.outgoing[0] not in now.flows:
            continue
        then = _next(was, now, now.nodes.get(now.flows[event.outgoing[0]].target))
        if then is not None and event.attached_to:
            yield event.attached_to, after.upper(), then, event.interrupting


def _next(was: Graph, now: Graph, target: Node | None) -> Next | None:
    if target is None:
        return None
    if target.id in was.nodes:
        return Next("to", target.id)
    new = target.type == "userTask" and bool(target.name) and len(target.incoming) == len(target.outgoing) == 1
    return Next("title", target.name) if new and target.outgoing[0] in now.flows else None


def _duration(seen: Seen, event: str) -> str:
    """How long a timer lasts, where it says so and nothing else."""
    found = seen.changed.elements.get(event)
    times = [] if found is None else [e for e in found.iter(etree.Element) if str(e.tag).startswith(f"{BPMN}time")]
    only = [own_text(one) for one in times if one.tag == f"{BPMN}timeDuration"]
    return only[0] if len(only) == 1 and len(times) == 2 else ""
