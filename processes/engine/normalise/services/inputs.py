"""What models of other builders give a service: its inputs, headers and outputs, by local name."""

from __future__ import annotations

from collections.abc import Iterator

from processes.engine.normalise.context import Element, S, text_of
from processes.expressions import templates
from processes.expressions.templates import CannotKeep
from processes.messages import _


def local(element: Element) -> str:
    """The tag without its name space."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def within(node: Element, name: str) -> Iterator[Element]:
    """The elements of this local name inside a node, whatever their name space."""
    return (element for element in node.iter() if element is not node and local(element) == name)


def attribute(node: Element, name: str) -> str:
    """The value of an attribute of another builder's, by local name; empty where there is none."""
    return next((str(v) for k, v in node.attrib.items() if "}" in str(k) and str(k).rpartition("}")[2] == name), "")


def own_attribute(node: Element, name: str) -> str:
    """The value of one of our attributes; empty where there is none."""
    return node.get(S + name, "")


def zeebe_inputs(node: Element) -> dict[str, str]:
    """The inputs of a connector template, as written."""
    mapping = next(within(node, "ioMapping"), None)
    rows = [] if mapping is None else [e for e in mapping if local(e) == "input"]
    return {e.get("target", ""): e.get("source", "") for e in rows}


def zeebe_headers(node: Element) -> dict[str, str]:
    """The task headers of a connector template, as written."""
    return {e.get("key", ""): e.get("value", "") for e in within(node, "header") if e.get("key")}


def task_type(node: Element) -> tuple[str, int | None]:
    """The type of a task definition, and how often it may be tried."""
    for element in within(node, "taskDefinition"):
        tries = element.get("retries", "")
        return element.get("type", ""), int(tries) if tries.isdigit() else None
    return "", None


def camunda_connector(node: Element) -> tuple[str, dict[str, Element], dict[str, Element]]:
    """The id of a connector with its input and output parameters; empty where there is none."""
    for connector in within(node, "connector"):
        name = next((text_of(e) for e in within(connector, "connectorId")), "")
        return name, _parameters(connector, "inputParameter"), _parameters(connector, "outputParameter")
    return "", {}, {}


def _parameters(connector: Element, kind: str) -> dict[str, Element]:
    return {e.get("name", ""): e for e in within(connector, kind)}


def camunda_value(parameter: Element | None) -> object:
    """Compile what stands in an input parameter: text, a list or a map."""
    if parameter is None:
        return ""
    inner = next((child for child in parameter if local(child)), None)
    if inner is None:
        return templates.text(text_of(parameter))
    if local(inner) == "map":
        return {e.get("key", ""): templates.text(text_of(e)) for e in within(inner, "entry")}
    if local(inner) == "list":
        return [templates.text(text_of(e)) for e in inner]
    raise CannotKeep(_("its input “{name}” is a script", name=parameter.get("name")))


def spiff_operator(node: Element) -> tuple[str, dict[str, str], str]:
    """A service task operator: its id, its parameters as written, and the variable for the result."""
    for element in within(node, "serviceTaskOperator"):
        given = {e.get("id", ""): e.get("value", "") for e in within(element, "parameter")}
        return element.get("id", ""), given, element.get("resultVariable", "")
    return "", {}, ""


def spiff_value(written: str) -> object:
    """Compile a parameter of an operator, which is an expression; quoted text stays text."""
    bare = written.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"" and bare[0] not in bare[1:-1]:
        return templates.text(bare[1:-1])
    return templates.compile_expression(bare) if bare else ""


def flow_fields(node: Element) -> dict[str, object]:
    """The fields of an Activiti or Flowable service, compiled."""
    found: dict[str, object] = {}
    for element in within(node, "field"):
        given = element.get("stringValue") or element.get("expression") or text_of(element)
        found[element.get("name", "")] = templates.text(given)
    return found
