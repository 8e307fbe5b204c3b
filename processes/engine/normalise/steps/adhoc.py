"""Ad-hoc sub-processes: a question in the middle, from which every step is reached and to which it leads back."""

from __future__ import annotations

from processes.engine.normalise import conditions
from processes.engine.normalise.context import (
    B,
    Context,
    Element,
    S,
    definitions_of,
    incoming,
    nodes_of,
    opens,
    outgoing,
    tag,
    text_of,
    title,
)
from processes.forms.schema import ALL_IS_DONE
from processes.messages import _, in_english, sentences

LEFT_BY = ("errorEventDefinition", "terminateEventDefinition", "cancelEventDefinition")


def mark(context: Context, holder: Element) -> None:
    """Turn an ad-hoc sub-process into a plain one, and remember how its steps are to be chosen."""
    holder.tag = B + "subProcess"
    if any(tag(node) == "startEvent" for node in nodes_of(holder)):
        words = _("{step} is drawn without order but with a start: it runs in the order drawn.", step=opens(holder))
        context.assume("AD_HOC", holder, words, blocks=True)
        return
    holder.set(S + "adhoc", "sequential" if holder.get("ordering") == "Sequential" else "parallel")
    words = _("{step} has no order: a person chooses what is done next, and when all is done.", step=opens(holder))
    if context.executable and any(tag(child) == "completionCondition" and text_of(child) for child in holder):
        expression = conditions.condition_in(holder, "completionCondition")
        if expression is None:
            context.assume("AD_HOC_END", holder, sentences(words, _("Its own condition cannot be read.")), blocks=True)
        else:
            holder.set(S + "until", expression)
    context.assume("AD_HOC", holder, words)


def apply(context: Context) -> None:
    """Draw the question into every ad-hoc sub-process."""
    for holder in list(context.holders()):
        if holder.get(S + "adhoc") and nodes_of(holder):
            _question(context, holder)


def _question(context: Context, holder: Element) -> None:
    about = holder.get("id", "")
    offered, last = _selectable_steps(holder), _last(holder)
    start = context.add(holder, "startEvent", id=context.new_id("start", about))
    name = "".join(("What is next in ", title(holder), "?"))  # in English, as it is kept
    chooser = context.add(holder, "exclusiveGateway", id=context.new_id("next", about), name=name)
    end = context.add(holder, "endEvent", id=context.new_id("done", about))
    context.connect(holder, start.get("id", ""), chooser.get("id", ""))
    for node in offered:
        context.connect(holder, chooser.get("id", ""), node.get("id", "")).set("name", title(node))
    out = context.connect(holder, chooser.get("id", ""), end.get("id", ""))
    out.set("name", in_english(ALL_IS_DONE))
    chooser.set("default", out.get("id", ""))
    rest = "keep" if holder.get("cancelRemainingInstances") == "false" else ""
    for attribute, value in {
        "ask": "choice",
        "at": about,
        "adhoc": holder.attrib.pop(S + "adhoc"),
        "rest": rest,
    }.items():
        if value:
            chooser.set(S + attribute, str(value))
    if holder.get(S + "until"):
        chooser.set(S + "until", str(holder.attrib.pop(S + "until")))
    for node in last:
        if tag(node) == "endEvent":
            node.tag = B + "intermediateThrowEvent"
        context.connect(holder, node.get("id", ""), chooser.get("id", ""))


def _selectable_steps(holder: Element) -> list[Element]:
    """The steps that may be chosen: those that nothing leads to."""
    arriving = incoming(holder)
    nodes = [node for node in nodes_of(holder) if not _beside(node) and tag(node) != "endEvent"]
    return [node for node in nodes if node.get("id") not in arriving] or nodes[:1]


def _last(holder: Element) -> list[Element]:
    """The steps after which the question comes again: those that lead to nothing."""
    leaving = outgoing(holder)
    return [
        node
        for node in nodes_of(holder)
        if node.get("id") not in leaving
        and (tag(node) == "boundaryEvent" or not _beside(node))
        and not any(tag(definition) in LEFT_BY for definition in definitions_of(node))
    ]


def _beside(node: Element) -> bool:
    return (
        tag(node) == "boundaryEvent"
        or node.get("triggeredByEvent") == "true"
        or node.get("isForCompensation") == "true"
    )
