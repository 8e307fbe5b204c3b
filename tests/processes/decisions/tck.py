"""Reading the test cases of the DMN TCK: what is given, what is expected, and whether an answer is that."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from processes.decisions import DmnFiles
from processes.expressions.feel.temporal.calendar import UTC, Date, Moment, Time

NOW = Moment(Date(2026, 11, 29), Time(12, 0, 0, 0, UTC))
NUMBERS = frozenset(("decimal", "double", "float", "int", "integer", "long"))
_ZEROS = re.compile(r"(\.\d*?)0+(?=$|Z|[+@-])")
Typed = tuple[str, Any]


def local(element: etree._Element) -> str:
    """The name of an element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def read(element: etree._Element) -> Typed:
    """A value of a test file with its kind."""
    parts = [child for child in element if local(child) in ("value", "list", "component")]
    attributes = {etree.QName(name).localname: str(said) for name, said in (parts[0].attrib.items() if parts else ())}
    if not parts or attributes.get("nil") == "true":
        return "null", None
    if local(parts[0]) == "component":
        return "context", {part.get("name"): read(part) for part in parts}
    if local(parts[0]) == "list":
        return "list", [read(item) for item in parts[0] if local(item) == "item"]
    kind, text = attributes.get("type", "string").rpartition(":")[2], parts[0].text or ""
    if kind in NUMBERS:
        return "number", float(text)
    return (kind, text.strip() == "true") if kind == "boolean" else (kind, text if kind == "string" else text.strip())


def plain(typed: Typed) -> Any:
    """A value as process data."""
    kind, found = typed
    if kind == "context":
        return {name: plain(one) for name, one in found.items()}
    if kind == "list":
        return [plain(one) for one in found]
    return int(found) if kind == "number" and found == int(found) else found


def same(expected: Typed, given: Any) -> bool:
    """Whether an answer is what is expected; numbers to eight digits."""
    kind, wanted = expected
    if kind == "number":
        number = isinstance(given, int | float) and not isinstance(given, bool)
        return number and math.isclose(wanted, given, rel_tol=1e-8, abs_tol=1e-8)
    if kind == "context":
        known = isinstance(given, dict) and given.keys() == wanted.keys()
        return known and all(same(one, given[name]) for name, one in wanted.items())
    if kind == "list":
        return isinstance(given, list) and len(given) == len(wanted) and all(map(same, wanted, given))
    if kind in ("null", "boolean", "string"):
        return type(given) is type(wanted) and given == wanted
    return isinstance(given, str) and _moment(given) == _moment(wanted)


def _moment(text: str) -> str:
    return re.sub(r"\.(?=$|Z|[+@-])", "", _ZEROS.sub(r"\1", text)).replace("+00:00", "Z")


def verdicts(folder: Path) -> Iterator[tuple[str, str]]:
    """The cases of a group by name, each as right, refused (with words) or wrong."""
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        model = folder / next((child.text or "" for child in root if local(child) == "modelName"), "").strip()
        others = [other for other in sorted(folder.glob("*.dmn")) if other != model]
        desk = DmnFiles({path.name: path.read_bytes() for path in (model, *others)})
        for case in (child for child in root if local(child) == "testCase"):
            if case.get("type", "decision") != "decision":
                continue
            data = {child.get("name"): plain(read(child)) for child in case if local(child) == "inputNode"}
            for node in (child for child in case if local(child) == "resultNode"):
                wanted = next((read(child) for child in node if local(child) == "expected"), ("null", None))
                name = node.get("name") or ""
                given, error = desk.answer(name, data, NOW)
                may_fail = node.get("errorResult") == "true"
                fine = same(wanted, given) and (wanted[1] is not None or may_fail or not error)
                verdict = "right" if fine or (error and may_fail) else "refused" if error else "wrong"
                yield f"{folder.name}/{case.get('id')} {name}", verdict
