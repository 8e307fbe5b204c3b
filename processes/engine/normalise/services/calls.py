"""Calls of other processes of the library: which one, in which version, and which data go there and come back.

What stands in the model is read in the dialects of Camunda 7 (`camunda:in`, `camunda:out`), Camunda 8 (`ioMapping`) and
our own (`stepwell:version`). It becomes the settings of a service step of the kind `call`:

    {"process": key, "version": "live" or a number, "all_in": bool, "in": [[to, kind, from]], "all_out": …, "out": …}

where kind is `field` or `expression`.
"""

from __future__ import annotations

import json
from typing import Any

from processes.engine.normalise.context import Context, Element, S, opens, tag
from processes.engine.normalise.services.service_tasks import hand_to
from processes.expressions import language
from processes.messages import _

Pairs = list[list[str]]
OWN_KEY = ("${execution.processBusinessKey}", "#{execution.processBusinessKey}", "${execution.businessKey}")


def called_process(node: Element) -> str:
    """The name by which a call activity calls its process, without a prefix; empty where it names none."""
    name = node.get("calledElement") or ""
    if not name:
        name = next((e.get("processId", "") for e in _extensions(node) if _local(e) == "calledElement"), "")
    return name.strip().rpartition(":")[2]


def is_known(context: Context, node: Element) -> bool:
    """Whether a step calls a process that is in the library, and not in this file."""
    if tag(node) != "callActivity" or called_process(node) not in context.known:
        return False
    return all(process.get("id") != called_process(node) for process in context.processes())


def offer(context: Context, node: Element) -> bool:
    """Have a call start a case of another process of the library; False where the library has no such process."""
    if not is_known(context, node):
        return False
    key = context.known[called_process(node)]
    version = _version(context, node)
    settings: dict[str, Any] = {"process": key, "version": version}
    _data(context, node, settings)
    hand_to(node, "call", settings)
    if version == "live":
        words = _(
            "{step} starts a case of the process “{process}”, its live version, and waits.",
            step=opens(node),
            process=key,
        )
    else:
        words = _(
            "{step} starts a case of the process “{process}”, its version {version}, and waits.",
            step=opens(node),
            process=key,
            version=str(version),
        )
    context.assume("CALLS_PROCESS", node, words)
    return True


def map_inside_file(context: Context, node: Element) -> None:
    """Have a call of a process of this file that says which data go there and come back keep to that."""
    settings: dict[str, Any] = {}
    _data(context, node, settings)
    settings.pop("business_key", None)
    for way, attribute in (("in", "inputs"), ("out", "outputs")):
        rules = json.loads(node.attrib.pop(S + attribute, "[]"))
        if rules and not settings[way]:
            settings[f"all_{way}"] = False
        settings[way] += [
            [target, "field" if kind == "copy" else "expression", source] for target, kind, source in rules
        ]
    if context.executable and settings != {"all_in": True, "all_out": True, "in": [], "out": []}:
        node.set(S + "mapping", json.dumps(settings, ensure_ascii=False, sort_keys=True))


def _version(context: Context, node: Element) -> str | int:
    """The version to call: a number, or whichever is live at the time."""
    binding = _attribute(node, "calledElementBinding") or "latest"
    number = _attribute(node, "version") or ""
    if binding == "version":
        number = number or _attribute(node, "calledElementVersion") or ""
    for element in _extensions(node):
        if _local(element) == "calledElement":
            binding = element.get("bindingType") or binding
    if number.isdigit() and 0 < int(number) < 1_000_000:
        return int(number)
    if binding not in ("latest", "version") or number not in ("", "live"):
        words = _(
            "{step} asks for a version that cannot be told from its model: the live one is called.", step=opens(node)
        )
        context.assume("CALLS_LIVE", node, words)
    return "live"


def _data(context: Context, node: Element, settings: dict[str, Any]) -> None:
    given, back = Pairs(), Pairs()
    everything = {"in": False, "out": False}
    zeebe = {"propagateAllParentVariables": "true", "propagateAllChildVariables": "true"}
    old = {"in": False, "out": False}
    for element in _extensions(node):
        kind, way = _local(element), {"input": "in", "output": "out"}.get(_local(element), _local(element))
        if kind == "calledElement":
            zeebe |= {name: element.get(name, "true") for name in zeebe}
        elif way in ("in", "out"):
            if element.get("businessKey") is not None:
                _business_key(context, node, element.get("businessKey", ""), settings)
                continue
            old[way] = old[way] or kind == way
            everything[way] = everything[way] or element.get("variables") == "all"
            pair = _pair(context, node, element)
            (given if way == "in" else back).extend([pair] if pair else [])
    takes_all = everything["in"] or not old["in"]
    settings["all_in"] = takes_all and zeebe["propagateAllParentVariables"] != "false"
    settings["all_out"] = everything["out"] or (not back and zeebe["propagateAllChildVariables"] != "false")
    if old["out"] and not everything["out"]:
        settings["all_out"] = False
    settings["in"], settings["out"] = given, back


def _pair(context: Context, node: Element, element: Element) -> list[str] | None:
    target = (element.get("target") or "").strip()
    text = element.get("sourceExpression") or ""
    source = (element.get("source") or "").strip()
    if not target or not (text or source):
        return None
    if not text and not source.startswith("="):
        return [target, "field", source]
    expression = language.expression(text or source, clock=False)
    if expression is None:
        words = _(
            "{step} hands over “{name}” by an expression that cannot be computed here: it is left out.",
            step=opens(node),
            name=target,
        )
        context.assume("CALL_DATA_ASIDE", node, words, blocks=True)
        return None
    return [target, "expression", expression]


def _business_key(context: Context, node: Element, text: str, settings: dict[str, Any]) -> None:
    """By which key the called case is known: the caller's own one, unless the model says another."""
    if text.strip() in OWN_KEY:
        return
    expression = language.expression(text, clock=False)
    if expression is None:
        words = _(
            "{step} names the called case by an expression that is not understood: its own is taken.", step=opens(node)
        )
        context.assume("CALL_DATA_ASIDE", node, words, blocks=True)
    else:
        settings["business_key"] = expression


def _extensions(node: Element) -> list[Element]:
    return [e for child in node if tag(child) == "extensionElements" for e in child.iter() if isinstance(e.tag, str)]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(node: Element, local: str) -> str | None:
    """The value of an attribute that a tool's name space adds."""
    for name, value in node.attrib.items():
        if str(name).endswith("}" + local):
            return str(value).strip()
    return None
