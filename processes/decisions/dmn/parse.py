"""DMN files to decisions and all that they call: DMN 1.1 to 1.5, whatever name space they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from processes import companions
from processes.decisions.dmn import item_types
from processes.decisions.dmn import parse_boxed as boxes
from processes.decisions.dmn.boxed_faults import Reading
from processes.decisions.dmn.xml import LONGEST_NAME, Element, child, children, name_of, tag, variable
from processes.decisions.model import EMPTY, Box, Data, Decision, Knowledge, Link, Model, Service
from processes.expressions.feel.syntax.tree import Type
from processes.messages import _

REQUIRED = {"requiredDecision": "decision", "requiredInput": "data", "requiredKnowledge": "knowledge"}
_VARIABLES = (
    "variable", "inputData", "decision", "businessKnowledgeModel", "decisionService", "itemComponent",
    "formalParameter", "parameter", "output", "column", "parameters",
)  # fmt: skip


def decisions_in(files: Mapping[str, bytes]) -> dict[str, Decision]:
    """The decisions of all DMN files by id; of two with one id the first counts. Raises Refused for no DMN."""
    found: dict[str, Decision] = {}
    for model in models_in(files):
        for decision in model.decisions.values():
            found.setdefault(decision.id, decision)
    return found


def models_in(files: Mapping[str, bytes]) -> list[Model]:
    """The models of all DMN files, each with those that it imports. Raises Refused for no DMN."""
    wanted = tuple((name, content) for name, content in files.items() if name.lower().endswith(".dmn"))
    return list(_linked(wanted))


def read(name: str, content: bytes) -> tuple[Decision, ...]:
    """The decisions of a DMN file in the order they are written; raises Refused for what is no DMN."""
    return tuple(_linked(((name, content),))[0].decisions.values())


@lru_cache(maxsize=32)
def _linked(files: tuple[tuple[str, bytes], ...]) -> tuple[Model, ...]:
    """Models in two rounds: first what each defines, then, with the names of those it imports, what each says."""
    roots = [companions.tree_of(name, content) for name, content in files]
    models = [_outline(root) for root in roots]
    by_space = {model.namespace: model for model in reversed(models)}
    for model in reversed(models):
        model.link(by_space)
    for model in models:
        model.link(by_space)
    for root, model in zip(roots, models, strict=True):
        _fill(root, model)
    for model in models:
        for decision in list(model.decisions.values()):
            below = "" if decision.fault else _fault_below(model, decision.links, frozenset())
            if fault := _missing(model, decision.links) or below:
                model.decisions[decision.id] = replace(decision, fault=fault)
    return tuple(models)


def _outline(root: Element) -> Model:
    """What a file defines, by name only."""
    names = {name_of(e) for e in root.iter() if tag(e) in _VARIABLES}
    names |= {" ".join(e.get("iteratorVariable", "").split()) for e in root.iter() if isinstance(e.tag, str)}
    imports = {name_of(e): e.get("namespace", "") for e in children(root, "import") if e.get("namespace")}
    types: dict[str, Type] = {name_of(e): Type("any") for e in children(root, "itemDefinition") if name_of(e)}
    return Model(namespace=root.get("namespace") or "", names=frozenset(names - {""}), imports=imports, types=types)


def _fill(root: Element, model: Model) -> None:
    fault = ""
    try:
        model.types = item_types.definitions(root, model.type_names)
    except item_types.BadType as error:
        model.types, fault = {}, error.words
    reading = Reading(root, model.known, model.type_names)
    titles = tuple(sorted({variable(e) for e in root if tag(e) in ("decision", "inputData")} - {""}))
    for element in root:
        id, kind = element.get("id") or element.get("name") or "", tag(element)
        reading.faults, reading.result = [fault] if fault else [], variable(element) if kind else ""
        if kind == "inputData":
            model.data[id] = Data(id, variable(element), _type(reading, element))
        elif kind == "decision":
            model.decisions[id] = _decision(reading, element, model, titles)
        elif kind == "businessKnowledgeModel":
            model.knowledge[id] = _knowledge(reading, element)
        elif kind == "decisionService":
            model.services[id] = _service(reading, element)


def _type(reading: Reading, element: Element) -> Type | None:
    inner = child(element, "variable")
    return reading.type(inner.get("typeRef")) if inner is not None else None


def _links(element: Element) -> tuple[Link, ...]:
    return tuple(
        _link(what, REQUIRED[tag(what)])
        for needs in children(element, "informationRequirement", "knowledgeRequirement")
        for what in children(needs, *REQUIRED)
    )


def _link(element: Element, kind: str) -> Link:
    space, _hash, id = element.get("href", "").rpartition("#")
    return Link(kind, space, id)


def _decision(reading: Reading, element: Element, model: Model, titles: tuple[str, ...]) -> Decision:
    links = _links(element)
    asked = {e.get("id", ""): variable(e) for e in children(reading.root, "inputData")}
    body = boxes.inside(reading, element)
    if body.kind == "empty" and not reading.faults:
        reading.faults.append(EMPTY)
    made = Decision(
        id=element.get("id") or element.get("name") or "",
        name=" ".join((element.get("name") or element.get("id") or "").split())[:LONGEST_NAME],
        variable=variable(element),
        requires=tuple(link.id for link in links if link.kind == "decision"),
        asks=tuple(asked[link.id] for link in links if link.kind == "data" and asked.get(link.id)),
        names=titles, fault=next(iter(reading.faults), ""), type=_type(reading, element), links=links, model=model,
    )  # fmt: skip
    if body.kind == "table" and body.table is not None:
        own = body.table
        return replace(made, policy=own.policy, inputs=own.inputs, outputs=own.outputs, rules=own.rules, body=body)
    return replace(made, formula=body.text if body.kind == "literal" else "", body=body)


def _knowledge(reading: Reading, element: Element) -> Knowledge:
    logic = child(element, "encapsulatedLogic")
    body = boxes.function(reading, logic, "", 0) if logic is not None else Box("empty")
    if body.kind == "empty" and not reading.faults:
        reading.faults.append(_("it is empty"))
    return Knowledge(
        element.get("id") or "", variable(element), body, _links(element), _type(reading, element),
        next(iter(reading.faults), ""),
    )  # fmt: skip


def _service(reading: Reading, element: Element) -> Service:
    """A service; its parameters are its input data and then its input decisions (DMN 1.5, 10.4)."""
    inputs = [_link(one, "data") for one in children(element, "inputData")]
    inputs += [_link(one, "decision") for one in children(element, "inputDecision")]
    outputs = tuple(_link(one, "decision") for one in children(element, "outputDecision"))
    return Service(element.get("id") or "", variable(element), outputs, tuple(inputs), _type(reading, element))


def _missing(model: Model, links: tuple[Link, ...]) -> str:
    """Which model is in none of the files; empty where all are."""
    gone = next((link.namespace for link in links if model.at(link.namespace) is None), None)
    if gone is None:
        return ""
    return _("it needs the model “{name}”, which is in no file that came with it", name=gone)


def _fault_below(model: Model, links: tuple[Link, ...], seen: frozenset[str]) -> str:
    """What is not understood in the functions that something calls; empty where nothing is."""
    for link in links:
        other = model.at(link.namespace)
        if other is None:
            return _missing(model, links)
        known = other.knowledge.get(link.id) if link.kind == "knowledge" else None
        if known is None or link.id in seen:
            continue
        if known.fault:
            return _("in {where} {fault}", where=_("“{name}”", name=known.name), fault=known.fault)
        below = _fault_below(other, known.links, seen | {link.id})
        if below:
            return below
    return ""


def sources(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """DMN files as text, without their drawings."""
    for name, content in files.items():
        if name.lower().endswith(".dmn"):
            root = companions.tree_of(name, content)
            for drawn in [e for e in root if tag(e) == "DMNDI"]:
                root.remove(drawn)
            yield name, etree.tostring(root, encoding="unicode")
