"""Types of a DMN file: item definitions (DMN 1.5, 7.3.2) and what a `typeRef` names."""

from __future__ import annotations

from collections.abc import Iterator

from processes.decisions.dmn.xml import Element, child, children, name_of, text
from processes.expressions.feel import FeelError, parse_tests
from processes.expressions.feel.syntax.parser import Parser
from processes.expressions.feel.syntax.tree import Tests, Type
from processes.expressions.feel.syntax.type_names import SIMPLE
from processes.messages import _

OTHER_WORDS = {
    "integer": "number", "long": "number", "double": "number", "int": "number", "Number": "number", "float": "number",
    "decimal": "number", "String": "string", "str": "string", "Boolean": "boolean", "bool": "boolean", "Date": "date",
}  # fmt: skip
DEEPEST = 20


class BadType(Exception):
    """A type is not understood; the words end a sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def word(said: str) -> str:
    """A `typeRef` as DMN writes it today."""
    kind = said.strip().rpartition(":")[2].strip() if "<" not in said else said.strip()
    return OTHER_WORDS.get(kind, kind)


def type_of_ref(said: str | None, known: frozenset[str]) -> Type | None:
    """The type that a `typeRef` names; None, which takes everything, where it names none that is known."""
    if not said:
        return None
    kind = word(said)
    if kind in known or said.strip() in known:
        return Type("named", kind if kind in known else said.strip())
    if kind in SIMPLE:
        return Type(SIMPLE[kind], kind)
    try:
        return Parser(kind, frozenset(), known).type() if "<" in kind else None
    except FeelError:
        return None


def definitions(root: Element, known: frozenset[str]) -> dict[str, Type]:
    """The types that item definitions make, by name; raises BadType."""
    return {name_of(one): _definition(one, known, 0) for one in children(root, "itemDefinition") if name_of(one)}


def _definition(element: Element, known: frozenset[str], depth: int) -> Type:
    if depth > DEEPEST:
        raise BadType(_("a type is nested too deeply"))
    parts = list(children(element, "itemComponent"))
    function = child(element, "functionItem")
    reference = child(element, "typeRef")
    said = "".join(str(part) for part in reference.itertext()) if reference is not None else element.get("typeRef")
    base = type_of_ref(said, known) or Type("any", "Any")
    if parts:
        base = Type(
            "context", name_of(element), fields=tuple((name_of(p), _definition(p, known, depth + 1)) for p in parts)
        )
    elif function is not None:
        taken = tuple(type_of_ref(p.get("typeRef"), known) or Type("any") for p in children(function, "parameters"))
        base = Type("function", name_of(element), type_of_ref(function.get("outputTypeRef"), known), parameters=taken)
    base = _restricted(base, _tests(element, "allowedValues"))
    if (element.get("isCollection") or "").strip() in ("true", "1"):
        base = Type("list", name_of(element), base)
    return _restricted(base, _tests(element, "typeConstraint"))


def _restricted(base: Type, tests: Tests | None) -> Type:
    return base if tests is None else Type("all", base.name, parameters=(base,), allowed=tests)


def _tests(element: Element, which: str) -> Tests | None:
    written = text(child(element, which))
    try:
        return parse_tests(written) if written else None
    except FeelError as error:
        words = _("of the values that “{name}” allows {fault}", name=name_of(element), fault=error.words)
        raise BadType(words) from error


def components(element: Element) -> Iterator[str]:
    """The names of all parts of a type."""
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag.endswith("}itemComponent"):
            yield name_of(part)


def ordered(kind: Element | None, part: str, root: Element, depth: int = 0) -> str:
    """What a type, or a part of it, allows, as it is written: an output without values of its own takes their order."""
    if kind is None or depth > DEEPEST:
        return ""
    if part:
        inner = next((one for one in children(kind, "itemComponent") if name_of(one) == part), None)
        if inner is not None:
            return ordered(inner, "", root, depth + 1)
    written = text(child(kind, "allowedValues"))
    if written:
        return written
    reference = child(kind, "typeRef")
    said = "".join(str(t) for t in reference.itertext()).strip() if reference is not None else ""
    return ordered(item(root, said), part, root, depth + 1)


def item(root: Element, name: str | None) -> Element | None:
    """The item definition of a name."""
    wanted = word(name or "")
    return next((one for one in children(root, "itemDefinition") if wanted and name_of(one) == wanted), None)
