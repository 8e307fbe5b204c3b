"""Service steps: who or what carries them out, and with which settings.

On the runnable node stand `service` (worker, http, mail or call) and `settings` (JSON), in our name space. A node that
has a `topic` only is an external task of a worker: so models were kept before there were other services.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from processes.engine.normalise.context import Context, Element, S, nodes_of, tag
from processes.engine.normalise.services.connectors import http_of
from processes.engine.normalise.services.dialects import topic_of
from processes.engine.normalise.services.inputs import task_type
from processes.engine.normalise.services.mails import mail_of
from processes.expressions.templates import CannotKeep

OFFERED = ("serviceTask", "sendTask", "businessRuleTask")


def clear(context: Context) -> None:
    """Take away what only this import may write, so that a model cannot bring settings of its own making."""
    for holder in context.holders():
        for node in (holder, *nodes_of(holder)):
            for name in ("service", "settings", *(() if tag(node) in OFFERED else ("topic",))):
                if node.get(S + name) is not None:
                    del node.attrib[S + name]


def offer(context: Context, node: Element) -> str | None:
    """Hand a step to the service that its extensions name; None if so, else why not, empty where they name none."""
    try:
        for service, read in (("mail", mail_of), ("http", http_of)):
            settings = read(node)
            if settings is not None:
                hand_to(node, service, settings)
                return None
    except CannotKeep as fault:
        return fault.words
    topic = topic_of(node)
    if topic:
        hand_to(node, "worker", {}, topic)
    return None if topic else ""


def takes_inputs(node: Element) -> bool:
    """Whether a step is one of a connector of Camunda 8, whose inputs say what is sent, and are no fields."""
    return tag(node) in OFFERED and task_type(node)[0].startswith("io.camunda:")


def is_offered(context: Context, node: Element) -> bool:
    """Whether a step is one that a service carries out, and that may so end with an error of its own."""
    if tag(node) not in OFFERED:
        return bool(service_in(node))
    try:
        return bool(service_in(node) or topic_of(node) or mail_of(node) or http_of(node))
    except CannotKeep:
        return False


def hand_to(node: Element, service: str, settings: dict[str, Any], topic: str = "") -> None:
    """Write on a node which service carries it out."""
    node.set(S + "service", service)
    if settings:
        node.set(S + "settings", json.dumps(settings, ensure_ascii=False, sort_keys=True))
    if topic:
        node.set(S + "topic", topic)


def service_in(node: Element) -> str:
    """The service that stands on a runnable node; empty where people or the engine do it."""
    return node.get(S + "service") or ("worker" if node.get(S + "topic") else "")


def settings_in(node: Element) -> dict[str, Any]:
    """The settings that stand on a runnable node."""
    text = node.get(S + "settings")
    found = orjson.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
