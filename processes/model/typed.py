"""From a tree with ids to the typed graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from lxml import etree

from processes.model.elements import BDC, BDI, NODES, B, local, text_of
from processes.model.graph import (
    CONTAINERS,
    Bounds,
    Flow,
    Graph,
    Lane,
    MessageFlow,
    Node,
    Note,
    Pool,
)

Element = etree._Element


def graph_of(root: Element) -> Graph:
    """Read a tree in which every flow and flow node has an id; the first of two equal ids counts."""
    processes = root.findall(f"{B}process")
    lanes = _lanes(processes)
    lane_of = _lane_of(lanes)
    nodes: dict[str, Node] = {}
    for process in processes:
        _collect(process, process.get("id", ""), lane_of, None, nodes)
    flows = _flows(root, nodes)
    return Graph(
        processes=tuple(p.get("id", "") for p in processes),
        names={p.get("id", ""): p.get("name", "") for p in processes},
        nodes=_joined(nodes, flows),
        flows=flows,
        lanes=lanes,
        pools=_pools(root),
        message_flows=_message_flows(root),
        notes=_notes(root),
        bounds=_bounds(root),
    )


def _collect(
    scope: Element, process: str, lane_of: dict[str, str], inherited: str | None, found: dict[str, Node]
) -> None:
    for element in scope:
        kind = local(element)
        if kind not in NODES or element.get("id", "") in found:
            continue
        lane = lane_of.get(element.get("id", ""), inherited)
        found[element.get("id", "")] = _node(element, kind, process, scope.get("id", ""), lane)
        if kind in CONTAINERS:
            _collect(element, process, lane_of, lane, found)


def _node(element: Element, kind: str, process: str, scope: str, lane: str | None) -> Node:
    link = element.find(f"{B}linkEventDefinition")
    return Node(
        id=element.get("id", ""),
        type=kind,
        name=(element.get("name") or "").strip(),
        process=process,
        scope=scope,
        lane=lane,
        documentation="\n\n".join(filter(None, (text_of(d) for d in element.findall(f"{B}documentation")))),
        default=element.get("default"),
        events=tuple(local(c) for c in element if local(c).endswith("EventDefinition")),
        attached_to=element.get("attachedToRef"),
        interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) != "false",
        loop=_loop(element),
        for_compensation=element.get("isForCompensation") == "true",
        triggered_by_event=element.get("triggeredByEvent") == "true",
        link=None if link is None else link.get("name", ""),
    )


def _loop(element: Element) -> str | None:
    many = element.find(f"{B}multiInstanceLoopCharacteristics")
    if many is not None:
        return "sequential" if many.get("isSequential") == "true" else "parallel"
    return "loop" if element.find(f"{B}standardLoopCharacteristics") is not None else None


def _flows(root: Element, nodes: dict[str, Node]) -> dict[str, Flow]:
    """Flows wherever they are filed; those that lead from or to nowhere are left to the findings."""
    flows: dict[str, Flow] = {}
    for element in root.iter(f"{B}sequenceFlow"):
        source, target = element.get("sourceRef", ""), element.get("targetRef", "")
        if source not in nodes or target not in nodes or element.get("id", "") in flows:
            continue
        condition = element.find(f"{B}conditionExpression")
        parent = element.getparent()
        flows[element.get("id", "")] = Flow(
            id=element.get("id", ""),
            source=source,
            target=target,
            name=(element.get("name") or "").strip(),
            condition=None if condition is None else text_of(condition),
            is_default=nodes[source].default == element.get("id"),
            scope=parent.get("id", "") if parent is not None else "",
        )
    return flows


def _joined(nodes: dict[str, Node], flows: dict[str, Flow]) -> dict[str, Node]:
    incoming: dict[str, list[str]] = defaultdict(list)
    outgoing: dict[str, list[str]] = defaultdict(list)
    for flow in flows.values():
        incoming[flow.target].append(flow.id)
        outgoing[flow.source].append(flow.id)
    return {i: replace(n, incoming=tuple(incoming[i]), outgoing=tuple(outgoing[i])) for i, n in nodes.items()}


def _lanes(processes: list[Element]) -> dict[str, Lane]:
    found: dict[str, Lane] = {}
    for process in processes:
        for lane in process.iter(f"{B}lane"):
            above = next((a for a in lane.iterancestors(f"{B}lane")), None)
            found[lane.get("id", "")] = Lane(
                id=lane.get("id", ""),
                name=(lane.get("name") or "").strip(),
                process=process.get("id", ""),
                parent=above.get("id") if above is not None else None,
                nodes=tuple(text_of(r) for r in lane.findall(f"{B}flowNodeRef")),
            )
    return found


def _lane_of(lanes: dict[str, Lane]) -> dict[str, str]:
    """The name of the innermost lane of each node: inner lanes come later in document order."""
    return {node: lane.name or lane.id for lane in lanes.values() for node in lane.nodes}


def _pools(root: Element) -> dict[str, Pool]:
    return {
        e.get("id", ""): Pool(e.get("id", ""), (e.get("name") or "").strip(), _unprefixed(e.get("processRef", "")))
        for e in root.iter(f"{B}participant")
    }


def _message_flows(root: Element) -> dict[str, MessageFlow]:
    return {
        e.get("id", ""): MessageFlow(
            e.get("id", ""),
            _unprefixed(e.get("sourceRef", "")),
            _unprefixed(e.get("targetRef", "")),
            e.get("name") or "",
        )
        for e in root.iter(f"{B}messageFlow")
    }


def _notes(root: Element) -> dict[str, Note]:
    ties: dict[str, list[str]] = defaultdict(list)
    for tie in root.iter(f"{B}association"):
        source, target = _unprefixed(tie.get("sourceRef", "")), _unprefixed(tie.get("targetRef", ""))
        ties[source].append(target)
        ties[target].append(source)
    return {
        e.get("id", ""): Note(
            e.get("id", ""),
            text_of(e.find(f"{B}text")),
            tuple(ties.get(e.get("id", ""), ())),
        )
        for e in root.iter(f"{B}textAnnotation")
    }


def _bounds(root: Element) -> dict[str, Bounds]:
    found: dict[str, Bounds] = {}
    for shape in root.iter(f"{BDI}BPMNShape"):
        box = shape.find(f"{BDC}Bounds")
        name = _unprefixed(shape.get("bpmnElement", ""))
        if box is None or not name or name in found:
            continue
        try:
            x, y, width, height = (float(box.get(k, "0")) for k in ("x", "y", "width", "height"))
        except ValueError:
            continue
        found[name] = Bounds(x, y, width, height)
    return found


def _unprefixed(name: str) -> str:
    return name.rsplit(":", 1)[-1]
