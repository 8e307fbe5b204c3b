"""The fields of the form that kinds of change ask for: by the words that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from processes.change import KINDS, Consent, Operation, Parameter, Step

Typed = str | tuple[str, ...]


def anchor_of(kind: type[Operation]) -> str:
    """Give the name of the parameter that takes the step chosen on top of the page; '' for a kind without one."""
    return next((p.name for p in kind.parameters if isinstance(p, Step) and p.blank is None), "")


def blanks_of(kind: type[Operation]) -> list[Parameter]:
    """Give what a kind asks for besides the step and what has to be agreed to."""
    return [p for p in kind.parameters if p.blank is not None and not isinstance(p, Consent)]


def consents_of(kind: type[Operation]) -> list[Parameter]:
    """Give what has to be agreed to where a kind is refused for its side effects."""
    return [p for p in kind.parameters if p.blank is not None and isinstance(p, Consent)]


def asked_kinds() -> dict[str, type[Operation]]:
    """Give the kinds for all of whose values the form has a place, by name; programs propose any."""
    return {
        name: kind
        for name, kind in KINDS.items()
        if all(p.blank is not None or p.name == anchor_of(kind) for p in kind.parameters if p.required)
    }


def all_blanks() -> Iterator[Parameter]:
    """Give what all kinds ask for."""
    for kind in KINDS.values():
        yield from blanks_of(kind)


def field_of(parameter: Parameter) -> str:
    """Give the name of the field in the form."""
    return parameter.blank.field if parameter.blank is not None else ""


def standing_in(step: object) -> Mapping[str, str]:
    """Give what stands in the fields at first: what the step is called, what its instruction says, else nothing."""
    blanks = [p.blank for p in all_blanks() if p.blank is not None]
    return {b.field: str(getattr(step, b.now, "") or "") if b.now else "" for b in blanks}
