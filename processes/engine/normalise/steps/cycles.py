"""Cycles without a way out: found at import, and named by their steps."""

from __future__ import annotations

from processes.assumptions import Assumption
from processes.called import quoted
from processes.engine.normalise.context import (
    Context,
    Element,
    S,
    definitions_of,
    flows_of,
    nodes_of,
    opens,
    tag,
    title,
)
from processes.engine.normalise.services.service_tasks import service_in
from processes.messages import _, capital, joined, sentences

CODE = "ENDLESS_CYCLE"
CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")
WAITS = ("intermediateCatchEvent", "receiveTask", "boundaryEvent", "callActivity")
NAMED = 6


def apply(context: Context) -> None:
    """Look for cycles in every process and sub-process."""
    for holder in context.holders():
        nodes = {node.get("id", ""): node for node in nodes_of(holder)}
        if nodes and not _may_be_ended(holder, list(nodes.values())):
            for ring in _rings(holder, nodes):
                _say(context, [nodes[name] for name in nodes if name in ring])


def with_step_names(why: str | None, assumptions: tuple[Assumption, ...]) -> str | None:
    """Why a model does not run; where it goes round for ever, with the names of the steps that do."""
    texts = [one.text for one in assumptions if one.code == CODE]
    return texts[0] if why is not None and "for ever" in why and texts else why


def _say(context: Context, ring: list[Element]) -> None:
    shown = [node for node in ring if not (node.get("id") or "").startswith("stepwell_")] or ring
    names = [quoted(title(node)) for node in shown[:NAMED]]
    if len(shown) == 1:
        words = _("{step} leads back to itself for ever: no way leads out of this cycle.", step=opens(shown[0]))
    elif len(shown) > NAMED:
        listed = capital(joined(", ", names))
        words = _("{steps} and others go round for ever: no way leads out of this cycle.", steps=listed)
    else:
        listed = capital(joined(", ", names))
        words = _("{steps} go round for ever: no way leads out of this cycle.", steps=listed)
    if not any(_stops(node) for node in ring):
        more = _("Nobody is asked on the way, so a case that gets there stops with an incident.")
        words = sentences(words, more)
    context.assume(CODE, shown[0], words)


def _stops(node: Element) -> bool:
    return bool(node.get(S + "ask") or service_in(node) or tag(node) in WAITS or tag(node) == "subProcess")


def _may_be_ended(holder: Element, nodes: list[Element]) -> bool:
    """Whether something outside the cycle may end it: a terminating or failing end, or what interrupts the scope."""
    for node in nodes:
        if tag(node) in ("endEvent", "intermediateThrowEvent") and any(
            tag(one) in ("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition",
                         "escalationEventDefinition") for one in definitions_of(node)
        ):  # fmt: skip
            return True
        if node.get("triggeredByEvent") == "true" and node.get(S + "interrupts") != "false":
            return True
    around = holder.getparent()
    borders = nodes_of(around) if around is not None and tag(holder) != "process" else []
    return any(tag(n) == "boundaryEvent" and n.get("attachedToRef") == holder.get("id") for n in borders)


def _rings(holder: Element, nodes: dict[str, Element]) -> list[set[str]]:
    """The cycles that no choice leads out of."""
    leaving: dict[str, list[str]] = {name: [] for name in nodes}
    for flow in flows_of(holder):
        if flow.get("sourceRef") in leaving and flow.get("targetRef") in nodes:
            leaving[flow.get("sourceRef", "")].append(flow.get("targetRef", ""))
    choosing = {name for name, node in nodes.items() if tag(node) in CHOOSING and len(leaving[name]) > 1}
    for name, node in nodes.items():
        host = node.get("attachedToRef", "")
        if tag(node) == "boundaryEvent" and host in leaving:
            leaving[host].append(name)
            if node.get("cancelActivity") != "false":
                choosing.add(host)
    found = []
    for ring in _strong(leaving):
        if len(ring) == 1 and not ring & set(leaving[next(iter(ring))]):
            continue
        if not any(name in choosing and set(leaving[name]) - ring for name in ring):
            found.append(ring)
    return found


def _strong(leaving: dict[str, list[str]]) -> list[set[str]]:
    """The sets of steps that lead to each other (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    held: set[str] = set()
    found: list[set[str]] = []
    for root in leaving:
        todo = [(root, iter(leaving[root]))] if root not in order else []
        while todo:
            name, ways = todo[-1]
            if name not in order:
                order[name] = low[name] = len(order)
                stack.append(name)
                held.add(name)
            ahead = next((way for way in ways if way not in order), None)
            if ahead is not None:
                todo.append((ahead, iter(leaving[ahead])))
                continue
            todo.pop()
            low[name] = min([order[name], *(low[way] for way in leaving[name] if way in held)])
            if low[name] == order[name]:
                at = stack.index(name)
                found.append(set(stack[at:]))
                held -= found[-1]
                del stack[at:]
    return found
