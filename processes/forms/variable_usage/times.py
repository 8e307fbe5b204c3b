"""Which names of a FEEL expression are days, moments, times or lengths of time, as they are compared with some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.expressions.feel.python import identifier
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.temporal.calendar import Date, Days, Moment, Months, Time
from processes.forms.variable_usage import hints
from processes.forms.variable_usage.use import Use

COMPARES = frozenset(("=", "!=", "<", "<=", ">", ">="))
KINDS: tuple[tuple[type, str], ...] = (
    (Date, "date"), (Moment, "date-time"), (Time, "time"), (Days, "duration"), (Months, "duration"),
)  # fmt: skip
CALLS = {
    "date": "date", "today": "date", "date and time": "date-time", "now": "date-time", "time": "time",
    "duration": "duration", "years and months duration": "duration", "last day of month": "date",
}  # fmt: skip


def note(node: tree.Node, found: Mapping[str, Use]) -> None:
    """Note of the names found in an expression which of them are compared with a time, and with which kind."""
    for _, part in tree.parts(node):
        for sides in _compared(part):
            kinds = [kind for side in sides if (kind := _kind(side))]
            for side in sides if kinds else ():
                _give(side, kinds[0], found)


def _compared(part: object) -> Iterator[tuple[tree.Node, ...]]:
    """What is compared with each other in a part of an expression."""
    if isinstance(part, tree.Operation) and part.sign in COMPARES:
        yield part.left, part.right
    elif isinstance(part, tree.Between):
        yield part.value, part.low, part.high
    elif isinstance(part, tree.In):
        for test in part.tests.tests:
            inner = test.value
            if isinstance(inner, tree.Interval):
                yield tuple(side for side in (part.value, inner.low, inner.high) if side is not None)
            elif isinstance(inner, tree.Items):
                yield (part.value, *inner.items)
            elif inner is not None:
                yield part.value, inner
    elif isinstance(part, tree.Operation) and part.sign == "-":
        yield from ((part.left, part.right) for side in (part.left, part.right) if _kind(side).startswith("date"))


def _kind(node: tree.Node) -> str:
    """The kind of time that an expression certainly is; empty for all else."""
    if isinstance(node, tree.Literal):
        return next((kind for likeness, kind in KINDS if isinstance(node.value, likeness)), "")
    if isinstance(node, tree.Call):
        return CALLS.get(node.name, "")
    if isinstance(node, tree.Operation) and node.sign in ("+", "-"):
        left, right = _kind(node.left), _kind(node.right)
        if right == "duration":
            return left
        both = left.startswith("date") and right.startswith("date")
        return right if left == "duration" and node.sign == "+" else "duration" if both else ""
    return ""


def _give(node: tree.Node, kind: str, found: Mapping[str, Use]) -> None:
    """Note that what stands there is of this kind: a name, a field, or one and a length of time."""
    if isinstance(node, tree.Operation) and node.sign in ("+", "-") and _kind(node.right) == "duration":
        node = node.left
    names: list[str] = []
    while isinstance(node, tree.Path):
        names.insert(0, node.name)
        node = node.of
    use = found.get(identifier(node.name)) if isinstance(node, tree.Name) else None
    if use is None:
        return
    for name in names:
        use = use.of(identifier(name))
    use.ordered = use.counted = use.otherwise = False
    use.words = set()
    hints.note(use, kind)
