"""Ids, and references that name nothing: every flow node and flow gets one id of its own."""

from __future__ import annotations

from processes.engine.normalise.context import NODES, B, Context, Element, tag
from processes.messages import _
from processes.model.read import said_of_twins, twins

REFERENCES = (
    ("messageEventDefinition", "messageRef", "message"),
    ("signalEventDefinition", "signalRef", "signal"),
    ("errorEventDefinition", "errorRef", "error"),
    ("escalationEventDefinition", "escalationRef", "escalation"),
    ("receiveTask", "messageRef", "message"),
    ("sendTask", "messageRef", "message"),
)


def apply(context: Context) -> None:
    """Give ids where there are none or where they are taken, and drop references to nothing."""
    _ids(context)
    known = {kind: _give_names(context, kind) for kind in ("message", "signal", "error", "escalation")}
    for name, attribute, kind in REFERENCES:
        for element in context.root.iter(B + name):
            _reference(context, element, attribute, known[kind])


def _ids(context: Context) -> None:
    """Steps keep their ids before flows do, and flows before processes: people and cases know the steps by them."""
    seen: dict[str, str] = {}
    same = twins(context.root)
    taken = {str(e.get("id")) for e in context.root.iter() if e.get("id")}
    for kinds in (NODES, {"sequenceFlow"}, {"process"}):
        for element in [e for e in context.root.iter() if tag(e) in kinds]:
            known, kind = element.get("id"), tag(element)
            if not known or known in seen:
                element.set("id", _free(known, taken) if known else context.new_id(kind))
            if known in seen:
                alike = seen[known] in kinds
                context.twins[element.get("id", "")] = said_of_twins(known, same[known]) if alike else ""
                _say(context, element, known, same[known], alike)
            seen.setdefault(element.get("id", ""), kind)
    for known, several in same.items():
        if not any(tag(element) in NODES | {"sequenceFlow", "process"} for element in several):
            words = _("{twins}. The first one counts.", twins=said_of_twins(known, several))
            context.assume("DUPLICATE_ID", several[0], words, blocks=len({tag(e) for e in several}) < len(several))


def _say(context: Context, element: Element, known: str, same: list[Element], alike: bool) -> None:
    """Two of a kind cannot be told apart by what refers to them; a step and its process or a flow can."""
    said = said_of_twins(known, same)
    if alike:
        words = _("{twins}. The first one counts, the second one runs under a name of its own.", twins=said)
    elif tag(element) == "sequenceFlow":
        words = _("{twins}. The first one counts, the flow runs under a name of its own.", twins=said)
    else:
        words = _("{twins}. The first one counts, the process runs under a name of its own.", twins=said)
    context.assume("DUPLICATE_ID", element, words, blocks=alike)
    if not alike:
        _follow(context, element, known)


def _follow(context: Context, element: Element, known: str) -> None:
    """Let what names a flow or process find it under its new id, now that a step alone has the old one."""
    if tag(element) == "sequenceFlow":
        source = next(
            (e for e in context.root.iter() if tag(e) in NODES and e.get("id") == element.get("sourceRef")), None
        )
        if source is not None and source.get("default") == known:
            source.set("default", element.get("id", ""))
        return
    for name, attribute in (("participant", "processRef"), ("callActivity", "calledElement")):
        for reference in context.root.iter(B + name):
            if reference.get(attribute, "").rpartition(":")[2] == known:
                reference.set(attribute, element.get("id", ""))


def _free(known: str, taken: set[str]) -> str:
    number = 2
    while f"{known}-{number}" in taken:
        number += 1
    taken.add(f"{known}-{number}")
    return f"{known}-{number}"


def _give_names(context: Context, kind: str) -> set[str]:
    for element in context.root.iter(B + kind):
        if not element.get("id"):
            element.set("id", context.new_id(kind))
        if not element.get("name"):
            element.set("name", element.get("id", ""))
    return {element.get("id", "") for element in context.root.iter(B + kind)}


def _reference(context: Context, element: Element, attribute: str, known: set[str]) -> None:
    value = element.get(attribute)
    if value is None or value in known:
        return
    local = value.rpartition(":")[2]
    if local in known:
        element.set(attribute, local)
        return
    del element.attrib[attribute]
    words = _(
        "An event refers to “{name}”, which the file does not hold: the event is known by its own name.", name=value
    )
    context.assume("REFERENCE_TO_NOTHING", element, words, blocks=True)
