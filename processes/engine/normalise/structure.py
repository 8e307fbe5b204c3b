"""The shape: flows that lead nowhere, links, empty sub-processes, missing starts and ends."""

from __future__ import annotations

from processes.engine.normalise.context import (
    CONTAINERS,
    B,
    Context,
    Element,
    definitions_of,
    flows_of,
    incoming,
    nodes_of,
    opens,
    quoted_title,
    remove,
    tag,
)
from processes.engine.normalise.steps import adhoc
from processes.messages import _


def apply(context: Context) -> None:
    """Make every process and sub-process a graph in itself."""
    for holder in reversed(list(context.holders())):
        if tag(holder) in CONTAINERS and not nodes_of(holder):
            _collapsed(context, holder)
    _file_flows(context)
    for holder in context.holders():
        if tag(holder) == "adHocSubProcess":
            adhoc.mark(context, holder)
        _dangling(context, holder)
        _links(context, holder)
        _boundaries(context, holder)


def _collapsed(context: Context, holder: Element) -> None:
    holder.tag = B + "userTask"
    for child in list(holder):
        if tag(child) not in ("documentation", "extensionElements", "multiInstanceLoopCharacteristics"):
            holder.remove(child)
    words = _("The sub-process {step} has no steps of its own in this file: it is one task.", step=quoted_title(holder))
    context.assume("EMPTY_SUBPROCESS", holder, words, blocks=True)


def _file_flows(context: Context) -> None:
    """Some tools file a flow under another process than its two ends: put it where they are."""
    home = {node.get("id", ""): holder for holder in context.holders() for node in nodes_of(holder)}
    for flow in list(context.root.iter(B + "sequenceFlow")):
        source, target = home.get(flow.get("sourceRef", "")), home.get(flow.get("targetRef", ""))
        if source is not None and source is target and flow.getparent() is not source:
            source.append(flow)


def _dangling(context: Context, holder: Element) -> None:
    nodes = {node.get("id", ""): node for node in nodes_of(holder)}
    for flow in flows_of(holder):
        source, target = nodes.get(flow.get("sourceRef", "")), nodes.get(flow.get("targetRef", ""))
        if source is None or target is None:
            words = _("A flow leads from or to a step that is not there (or across a border): it is left out.")
        elif tag(source) == "endEvent" or tag(target) in ("startEvent", "boundaryEvent"):
            words = _("A flow leaves an end or enters a start: it is left out.")
        else:
            continue
        context.assume("DANGLING_FLOW", flow, words, blocks=True)
        holder.remove(flow)


def _boundaries(context: Context, holder: Element) -> None:
    hosts = {node.get("id") for node in nodes_of(holder) if tag(node) != "boundaryEvent"}
    for node in nodes_of(holder):
        if tag(node) == "boundaryEvent" and node.get("attachedToRef") not in hosts:
            words = _("{step} is attached to nothing: it is left out.", step=opens(node))
            context.assume("BOUNDARY_WITHOUT_HOST", node, words, blocks=True)
            _remove_with_flows(holder, node)


def _remove_with_flows(holder: Element, node: Element) -> None:
    for flow in flows_of(holder):
        if node.get("id") in (flow.get("sourceRef"), flow.get("targetRef")):
            remove(flow)
    remove(node)


def _links(context: Context, holder: Element) -> None:
    catches: dict[str, Element] = {}
    throws: list[tuple[str, Element]] = []
    for node in nodes_of(holder):
        for definition in definitions_of(node):
            if tag(definition) != "linkEventDefinition":
                continue
            node.remove(definition)
            key = (definition.get("name") or node.get("name") or "").strip()
            if tag(node) == "intermediateCatchEvent":
                if key in catches:
                    words = _("Two events catch the link “{name}”: what is thrown goes to the first.", name=key)
                    context.assume("LINK_TWICE", node, words, blocks=True)
                catches.setdefault(key, node)
                node.tag = B + "intermediateThrowEvent"
            else:
                throws.append((key, node))
    for key, node in throws:
        node.tag = B + "intermediateThrowEvent"
        if key in catches:
            context.connect(holder, node.get("id", ""), catches[key].get("id", ""))
        else:
            context.assume(
                "LINK_TO_NOWHERE", node, _("The link {step} has no other end.", step=quoted_title(node)), blocks=True
            )


def close(context: Context) -> None:
    """Give every process and sub-process one way in; several ends are welcome, a missing one is implied."""
    for holder in list(context.holders()):
        if nodes_of(holder):
            _entry(context, holder)


def _begins(node: Element) -> bool:
    """Whether a token comes to a node without a flow."""
    beside = node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
    return beside or tag(node) in ("startEvent", "boundaryEvent")


def _entry(context: Context, holder: Element) -> None:
    nodes = nodes_of(holder)
    arriving = incoming(holder)
    starts = [node for node in nodes if tag(node) == "startEvent"]
    loose = [node for node in nodes if node.get("id") not in arriving and not _begins(node)]
    if starts and loose:
        for node in loose:
            words = _("Nothing leads to {step}: it is not part of a run.", step=quoted_title(node))
            context.assume("UNREACHABLE", node, words)
        return
    if starts:
        return
    if not loose:
        loose = [node for node in nodes if not _begins(node) and tag(node) != "endEvent"][:1]
        if loose:
            words = _("The process has no beginning: {step} is taken as the first step.", step=quoted_title(loose[0]))
            context.assume("NO_ENTRY", loose[0], words, blocks=True)
    start = context.add(holder, "startEvent", id=context.new_id("start", holder.get("id", "")))
    for node in loose:
        context.connect(holder, start.get("id", ""), node.get("id", ""))
    if len(loose) > 1 or tag(holder) == "process":
        words = _("There is no start event: a run begins with every step that nothing leads to.")
        context.assume("START_ADDED", holder, words)
