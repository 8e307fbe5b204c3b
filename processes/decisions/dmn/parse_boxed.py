"""Boxed expressions of a DMN file as values (DMN 1.5, 10.2.1), each text read once to say what is not understood."""

from __future__ import annotations

import re

from processes.decisions.dmn import item_types
from processes.decisions.dmn.boxed_faults import AGGREGATIONS, Reading, check_table, with_place
from processes.decisions.dmn.xml import Element, child, children, expression, name_of, tag, text
from processes.decisions.model import POLICIES, Box, Input, Output, Rule, Table
from processes.expressions.feel.syntax.tree import Type
from processes.messages import _

KINDS = (
    "decisionTable", "literalExpression", "context", "invocation", "relation", "list", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip
DEEPEST = 30
EMPTY = Box("empty")
# Two ends without brackets around them.
_STEPS = re.compile(r"\s*[^\[\](){}\"']+\.\.[^\[\](){}\"']+")
# Values between commas; a comma in quotes belongs to its text.
_PARTS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^,])+')


def inside(reading: Reading, element: Element | None, where: str = "", depth: int = 0) -> Box:
    """The boxed expression in an element; an empty one where there is none."""
    found = child(element, *KINDS)
    return EMPTY if found is None else box(reading, found, where, depth + 1)


def box(reading: Reading, element: Element, where: str = "", depth: int = 0) -> Box:
    """An element that is a boxed expression."""
    if depth > DEEPEST:
        reading.faults.append(_("its boxes are nested too deeply"))
        return EMPTY
    kind, typed = tag(element), reading.type(element.get("typeRef"))
    if kind == "literalExpression":
        return _literal(reading, element, where, typed)
    if kind == "decisionTable":
        return Box("table", table=table(reading, element), type=typed)
    if kind == "functionDefinition":
        return function(reading, element, where, depth)
    if kind == "context":
        entries = list(children(element, "contextEntry"))
        names = tuple(name_of(child(entry, "variable")) for entry in entries)
        types = tuple(_typed(reading, child(entry, "variable")) for entry in entries)
        boxes = tuple(
            inside(reading, e, _("“{name}”,", name=name) if name else where, depth)
            for e, name in zip(entries, names, strict=True)
        )
        return Box("context", "", boxes, names, types, typed)
    if kind == "invocation":
        bindings = list(children(element, "binding"))
        names = tuple(name_of(child(binding, "parameter")) for binding in bindings)
        boxes = (inside(reading, element, where, depth), *(inside(reading, b, where, depth) for b in bindings))
        return Box("invocation", "", boxes, names, type=typed)
    if kind == "relation":
        names = tuple(name_of(column) for column in children(element, "column"))
        rows = tuple(Box("list", "", _all(reading, row, where, depth)) for row in children(element, "row"))
        return Box("relation", "", rows, names, type=typed)
    if kind == "list":
        return Box("list", "", _all(reading, element, where, depth), type=typed)
    parts = {"conditional": ("if", "then", "else"), "filter": ("in", "match"), "for": ("in", "return")}
    wanted = parts.get(kind, ("in", "satisfies"))
    if kind in ("for", "some", "every"):
        _read_steps(child(child(element, "in"), "literalExpression"))
    boxes = tuple(inside(reading, child(element, one), where, depth) for one in wanted)
    return Box(kind, " ".join((element.get("iteratorVariable") or "").split()), boxes, type=typed)


def _read_steps(element: Element | None) -> None:
    """Write `1..9`, which only a loop walks through, as the loop that gives these."""
    inner = child(element, "text")
    if inner is not None and _STEPS.fullmatch(inner.text or ""):
        inner.text = f"for step in {inner.text} return step"


def _all(reading: Reading, element: Element, where: str, depth: int) -> tuple[Box, ...]:
    return tuple(box(reading, one, where, depth + 1) for one in element if tag(one) in KINDS)


def _typed(reading: Reading, variable: Element | None) -> Type | None:
    return reading.type(variable.get("typeRef")) if variable is not None else None


def _literal(reading: Reading, element: Element, where: str, typed: Type | None) -> Box:
    if child(element, "importedValues") is not None:
        reading.faults.append(_("it takes values from another file, which is not carried out"))
    written, fault = expression(element, text(element))
    if fault:
        reading.faults.append(with_place(where, fault))
    elif written:
        reading.check(written, where)
    return Box("literal" if written else "empty", written, type=typed)


def function(reading: Reading, element: Element, where: str, depth: int) -> Box:
    """A function in a box; what is in another language is not carried out."""
    if (element.get("kind") or "FEEL").upper() != "FEEL":
        words = _("it calls a function in {language}, which is not carried out", language=element.get("kind"))
        reading.faults.append(words)
        return EMPTY
    parameters = list(children(element, "formalParameter"))
    return Box(
        "function", "", (inside(reading, element, where, depth),), tuple(name_of(one) for one in parameters),
        tuple(reading.type(one.get("typeRef")) for one in parameters), reading.type(element.get("typeRef")),
    )  # fmt: skip


def table(reading: Reading, element: Element) -> Table:
    """A decision table with what is not understood in it noted."""
    if (element.get("preferredOrientation") or "").strip().lower() == "crosstable" and len(
        list(children(element, "output"))
    ) > 1:
        reading.faults.append(_("it is a crosstab of several outputs, which is not carried out"))
    inputs = tuple(_input(reading, column, n) for n, column in enumerate(children(element, "input"), 1))
    outputs = tuple(_output(reading, element, column, n) for n, column in enumerate(children(element, "output"), 1))
    rules = tuple(_rule(row) for row in children(element, "rule"))
    made = Table(reading.result, _policy(element), inputs, outputs, rules)
    reading.cells += len(rules) * (len(inputs) + len(outputs)) + 10
    check_table(reading, made)
    return made


def _input(reading: Reading, column: Element, number: int) -> Input:
    asked = child(column, "inputExpression")
    written, fault = expression(asked, text(asked)) if asked is not None else ("", "")
    if fault:
        reading.faults.append(with_place(_("input {number}", number=str(number)), fault))
    label = column.get("label") or written or _("Input {number}", number=str(number))
    kind = item_types.word(asked.get("typeRef", "") if asked is not None else "")
    return Input(label, written or column.get("label") or "", kind, text(child(column, "inputValues")))


def _output(reading: Reading, table: Element, column: Element, number: int) -> Output:
    name = name_of(column) or column.get("label") or (reading.result if number == 1 else f"output_{number}")
    order = text(child(column, "outputValues"))
    if not order:
        whole = item_types.item(reading.root, table.get("typeRef"))
        order = item_types.ordered(item_types.item(reading.root, column.get("typeRef")), "", reading.root)
        order = order or item_types.ordered(whole, name_of(column), reading.root)
    return Output(
        name=name,
        label=column.get("label") or "",
        type=item_types.word(column.get("typeRef") or ""),
        default=text(child(column, "defaultOutputEntry")),
        order=tuple(part.strip() for part in _PARTS.findall(order) if part.strip()),
    )


def _policy(element: Element) -> str:
    said = (element.get("hitPolicy") or "UNIQUE").strip().upper()
    if said in POLICIES:
        return said
    letter = said[:1]
    return AGGREGATIONS.get((element.get("aggregation") or "").upper(), "C") if letter == "C" else letter


def _rule(row: Element) -> Rule:
    notes = [text(note) for note in children(row, "annotationEntry")]
    description = child(row, "description")
    told = "".join(str(t) for t in description.itertext()).strip() if description is not None else ""
    return Rule(
        tuple(text(cell) for cell in children(row, "inputEntry")),
        tuple(text(cell) for cell in children(row, "outputEntry")),
        " ".join(filter(None, [told, *notes])),
    )
