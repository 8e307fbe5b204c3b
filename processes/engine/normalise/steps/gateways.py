"""Gateways: splits made explicit, and a person asked wherever the model does not decide by itself."""

from __future__ import annotations

from processes.engine.normalise import conditions
from processes.engine.normalise.context import (
    GATEWAYS,
    B,
    Context,
    Element,
    S,
    incoming,
    nodes_of,
    opens,
    outgoing,
    quoted_title,
    remove,
    tag,
    text_of,
    title,
)
from processes.expressions import language
from processes.messages import _


def apply(context: Context) -> None:
    """Go through the splits of every process and sub-process."""
    for holder in list(context.holders()):
        nodes = {node.get("id", ""): node for node in nodes_of(holder)}
        for node in nodes.values():
            if tag(node) == "complexGateway":
                _complex(context, holder, node)
            elif tag(node) == "eventBasedGateway":
                _event_gateway(context, holder, node, nodes)
        _implicit(context, holder, nodes)
        leaving = outgoing(holder)
        for node in nodes_of(holder):
            _decide(context, node, leaving.get(node.get("id", ""), []))


def _complex(context: Context, holder: Element, node: Element) -> None:
    """Keep a condition on what has come; without one, it is an inclusive gateway."""
    wanted = any(tag(child) == "activationCondition" and text_of(child) for child in node)
    expression = conditions.condition_in(node, "activationCondition") if context.executable else None
    if expression is not None:
        node.set(S + "activation", expression)
        return
    node.tag = B + "inclusiveGateway"
    meets = len(incoming(holder).get(node.get("id", ""), [])) > 1
    if wanted:
        words = _(
            "{step} has a rule of its own that is not worked out here: it works like an inclusive gateway.",
            step=opens(node),
        )
    else:
        words = _(
            "{step} has rules of its own that are not written down: it works like an inclusive gateway.",
            step=opens(node),
        )
    context.assume("COMPLEX_GATEWAY", node, words, blocks=wanted or meets)


def _event_gateway(context: Context, holder: Element, node: Element, nodes: dict[str, Element]) -> None:
    leaving = outgoing(holder).get(node.get("id", ""), [])
    arriving = incoming(holder)
    targets = [nodes[flow.get("targetRef", "")] for flow in leaving if flow.get("targetRef") in nodes]
    waits = all(tag(t) in ("intermediateCatchEvent", "receiveTask") and not t.get(S + "ask") for t in targets)
    if context.executable and targets and waits and node.get("eventGatewayType") != "Parallel":
        return
    node.tag = B + "exclusiveGateway"
    if not leaving:
        return
    node.set(S + "ask", "event")
    words = _("{step} waits for what happens first: a person says what it was.", step=opens(node))
    context.assume("EVENT_BY_PERSON", node, words, blocks=True)
    for flow, target in zip(leaving, targets, strict=False):
        if len(arriving.get(target.get("id", ""), [])) == 1 and target.get(S + "ask") not in (None, "work"):
            if not flow.get("name"):
                flow.set("name", title(target))
            target.tag = B + "intermediateThrowEvent"
            del target.attrib[S + "ask"]


def _implicit(context: Context, holder: Element, nodes: dict[str, Element]) -> None:
    for source, flows in outgoing(holder).items():
        node = nodes.get(source)
        if node is None or tag(node) in GATEWAYS or (len(flows) < 2 and not _asks_the_only_way(context, node, flows)):
            continue
        chosen = node.get("default") or any(_condition(flow) is not None for flow in flows)
        kind = "inclusiveGateway" if chosen else "parallelGateway"
        name = "".join(("After ", title(node)))  # in English, as it is kept
        gateway = context.add(holder, kind, id=context.new_id("split", source), name=name)
        gateway.set(S + "at", source)
        for flow in flows:
            flow.set("sourceRef", gateway.get("id", ""))
        if node.get("default"):
            gateway.set("default", node.attrib.pop("default"))
        context.connect(holder, source, gateway.get("id", ""))
        if len(flows) < 2:
            continue
        if chosen:
            words = _("Several flows leave {step}: those whose condition holds are followed.", step=quoted_title(node))
        else:
            words = _("Several flows leave {step}: all of them are followed at once.", step=quoted_title(node))
        context.assume("IMPLICIT_SPLIT", node, words)


def _condition(flow: Element) -> Element | None:
    return next((child for child in flow if tag(child) == "conditionExpression"), None)


def _only_condition(node: Element, flows: list[Element]) -> Element | None:
    """The condition of the only way out of a step; None where there is none that counts."""
    condition = _condition(flows[0]) if len(flows) == 1 and flows[0].get("id") != node.get("default") else None
    return condition if text_of(condition) else None


def _asks_the_only_way(context: Context, node: Element, flows: list[Element]) -> bool:
    """Whether the only way out of a step is taken only if its condition holds."""
    condition = _only_condition(node, flows)
    if not context.executable or condition is None:
        return False
    found = language.condition(text_of(condition), conditions.language_in(condition))
    return found is not None and (not language.is_bare(found) or _declared(node))


def _always(context: Context, node: Element, flow: Element) -> None:
    """Say of the only way out of a step that nobody asks whether its condition holds."""
    why = conditions.fault([(flow, _condition(flow))]) if context.executable else ""
    if why:
        words = _(
            "The only way out of {step} has a condition: it is always taken, people see to the rest ({why}).",
            step=quoted_title(node),
            why=why,
        )
    else:
        words = _(
            "The only way out of {step} has a condition: it is always taken, people see to the rest.",
            step=quoted_title(node),
        )
    context.assume("WAY_ALWAYS_TAKEN", flow, words, blocks=True)


def _decide(context: Context, node: Element, flows: list[Element]) -> None:
    alone = len(flows) < 2 and not _asks_the_only_way(context, node, flows)
    if alone and tag(node) not in ("parallelGateway", "eventBasedGateway") and _only_condition(node, flows) is not None:
        _always(context, node, flows[0])
    if alone or tag(node) not in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
        for flow in flows:
            condition = _condition(flow)
            if condition is not None:
                remove(condition)
        return
    if node.get(S + "ask"):
        return
    if context.executable and _conditions(context, node, flows):
        return
    node.set(S + "ask", "choice" if tag(node) == "exclusiveGateway" else "choices")
    why = conditions.fault([(flow, _condition(flow)) for flow in flows]) if context.executable else ""
    if why:
        words = _("{step} branches: a person chooses which way to go ({why}).", step=opens(node), why=why)
    else:
        words = _("{step} branches: a person chooses which way to go.", step=opens(node))
    context.assume("CHOICE_BY_PERSON", node, words, blocks=True)


def _conditions(context: Context, node: Element, flows: list[Element]) -> bool:
    """Whether all flows but the default one have a condition that can be evaluated; sets it on the flow."""
    default = node.get("default")
    before = len(context.assumptions)
    found = {}
    for flow in flows:
        if flow.get("id") == default:
            continue
        expression = conditions.read(context, node, flow, _condition(flow))
        if expression is None or (language.is_bare(expression) and not _declared(node)):
            del context.assumptions[before:]
            return False
        found[flow.get("id", "")] = expression
    for flow in flows:
        if flow.get("id") in found:
            flow.set(S + "condition", found[flow.get("id", "")])
    return True


def _declared(node: Element) -> bool:
    """Whether the process is declared executable, so that a single word is a variable and not a label."""
    return any(holder.get("isExecutable") == "true" for holder in node.iterancestors(B + "process"))
