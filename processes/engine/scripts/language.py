"""Which conditions and scripts can be carried out: a subset of Python; simple JUEL and FEEL are translated to it."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

LONGEST = 20_000
CALLS = frozenset(
    ("abs", "all", "any", "bool", "dict", "float", "int", "len", "list", "max", "min", "range", "round", "set",
     "sorted", "str", "sum", "tuple")
)  # fmt: skip
MODULES = frozenset(
    ("base64", "collections", "datetime", "decimal", "functools", "hashlib", "itertools", "json", "math", "random",
     "re", "time", "typing")
)  # fmt: skip
PRELOADED = frozenset({"datetime", "decimal", "math", "json", "re", "timedelta"})
_NODES = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.operator,
    ast.Compare, ast.cmpop, ast.Name, ast.Load, ast.Store, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict,
    ast.Subscript, ast.Slice, ast.Attribute, ast.Call, ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.keyword,
    ast.GeneratorExp, ast.ListComp, ast.comprehension,
)  # fmt: skip
_JUEL = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_WORDS = {"true": "True", "false": "False", "null": "None", "and": "and", "or": "or", "empty": "not", "eq": "=="}
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|&&|\|\||!=|==|<=|>=|!|=|[A-Za-z_]\w*|.", re.DOTALL)
_SIGNS = {"&&": " and ", "||": " or ", "!": " not "}


def condition(text: str) -> str | None:
    """The condition as an expression that can be evaluated, or None where it cannot (or is no question at all)."""
    found = expression(text)
    if found is None:
        return None
    body = ast.parse(found, mode="eval").body
    if isinstance(body, (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.JoinedStr)):
        return None
    return None if isinstance(body, ast.Constant) and not isinstance(body.value, bool) else found


@lru_cache(maxsize=4096)
def expression(text: str) -> str | None:
    """The text as an expression that can be evaluated, or None where it cannot."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    juel = _JUEL.fullmatch(text)
    if juel:
        return _checked(_translated(juel.group(1), single=False), calls=False)
    if text.startswith("="):
        return _checked(_translated(text[1:], single=True), calls=False)
    return _checked(text, calls=True)


def is_bare(expression: str) -> bool:
    """Whether an expression is one word only, which may as well be a label."""
    return bool(re.fullmatch(r"[A-Za-z_]\w*", expression.strip())) and expression not in ("True", "False")


def _translated(text: str, single: bool) -> str:
    """JUEL's and FEEL's words and signs in Python's; texts in quotes stay as they are."""
    parts = []
    for word in _TOKEN.findall(text):
        if single and word == "=":
            word = "=="
        parts.append(_SIGNS.get(word) or _WORDS.get(word, word))
    return "".join(parts).strip()


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
        return f"its language is {language.strip()}, and only Python is carried out"
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return f"line {error.lineno} is not valid Python"
    except (ValueError, RecursionError, MemoryError):
        return "it cannot be read as Python"
    for node in ast.walk(tree):
        fault = _script_node_fault(node)
        if fault:
            return fault
    return None


def _script_node_fault(node: ast.AST) -> str | None:
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or "."]
    for name in names:
        if name.partition(".")[0] not in MODULES:
            return f"it imports “{name}”, which scripts may not use"
    if _hidden(node):
        return "it reaches for names that begin with two underscores"
    if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFunctionDef, ast.Global)):
        return "it uses a construct that scripts may not use (yield, async or global)"
    return None


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """All names that a script or expression mentions."""
    try:
        return frozenset(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
