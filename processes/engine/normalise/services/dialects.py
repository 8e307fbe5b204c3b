"""What other tools write into the extensions of a model, read by local name."""

from __future__ import annotations

from processes.engine.normalise.context import Element


def topic_of(node: Element) -> str:
    """The topic under which a worker fetches a service task, in any of the dialects known; empty without one."""
    for name, value in node.attrib.items():
        local = str(name).rpartition("}")[2]
        if local == "topic" and "}" in str(name):
            return str(value)
    for element in node.iter():
        local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if local == "taskDefinition" and element.get("type"):
            return element.get("type", "")
        if local == "serviceTaskOperator" and element.get("id"):
            return element.get("id", "")
    return ""


def correlation_keys(message: Element) -> list[str]:
    """The data fields by which a message of Camunda 8 finds its receiver, as in `correlationKey="= order"`."""
    texts = (
        element.get("correlationKey", "").strip().removeprefix("=").strip()
        for element in message.iter()
        if isinstance(element.tag, str) and element.tag.endswith("}subscription")
    )
    return [text for text in texts if text.isidentifier()]
