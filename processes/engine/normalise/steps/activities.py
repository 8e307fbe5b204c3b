"""Activities: work for people, and in executable mode scripts, services and messages as modelled."""

from __future__ import annotations

import copy

from processes.engine.normalise import conditions, lifetimes, mappings
from processes.engine.normalise.context import (
    ACTIVITIES,
    B,
    Context,
    Element,
    S,
    definitions_of,
    nodes_of,
    opens,
    tag,
    text_of,
)
from processes.engine.normalise.services import calls, service_tasks
from processes.engine.normalise.steps import business_rule_task
from processes.expressions import language
from processes.messages import Message, _

PEOPLE = ("task", "userTask", "manualTask")
GLOBAL = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
STANDS_FOR: dict[str, Message] = {
    "serviceTask": _("{step} stands for a service of its own: a person does or confirms it."),
    "sendTask": _("{step} stands for sending a message: a person does or confirms it."),
    "receiveTask": _("{step} stands for receiving a message: a person does or confirms it."),
    "businessRuleTask": _("{step} stands for a business rule: a person does or confirms it."),
    "scriptTask": _("{step} stands for a script: a person does or confirms it."),
}
WHY_NOT: dict[str, Message] = {
    "serviceTask": _(
        "{step} stands for a service of its own: a person does or confirms it (it cannot be carried out: {why})."
    ),
    "sendTask": _(
        "{step} stands for sending a message: a person does or confirms it (it cannot be carried out: {why})."
    ),
    "receiveTask": _(
        "{step} stands for receiving a message: a person does or confirms it (it cannot be carried out: {why})."
    ),
    "businessRuleTask": _(
        "{step} stands for a business rule: a person does or confirms it (it cannot be carried out: {why})."
    ),
    "scriptTask": _("{step} stands for a script: a person does or confirms it (it cannot be carried out: {why})."),
}


def apply(context: Context) -> None:
    """Decide for each activity who or what does it."""
    called = {process.get("id") for process in context.processes() if nodes_of(process)}
    for holder in list(context.holders()):
        for node in nodes_of(holder):
            kind = tag(node)
            if kind in PEOPLE:
                node.set(S + "ask", node.get(S + "ask") or "work")
            elif kind == "callActivity":
                _call(context, node, called)
            elif kind in ACTIVITIES and kind in STANDS_FOR:
                _work(context, node, kind)


def _call(context: Context, node: Element, called: set[str | None]) -> None:
    wanted = calls.called_process(node)
    if wanted in called:
        node.set("calledElement", wanted)
        calls.map_inside_file(context, node)
        return
    if _global(context, node, wanted) or calls.offer(context, node):
        return
    words = _(
        "{step} calls a process that is neither in this file nor in the library: it is one task.", step=opens(node)
    )
    context.assume("CALLED_ELSEWHERE", node, words, blocks=True)
    context.ask(node, "work")


def _global(context: Context, node: Element, wanted: str) -> bool:
    """A call of a task that the file describes once for all becomes a task of that kind."""
    task = next((e for e in context.root if tag(e).startswith("global") and wanted and e.get("id") == wanted), None)
    kind = GLOBAL.get(tag(task), "") if task is not None else ""
    if task is None or not kind:
        return False
    if kind in PEOPLE:
        context.ask(node, "work")
        return True
    node.tag = B + kind
    node.extend(copy.deepcopy([child for child in task if tag(child) in ("script", "extensionElements")]))
    for name, value in task.attrib.items():
        if name not in ("id", "name"):
            node.set("scriptFormat" if name == "scriptLanguage" else name, value)
    _work(context, node, kind)
    return True


def _work(context: Context, node: Element, kind: str) -> None:
    why = _why_not(context, node, kind) if context.executable else ""
    if why is None:
        return
    sentence = (WHY_NOT if why else STANDS_FOR)[kind]
    words = _(sentence.id, step=opens(node), why=why)
    context.assume("DONE_BY_PERSON", node, words, blocks=True)
    context.ask(node, "message" if kind == "receiveTask" else "work")


def _why_not(context: Context, node: Element, kind: str) -> str | None:
    """Why the engine cannot see to this step as modelled, empty where the model does not say how; None if it can."""
    if kind == "scriptTask":
        return _script_fault(node)
    if kind == "receiveTask":
        return None if _message(context, node) else ""
    if kind == "businessRuleTask" and (why := business_rule_task.offer(context, node)) is not None:
        return why or None
    why = service_tasks.offer(context, node)
    return None if why is None or (kind == "sendTask" and _message(context, node)) else why


def _script_fault(node: Element) -> str | None:
    script = next((child for child in node if tag(child) == "script"), None)
    if script is None or not text_of(script):
        return mappings.formula(node)
    return language.script_fault(text_of(script), conditions.script_language(node))


def _message(context: Context, node: Element) -> bool:
    names = {element.get("id"): element.get("name", "") for element in context.root.iter(B + "message")}
    reference = node.get("messageRef") or next((d.get("messageRef") for d in definitions_of(node)), None)
    if reference not in names:
        return False
    node.set(S + "name", names[reference])
    lifetimes.keep(context, node, node, reference)
    return True
