"""The registry of kinds of change: what two of them, or one and the rest of Stepwell, would both call so is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from processes.change import refusal
from processes.change.contract.operation import Operation
from processes.change.contract.parameters import Consent, Step

# The fields that a form has in which a kind asks for its parameters.
FORM = frozenset({
    "_once", "act", "bother", "csrf", "do", "kept", "more", "of", "offered", "reason", "revision", "shown", "step",
    "title", "way_out", "ways_of",
})  # fmt: skip
# The commands of `stepwell change` that are no kinds.
COMMANDS = frozenset({"apply", "every_step", "try"})
# What a program gives besides the parameters: the kind itself, and to `stepwell change KIND` the files.
GIVEN = frozenset({"file", "help", "kind", "out"})
_NAME = re.compile(r"[a-z][a-z_]{1,19}")


class Kinds(dict[str, type[Operation]]):
    """The kinds of change there are, by their names and in the order of their sentences."""

    def __init__(self, *kinds: type[Operation]) -> None:
        super().__init__()
        for kind in kinds:
            self[kind.kind] = kind

    def __setitem__(self, name: str, kind: type[Operation]) -> None:
        """Add a kind; raises ValueError with all that does not go together with what is there."""
        others = {known: other for known, other in self.items() if known != name}
        if faults := [*_alone(name, kind), *_together(kind, others)]:
            raise ValueError(f"Expected a kind of change that keeps its contract, but {name}: {'; '.join(faults)}.")
        super().__setitem__(name, kind)


def _alone(name: str, kind: type[Operation]) -> Iterator[str]:
    if name != kind.kind or not _NAME.fullmatch(name):
        yield f"is registered as {name!r}, which is not its kind in 2 to 20 small letters and underlines"
    if name in COMMANDS:
        yield "is called like a command of `stepwell change`: call it otherwise"
    said, held = [p.attribute for p in kind.parameters], list(getattr(kind, "__dataclass_fields__", {}))
    if said != held:
        yield f"has the parameters {said}, but the fields {held}: name the same in the same order"
    for both in sorted(GIVEN.intersection(said)):
        yield f"has a parameter {both!r}, which programs and commands give anyway: call it otherwise"
    if _at_a_step(kind) and not _has_step_on_top(kind):
        yield "is agreed to or done besides step by step, but takes no step chosen on top: give it a `Step` first"


def _at_a_step(kind: type[Operation]) -> bool:
    agreed = any(isinstance(p, Consent) and p.blank is not None for p in kind.parameters)
    return agreed or kind.about.besides is not None


def _has_step_on_top(kind: type[Operation]) -> bool:
    first = next((p for p in kind.parameters if isinstance(p, Step) and p.blank is None), None)
    return first is not None and (first.required or first.name in kind.one_of)


def _together(kind: type[Operation], others: Mapping[str, type[Operation]]) -> Iterator[str]:
    taken = dict.fromkeys(FORM, "the form itself")
    taken |= {field: other.kind for other in others.values() for field in _fields(other)}
    for field in _fields(kind):
        if field in taken:
            yield f"asks in the field {field!r}, which {taken[field]} has: give the blank another name"
        taken[field] = "the same kind"
    known = {code: words for one in others.values() for code, words in one.codes.items()} | {**refusal.CODES}
    for code, words in kind.codes.items():
        if known.get(code, words) != words:
            yield f"says something else with the code {code} than there stands already: give it a code of its own"


def _fields(kind: type[Operation]) -> list[str]:
    besides = [kind.about.besides.field] if kind.about.besides else []
    return [*(p.blank.field for p in kind.parameters if p.blank is not None), *besides]
