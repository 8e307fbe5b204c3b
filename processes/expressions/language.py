"""Which conditions and scripts can be carried out: a part of Python, and the common part of FEEL and JUEL."""

from __future__ import annotations

import ast
import json
import re
from functools import lru_cache

from processes.expressions import juel as juel_module
from processes.expressions import juel_values
from processes.expressions.feel import FeelError, as_python, asks_time, in_words, parse
from processes.expressions.unsupported_syntax import MODULES as MODULES
from processes.expressions.unsupported_syntax import fault_summary, faults
from processes.messages import _

LONGEST = 20_000
CALLS = frozenset(
    ("abs", "all", "any", "bool", "dict", "float", "int", "len", "list", "max", "min", "range", "round", "set",
     "sorted", "str", "sum", "tuple")
)  # fmt: skip
PRELOADED = frozenset({"datetime", "decimal", "math", "json", "re", "timedelta"})
_NODES = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.operator,
    ast.Compare, ast.cmpop, ast.Name, ast.Load, ast.Store, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict,
    ast.Subscript, ast.Slice, ast.Attribute, ast.Call, ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.keyword,
    ast.GeneratorExp, ast.ListComp, ast.comprehension,
)  # fmt: skip
_JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_FEEL = re.compile(r'feel\((".*")\)', re.DOTALL)
_OWN_JUEL = re.compile(r'juel\((".*")\)', re.DOTALL)
_OTHER = ("groovy", "javascript", "ecmascript", "jruby", "ruby", "jython", "kotlin", "xpath", "mvel", "drools", "java")


def condition(text: str, language: str = "") -> str | None:
    """The condition as an expression that can be evaluated, or None where it cannot (or is no question at all)."""
    found = expression(text, language)
    if found is None:
        return None
    body = ast.parse(readable(found) or "0", mode="eval").body
    if isinstance(body, (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.JoinedStr)):
        return None
    return None if isinstance(body, ast.Constant) and not isinstance(body.value, bool) else found


def expression(text: str, language: str = "", *, clock: bool = True) -> str | None:
    """The text as an expression that can be evaluated, or None where it cannot, or asks for the time without `clock`.

    Python is taken as it is, and FEEL becomes `feel("…")`; JUEL becomes Python, or `juel("…")` where it counts in a way
    of its own. The sandbox knows what that means.
    """
    try:
        found = _expression(text.strip(), language_of(text, language))
    except FeelError:
        return None
    return None if found is not None and not clock and needs_clock(found) else found


@lru_cache(maxsize=4096)
def _expression(text: str, language: str) -> str | None:
    if not text or len(text) > LONGEST or language not in ("feel", "juel", "python"):
        return None
    if language == "feel":
        text = text.removeprefix("=").strip()
        parse(text)
        return f"feel({json.dumps(text, ensure_ascii=False)})"
    juel = _JUEL.fullmatch(text)
    if juel:
        found = _checked(juel_module.translated(juel.group(1)), calls=True)
        return _of_juel(ast.parse(found, mode="eval")) if found else None
    return _checked(text, calls=True)


def _of_juel(tree: ast.Expression) -> str:
    """Python's words for what means the same in Python, else `juel("…")` with them."""
    words = ast.unparse(tree)
    return f"juel({json.dumps(words, ensure_ascii=False)})" if juel_values.needs_own(tree) else words


def language_of(text: str, said: str = "") -> str:
    """The language of an expression: by its signs, else by what the model says; otherwise Python."""
    text, said = text.strip(), said.strip().lower()
    if _JUEL.fullmatch(text):
        return "juel"
    if text.startswith("="):
        return "feel"
    if "feel" in said:
        return "feel"
    return next((other for other in _OTHER if other in said), "python")


def inside_marks(text: str) -> str | None:
    """What stands inside the marks of an expression (`=…`, `${…}`, `#{…}`), or None for a text without such marks."""
    if text.startswith("="):
        return text[1:].strip()
    return text[2:-1].strip() if text[:2] in ("${", "#{") and text.endswith("}") else None


def expression_fault(text: str, language: str = "") -> str:
    """Why an expression cannot be evaluated, as the end of a sentence; empty where it can."""
    text, kind = text.strip(), language_of(text, language)
    if not text:
        return _("there is none")
    if kind not in ("feel", "juel", "python"):
        return _("its language is {language}", language=kind)
    try:
        found = _expression(text, kind)
    except FeelError as error:
        return error.words
    return "" if found is not None else _("it is no expression in Python, FEEL or JUEL")


def feel_in(expression: str) -> str | None:
    """The FEEL text that an expression stands for; None where it is Python."""
    return _json_text(_FEEL.fullmatch(expression))


@lru_cache(maxsize=4096)
def needs_clock(expression: str) -> bool:
    """Whether an expression asks what time it is."""
    text = feel_in(expression)
    return text is not None and ("now" in text or "today" in text) and asks_time(parse(text))


def juel_in(expression: str) -> str | None:
    """The translated JUEL that an expression stands for; None where it is none, or means the same in Python."""
    return _json_text(_OWN_JUEL.fullmatch(expression))


def _json_text(found: re.Match[str] | None) -> str | None:
    try:
        said = json.loads(found.group(1)) if found else None
    except ValueError:
        return None
    return said if isinstance(said, str) else None


@lru_cache(maxsize=4096)
def readable(expression: str) -> str:
    """The expression in Python's words, to be read and looked through for names; what is Python stays as it is."""
    text = feel_in(expression)
    try:
        return (juel_in(expression) or expression).strip() if text is None else as_python(parse(text))
    except FeelError:
        return ""


def display_text(expression: str) -> str:
    """The expression as people read it."""
    text = feel_in(expression)
    return (juel_in(expression) or expression) if text is None else in_words(parse(text))


def is_bare(expression: str) -> bool:
    """Whether an expression is one word only, which may as well be a label."""
    return bool(re.fullmatch(r"[A-Za-z_]\w*", expression.strip())) and expression not in ("True", "False")


def _checked(text: str, calls: bool) -> str | None:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if not isinstance(node, _NODES) or _hidden(node):
            return None
        if isinstance(node, ast.Call) and not (calls and _plain_call(node)):
            return None
    return text.strip()


def _plain_call(node: ast.Call) -> bool:
    if isinstance(node.func, ast.Name):
        return node.func.id in CALLS
    return isinstance(node.func, ast.Attribute)


def _hidden(node: ast.AST) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name.startswith("__") or (isinstance(node, ast.Constant) and isinstance(node.value, bytes))


@lru_cache(maxsize=1024)
def script_fault(text: str, language: str = "") -> str | None:
    """Why a script cannot be carried out, as the end of a sentence; None if it can."""
    if language.strip().lower() not in ("", "python", "python3", "text/python", "application/x-python"):
        return _("its language is {language}, and only Python is carried out", language=language.strip())
    if len(text) > LONGEST:
        return _("it is longer than {longest} characters", longest=LONGEST)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return _("line {line} is not valid Python", line=str(error.lineno))
    except (ValueError, RecursionError, MemoryError):
        return _("it cannot be read as Python")
    return fault_summary(faults(tree))


@lru_cache(maxsize=4096)
def variables_in(text: str) -> frozenset[str]:
    """All names that a script or expression mentions."""
    try:
        return frozenset(node.id for node in ast.walk(ast.parse(readable(text))) if isinstance(node, ast.Name))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
