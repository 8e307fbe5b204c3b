"""The expressions, scripts and names in a model: what each says, and what it is for whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.change.draft import Element
from processes.model.elements import BDI

_SCRIPTS = frozenset({"script", "preScript", "postScript"})
# Elements whose whole text is an expression, and what it is for.
_WHOLE = {
    "conditionExpression": "condition", "condition": "condition", "activationCondition": "condition",
    "loopCondition": "repeats", "completionCondition": "repeats", "loopCardinality": "repeats",
    "timeDate": "time", "timeDuration": "time", "timeCycle": "time", "messagePath": "key", "dataPath": "key",
    "from": "mapping", "transformation": "mapping", "formalExpression": "setting", "expression": "setting",
}  # fmt: skip
# Attributes whose whole value is an expression or the name of a field, by the elements that have them.
_NAMES = {
    "source": "mapping",
    "sourceExpression": "mapping",
    "collection": "repeats",
    "inputCollection": "repeats",
    "correlationKey": "key",
    "expression": "setting",
    "completionCondition": "repeats",
    "dataInputItem": "mapping",
}
_MAPPINGS = frozenset({"input", "output", "inputParameter", "outputParameter", "in", "out"})
_DECISIONS = frozenset({"calledDecision", "calledDecisionId"})
_MARKED = re.compile(r"[$#]\{((?:[^{}]|\{[^{}]*\})*)\}")
_FILLED = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_FORMS = frozenset({"form", "userTaskForm", "formField", "formProperty", "formData"})


@dataclass(frozen=True, slots=True)
class Said:
    """An expression or script at an element; `use` is condition, script, repeats, time, key, mapping, text, setting."""

    at: Element
    text: str
    use: str


def texts(root: Element) -> Iterator[Said]:
    """All that is worked out in a model, the forms and the drawing aside."""
    todo = [root]
    while todo:
        element = todo.pop()
        if not isinstance(element.tag, str) or element.tag.startswith(BDI):
            continue
        local = etree.QName(element).localname
        if local not in _FORMS:
            yield from _own(element, local)
            yield from _attributes(element, local)
            todo += reversed(element)


def _own(element: Element, local: str) -> Iterator[Said]:
    text = (element.text or "").strip()
    if not text or local in _DECISIONS:
        return
    if local in _SCRIPTS:
        yield Said(element, text, "script")
    elif local in _WHOLE:
        yield Said(element, text, _WHOLE[local])
    else:
        use = "mapping" if local in _MAPPINGS else "text" if local in ("documentation", "text") else "setting"
        yield from (Said(element, one, use) for one in _inside(text))


def _attributes(element: Element, local: str) -> Iterator[Said]:
    for name, given in element.attrib.items():
        bare, value = str(name).rpartition("}")[2], str(given)
        if bare in _NAMES and value.strip():
            use = "mapping" if local in _MAPPINGS else _NAMES[bare]
            yield from (Said(element, one, use) for one in _inside(value) or [value.strip()])
        else:
            use = "mapping" if local in _MAPPINGS else "setting"
            yield from (Said(element, one, use) for one in _inside(value))


def _inside(text: str) -> list[str]:
    """The expressions in a text by their marks: `=…` as a whole, `${…}`, `#{…}`, `{{ … }}` and `{% … %}` in it."""
    if text.startswith("="):
        return [text[1:]]
    filled = (a or b for a, b in _FILLED.findall(text))
    return [*_MARKED.findall(text), *filled]
