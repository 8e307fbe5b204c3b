"""What is done with a value, and what that says of its kind."""

from __future__ import annotations

import ast
import re
from typing import Any

from processes.forms.variable_usage.functions import BY_FEEL, GIVE_TEXT
from processes.forms.variable_usage.use import FORMATS, Use

_FEEL_CALL = re.compile(r"([A-Za-z][A-Za-z ]*?)\s*\(\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*([,)])")
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
NUMBERED = ("enumerate",)


def note(use: Use, kind: str) -> None:
    """Note that a value must be of this kind: number, count, text, truth, list, numbers, texts, object, or a time."""
    if kind in ("list", "numbers", "texts"):
        use.items().counted |= kind == "numbers"
        use.items().plain |= kind == "texts"
    elif kind in FORMATS:
        use.time = use.time or kind
    elif kind:
        flag = {"number": "counted", "count": "count", "text": "plain", "truth": "truth", "key": "key"}.get(
            kind, "otherwise"
        )
        setattr(use, flag, True)


def of_feel(text: str, found: dict[str, Use]) -> None:
    """Note what FEEL's functions say of the values that they are called with."""
    for function, path, sign in _FEEL_CALL.findall(_TEXTS.sub('""', text)):
        kind = BY_FEEL.get(_last_words(function))
        kind = "number" if kind == "numbers" and sign == "," else kind
        root, *names = path.split(".")
        if kind is None or root not in found:
            continue
        use = found[root]
        for name in names[:-1] if kind in ("numbers", "list") else names:
            use = use.of(name)
        if kind in ("numbers", "list") and names:
            _of_list(use, names[-1], kind)
        else:
            _only(use, kind)


def _of_list(use: Use, name: str, kind: str) -> None:
    """`sum(lines.price)`: either each line has a price, or the object has a list of prices; the first is meant more."""
    if kind == "numbers":
        use.items().of(name).add(use.fields.pop(name, Use()))
        use.items().of(name).item = None
        use.items().of(name).counted = True
    else:
        note(use.of(name), kind)


def _only(use: Use, kind: str) -> None:
    """FEEL's own word is surer than what its Python looks like."""
    if kind == "text":
        use.item = None
    note(use, kind)


def _last_words(function: str) -> str:
    """The longest name of a function with which these words end: `if count` is count."""
    words = function.split()
    ends = (" ".join(words[at:]) for at in range(len(words)))
    return next((end for end in ends if end in BY_FEEL), "")


def compared(node: ast.Compare) -> Use:
    """What a comparison says of the values in it."""
    found = [c for side in (node.left, *node.comparators) for c in constants(side)]
    if any(isinstance(c, bool) for c in found):
        return Use(truth=True)
    use = Use(
        words={c for c in found if isinstance(c, str) and c},
        numbers=[c for c in found if is_number(c)],
        ordered=any(isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for op in node.ops),
        elsewhere=any(isinstance(op, (ast.NotEq, ast.NotIn)) for op in node.ops),
        blank=any(c is None or c == "" for c in found),
    )
    if use.ordered and use.words:
        return Use(plain=True)
    use.otherwise = not (found or use.ordered)
    return use


def constants(node: ast.AST) -> list[Any]:
    """The constants that stand there, also in a list."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [-c for c in constants(node.operand) if is_number(c)]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [c for element in node.elts for c in constants(element)]
    return []


def parts_of(node: ast.expr) -> list[ast.expr]:
    """What is added up, or reckoned with, in one sum."""
    if isinstance(node, ast.BinOp):
        return [*parts_of(node.left), *parts_of(node.right)]
    return [node]


def of_sum(node: ast.BinOp, parts: list[tuple[ast.expr, Use | None]]) -> Use:
    """What a sum says of what is in it: a text among them makes all of them texts, a number numbers."""
    texts = any(isinstance(part, ast.JoinedStr) or _is_text(part) or (use and use.plain) for part, use in parts)
    numbers = [c for part, _ in parts for c in constants(part) if is_number(c)]
    counted = numbers or any(use and (use.counted or use.numbers or use.count) for _, use in parts)
    only_added = all(isinstance(op, ast.Add) for op in _signs(node))
    if texts and (only_added or isinstance(node.op, ast.Mod)):
        return Use(plain=True)
    if any(isinstance(part, ast.List | ast.ListComp) or (use and use.item) for part, use in parts) and only_added:
        return Use(item=Use())
    if any(isinstance(part, ast.Call) and _is_time(part) for part, _ in parts):
        return Use(otherwise=True)
    return Use(counted=True) if counted or not only_added else Use(added=True)


def _signs(node: ast.expr) -> list[ast.operator]:
    return [node.op, *_signs(node.left), *_signs(node.right)] if isinstance(node, ast.BinOp) else []


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GIVE_TEXT:
        return True
    is_made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
    return is_made or any(isinstance(c, str) for c in constants(node))


def _is_time(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name.startswith(("date", "time", "duration", "now", "today", "fromisoformat", "years_and_months"))


def is_numbered(source: ast.expr) -> bool:
    """Whether a list is gone through by number and item."""
    return isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id in NUMBERED


def is_reckoned(node: ast.expr) -> bool:
    """Whether a value is a number for certain, as it is reckoned or counted."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("len", "sum", "abs", "round", "int", "float")
    return isinstance(node, ast.BinOp) and not any(isinstance(op, (ast.Add, ast.Mod)) for op in _signs(node))


def assigned_use(value: ast.expr | None) -> Use:
    """What a script has set itself: a text, a number, or it cannot be told."""
    found = constants(value) if isinstance(value, ast.Constant) else []
    if isinstance(value, ast.JoinedStr) or (value is not None and _is_text(value) and isinstance(value, ast.Constant)):
        return Use(plain=True)
    return Use(counted=True) if any(is_number(c) for c in found) else Use()


def is_number(value: Any) -> bool:
    """Whether a value is a number, which true and false are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
