"""Listeners: what other engines carry out beside a step. Expressions and Python scripts are kept, with their event.

On a node or flow stands `listeners`: a list of [event, what it sets or nothing, kind (value or script), text]. One for
the time that a task takes (`timeout`) is one of a timer at its border. Java classes, delegates, jobs of other engines
and other events are left where they are, for `unsupported` to say.
"""

from __future__ import annotations

import json
import re

from processes.engine.normalise.context import (
    NODES,
    B,
    Context,
    Element,
    S,
    definitions_of,
    nodes_of,
    remove,
    tag,
    text_of,
    title,
)
from processes.engine.normalise.times import is_told
from processes.engine.values import FROM_OUTSIDE
from processes.expressions import language

OF_STEPS = {"executionListener": ("start", "end"), "taskListener": ("create", "complete", "delete", *FROM_OUTSIDE)}
_HOLDER = r"(?:execution|task|delegateTask)\.setVariable(?:Local)?"
_SETS = re.compile(rf"[$#]\{{\s*{_HOLDER}\(\s*(['\"])([A-Za-z_]\w*)\1\s*,(.+)\)\s*\}}", re.DOTALL)
Heard = list[str]


def apply(context: Context) -> None:
    """Write on nodes and flows what is to be carried out beside them, and take it out of their extensions."""
    if not context.executable:
        return
    for process in context.processes():
        begin = [node for node in nodes_of(process) if tag(node) == "startEvent"]
        kept = _take_supported(process, ("start",)) if begin and not any(map(definitions_of, begin)) else []
        for node in begin:
            _write(node, kept)
        _write(process, _take_supported(process, ("end",)))
    for element in list(context.root.iter()):
        if tag(element) == "sequenceFlow":
            _write(element, _take_supported(element, ("take",)))
        elif tag(element) in NODES:
            _timeouts(context, element)
            _write(element, _take_supported(element, ()))


def _timeouts(context: Context, node: Element) -> None:
    """Have a timer at the border of a task, or of each of its rounds, carry out what is to be done after some time."""
    parent = node.getparent()
    for one in [e for e in _extensions(node) if _local(e) == "taskListener" and e.get("event") == "timeout"]:
        definition = next((child for child in one if tag(child) == "timerEventDefinition"), None)
        heard = _read(one, "timeout")
        if parent is None or definition is None or heard is None or not is_told(definition):
            continue
        name = context.new_id("timeout", node.get("id", ""), *filter(None, [one.get("id")]))
        border = context.add(parent, "boundaryEvent", id=name, name=title(node), cancelActivity="false")
        border.set("attachedToRef", node.get("id", ""))
        border.set(S + "at", node.get("id", ""))
        border.append(definition)
        _write(border, [heard])
        remove(one)


def _take_supported(element: Element, events: tuple[str, ...]) -> list[Heard]:
    """The listeners of an element that can be carried out, taken out of it; at these events, or those of steps."""
    found = []
    for one in _extensions(element):
        allowed = events or OF_STEPS.get(_local(one), ())
        said = one.get("event") or one.get("eventType") or ""
        is_one = _local(one) in OF_STEPS and (not events or _local(one) == "executionListener")
        heard = _read(one, said) if is_one and said in allowed else None
        if heard is not None:
            found.append(["end", *heard[1:]] if tag(element) == "boundaryEvent" else heard)
            remove(one)
    return found


def _extensions(element: Element) -> list[Element]:
    """What extends an element itself, not the elements inside it."""
    holders = [child for child in element if child.tag == B + "extensionElements"]
    return [one for holder in holders for one in holder.iter() if isinstance(one.tag, str)]


def _read(listener: Element, event: str) -> Heard | None:
    """One listener; None for what is not carried out here."""
    script = next((child for child in listener if _local(child) == "script"), None)
    if script is not None and text_of(script) and not script.get("resource"):
        text = text_of(script)
        said = script.get("scriptFormat") or script.get("language") or ""
        return [event, "", "script", text] if said and language.script_fault(text, said) is None else None
    text = (listener.get("expression") or "").strip()
    sets = _SETS.fullmatch(text)
    expression = language.expression("${" + sets.group(3) + "}" if sets else text) if text else None
    return [event, sets.group(2) if sets else "", "value", expression] if expression is not None else None


def _write(element: Element, kept: list[Heard]) -> None:
    if kept:
        known = json.loads(element.get(S + "listeners") or "[]")
        element.set(S + "listeners", json.dumps([*known, *kept], ensure_ascii=False))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
