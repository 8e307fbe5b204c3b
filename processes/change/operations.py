"""What a proposal stores: operations with anchors, never a finished model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.change.refusal import CannotChange
from processes.characters import one_line


@dataclass(frozen=True, slots=True)
class Eliminate:
    """Take a step out; `cascade` means that the side effects it was refused for are agreed to."""

    step: str
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class Retitle:
    """Give a step another name."""

    step: str
    title: str


@dataclass(frozen=True, slots=True)
class Instruct:
    """Replace the work instruction of a step."""

    step: str
    text: str


Operation = Eliminate | Retitle | Instruct

_TITLE_MAX, _TEXT_MAX = 400, 50_000


def operation_from(data: Mapping[str, object]) -> Operation:
    """Read one operation as the API sends it; raises `CannotChange` UNKNOWN_OPERATION where it is none."""
    kind = data.get("kind")
    step = data.get("step")
    if kind not in ("eliminate", "retitle", "instruct"):
        raise _unknown(f"Expected an operation of kind eliminate, retitle or instruct, but got {kind!r}.")
    if not isinstance(step, str) or not step:
        raise _unknown(f"Expected the id of a step to {kind}, but got {step!r}. Name it in the field 'step'.")
    if kind == "eliminate":
        cascade = data.get("cascade", False)
        if not isinstance(cascade, bool):
            raise _unknown(f"Expected 'cascade' to be true or false, but got {cascade!r}.")
        return Eliminate(step, cascade)
    if kind == "retitle":
        return Retitle(step, _label(data))
    return Instruct(step, _text(data, "text", _TEXT_MAX))


def operation_to(operation: Operation) -> dict[str, object]:
    """Write one operation as the API shows it."""
    if isinstance(operation, Eliminate):
        return {"kind": "eliminate", "step": operation.step, "cascade": operation.cascade}
    if isinstance(operation, Retitle):
        return {"kind": "retitle", "step": operation.step, "title": operation.title}
    return {"kind": "instruct", "step": operation.step, "text": operation.text}


def _label(data: Mapping[str, object]) -> str:
    """What is seen of a name, in the lines it is written in; a line of nothing is none."""
    lines = (one_line(line) for line in _text(data, "title", _TITLE_MAX).splitlines())
    label = "\n".join(line for line in lines if line)
    if not label:
        raise _unknown("Expected a name that people can see in 'title', but nothing of it is seen. Write another.")
    return label


def _text(data: Mapping[str, object], field: str, most: int) -> str:
    value = data.get(field)
    if not isinstance(value, str) or (field == "title" and not value.strip()):
        raise _unknown(f"Expected a text in '{field}', but got {value!r}.")
    if len(value) > most:
        raise _unknown(f"Expected at most {most} characters in '{field}', but got {len(value)}. Shorten it.")
    if any((ord(c) < 32 and c not in "\t\n\r") or c in "\ufffe\uffff" or "\ud800" <= c <= "\udfff" for c in value):
        raise _unknown(f"Expected readable characters in '{field}', but it holds control characters. Remove them.")
    return value


def _unknown(words: str) -> CannotChange:
    return CannotChange("UNKNOWN_OPERATION", words)
