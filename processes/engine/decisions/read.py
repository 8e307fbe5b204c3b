"""DMN files to decisions: tables and literal expressions of DMN 1.1 to 1.5, whatever name space they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from processes.engine import companions
from processes.engine.decisions.values import POLICIES, Decision, Input, Output, Rule
from processes.engine.scripts import feel
from processes.engine.scripts.feel import FeelError

MOST_RULES = 2_000
MOST_CELLS = 10_000
LONGEST_NAME = 200
AGGREGATIONS = {"SUM": "C+", "MIN": "C<", "MAX": "C>", "COUNT": "C#"}
PYTHONIC = ("python", "")
_JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
Element = etree._Element


def decisions_in(files: Mapping[str, bytes]) -> dict[str, Decision]:
    """The decisions of all DMN files by id; of two with one id the first counts. Raises Refused for no DMN."""
    found: dict[str, Decision] = {}
    for name, content in files.items():
        if name.lower().endswith(".dmn"):
            for decision in read(name, content):
                found.setdefault(decision.id, decision)
    return found


@lru_cache(maxsize=32)
def read(name: str, content: bytes) -> tuple[Decision, ...]:
    """The decisions of a DMN file in the order they are written; raises Refused for what is no DMN."""
    root = companions.tree_of(name, content)
    titles = {e.get("id", ""): _name(e) for e in root if _tag(e) in ("decision", "inputData")}
    names = tuple(sorted({title for title in titles.values() if title}))
    read = [_decision(e, titles, names) for e in root if _tag(e) == "decision"]
    found, cells = [], 0
    for decision in read:
        cells += len(decision.rules) * (len(decision.inputs) + len(decision.outputs)) + 10
        found.append(_checked(decision, cells))
    return tuple(found)


def _tag(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: Element | None, *tags: str) -> Iterator[Element]:
    return (child for child in element if _tag(child) in tags) if element is not None else iter(())


def _child(element: Element | None, *tags: str) -> Element | None:
    return next(_children(element, *tags), None)


def _text(element: Element | None) -> str:
    inner = _child(element, "text")
    return "".join(str(part) for part in inner.itertext()).strip() if inner is not None else ""


def _name(element: Element) -> str:
    variable = _child(element, "variable")
    name = (variable.get("name") if variable is not None else "") or element.get("name") or ""
    return " ".join(name.split())[:LONGEST_NAME]


def _decision(element: Element, titles: Mapping[str, str], names: tuple[str, ...]) -> Decision:
    required = [
        (_tag(what), what.get("href", "").rpartition("#")[2])
        for needs in _children(element, "informationRequirement")
        for what in _children(needs, "requiredDecision", "requiredInput")
    ]
    made = Decision(
        id=element.get("id") or element.get("name") or "",
        name=" ".join((element.get("name") or element.get("id") or "").split())[:LONGEST_NAME],
        variable=_name(element),
        requires=tuple(ref for kind, ref in required if kind == "requiredDecision"),
        asks=tuple(titles[ref] for kind, ref in required if kind == "requiredInput" and titles.get(ref)),
        names=names,
    )
    table, formula = _child(element, "decisionTable"), _child(element, "literalExpression")
    if table is not None:
        return _table(made, table)
    if formula is None or not _text(formula):
        kinds = [_tag(child) for child in element if _tag(child) in ("context", "invocation", "relation", "list")]
        return replace(made, fault=f"it is {'a ' + kinds[0] if kinds else 'empty'} and no table or expression")
    text, fault = _expression(formula, _text(formula))
    return replace(made, formula=text, fault=fault)


def _expression(element: Element, text: str) -> tuple[str, str]:
    """The text of an expression, and what speaks against it; JUEL around a name or path is FEEL as well."""
    language = (element.get("expressionLanguage") or "").lower()
    juel = _JUEL.fullmatch(text)
    if juel:
        return juel.group(1).strip(), ""
    if any(other in language for other in ("groovy", "javascript", "ecmascript", "jruby")):
        return text, f"its language is {element.get('expressionLanguage')}"
    return text, ""


def _table(made: Decision, table: Element) -> Decision:
    inputs, faults = [], []
    for number, column in enumerate(_children(table, "input"), 1):
        asked = _child(column, "inputExpression")
        text, fault = _expression(asked, _text(asked)) if asked is not None else ("", "")
        faults.append(f"in input {number} {fault}" if fault else "")
        label = column.get("label") or text or f"Input {number}"
        kind = asked.get("typeRef", "") if asked is not None else ""
        inputs.append(Input(label, text or column.get("label") or "", _type(kind)))
    outputs = [_output(made, column, n) for n, column in enumerate(_children(table, "output"), 1)]
    return replace(
        made, policy=_policy(table), inputs=tuple(inputs), outputs=tuple(outputs),
        rules=tuple(_rule(row) for row in _children(table, "rule")), fault=next(filter(None, faults), ""),
    )  # fmt: skip


def _policy(table: Element) -> str:
    said = (table.get("hitPolicy") or "UNIQUE").strip().upper()
    if said in POLICIES:
        return said
    letter = said[:1]
    return AGGREGATIONS.get((table.get("aggregation") or "").upper(), "C") if letter == "C" else letter


# Values between commas; a comma in quotes belongs to its text.
_PARTS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^,])+')


def _output(made: Decision, column: Element, number: int) -> Output:
    name = column.get("name") or column.get("label") or (made.result if number == 1 else f"output_{number}")
    order = _text(_child(column, "outputValues"))
    return Output(
        name=name,
        label=column.get("label") or "",
        type=_type(column.get("typeRef") or ""),
        default=_text(_child(column, "defaultOutputEntry")),
        order=tuple(part.strip() for part in _PARTS.findall(order) if part.strip()),
    )


def _type(said: str) -> str:
    kind = said.rpartition(":")[2].strip()
    known = {"integer": "number", "long": "number", "double": "number", "int": "number", "dateTime": "date and time",
             "Number": "number", "String": "string", "Boolean": "boolean", "bool": "boolean", "str": "string",
             "float": "number", "Date": "date"}  # fmt: skip
    return known.get(kind, kind)


def _rule(row: Element) -> Rule:
    notes = [_text(note) for note in _children(row, "annotationEntry")]
    description = _child(row, "description")
    told = "".join(str(t) for t in description.itertext()).strip() if description is not None else ""
    return Rule(
        tuple(_text(cell) for cell in _children(row, "inputEntry")),
        tuple(_text(cell) for cell in _children(row, "outputEntry")),
        " ".join(filter(None, [told, *notes])),
    )


def _checked(decision: Decision, cells: int) -> Decision:
    """The decision with its fault, if it has one: what it holds must be FEEL that is understood, and not too much."""
    if decision.fault:
        return decision
    if decision.policy not in POLICIES:
        return replace(decision, fault=f"its hit policy is “{decision.policy}”")
    if len(decision.rules) > MOST_RULES or cells > MOST_CELLS:
        return replace(decision, fault=f"there are more than {MOST_RULES:,} rules or {MOST_CELLS:,} cells in its file")
    if not decision.formula and not decision.outputs:
        return replace(decision, fault="it has no output")
    if decision.policy in AGGREGATIONS.values() and len(decision.outputs) != 1:
        return replace(decision, fault="it adds up several outputs at once")
    return replace(decision, fault=next(_faults(decision), ""))


def _faults(decision: Decision) -> Iterator[str]:
    names = frozenset(decision.names)
    texts = [(decision.formula, "the expression")] if decision.formula else []
    texts += [(column.expression, f"input {n}") for n, column in enumerate(decision.inputs, 1)]
    texts += [(column.default, f"the default of output {n}") for n, column in enumerate(decision.outputs, 1)]
    texts += [
        (one, f"the values of output {n}") for n, column in enumerate(decision.outputs, 1) for one in column.order
    ]
    for number, rule in enumerate(decision.rules, 1):
        if len(rule.inputs) != len(decision.inputs) or len(rule.outputs) != len(decision.outputs):
            yield f"rule {number} has another number of cells than the table has columns"
            return
        texts += [(cell, f"rule {number}, output {n}") for n, cell in enumerate(rule.outputs, 1)]
        for n, cell in enumerate(rule.inputs, 1):
            try:
                feel.parse_tests(cell, names)
            except FeelError as error:
                yield f"in rule {number}, input {n}, {error}"
    for text, where in texts:
        try:
            if text and text != "-":
                feel.parse(text, names)
        except FeelError as error:
            yield f"in {where}, {error}"
