"""What may be raised: whether an error, an escalation or a cancellation can come out of a step, through all calls."""

from __future__ import annotations

from collections.abc import Iterable

from processes.engine.normalise.context import CONTAINERS, Context, Element, definitions_of, nodes_of, tag
from processes.engine.normalise.services import calls, service_tasks

CROSS = ("error", "escalation")
THROWN = ("endEvent", "intermediateThrowEvent")


def may_come_out(context: Context, step: Element, kind: str) -> bool:
    """Whether an event of this kind can come out of an activity: from inside, from a service, or from what it calls."""
    return _comes_from(context, [step], kind)


def comes_up_beside(context: Context, holder: Element, handler: Element, kind: str) -> bool:
    """Whether an event of this kind can come up in the scope of an event sub-process, but not in itself."""
    return _comes_from(context, [node for node in nodes_of(holder) if node is not handler], kind)


def _comes_from(context: Context, nodes: Iterable[Element], kind: str) -> bool:
    inside = {str(process.get("id")): process for process in context.processes() if nodes_of(process)}
    todo, called = list(nodes), set[str]()
    while todo:
        node = todo.pop()
        if tag(node) == "callActivity":
            wanted = calls.called_process(node)
            if wanted not in inside and kind in CROSS and calls.is_known(context, node):
                return True
            if wanted in inside and wanted not in called:
                called.add(wanted)
                todo += nodes_of(inside[wanted])
        elif tag(node) in CONTAINERS:
            todo += nodes_of(node)
        elif _throws(node, kind) or (
            kind == "error" and context.executable and service_tasks.is_offered(context, node)
        ):
            return True
    return False


def _throws(node: Element, kind: str) -> bool:
    return tag(node) in THROWN and any(tag(d) == f"{kind}EventDefinition" for d in definitions_of(node))
