"""The fields of the form that kinds of change ask for: by the words that they give, with what there is to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes.change import KINDS, Consent, Operation, Parameter, Step, against
from processes.model import Model

Typed = str | tuple[str, ...]
MOST_LIKELY = 3


@dataclass(frozen=True)
class Field:
    """A field as it is asked at a step: `options` are values and words to choose from, None where people type."""

    parameter: Parameter
    options: tuple[tuple[str, str], ...] | None = None

    @property
    def name(self) -> str:
        """Give the name of the field in the form."""
        return field_of(self.parameter)

    @property
    def label(self) -> str:
        """Give the question."""
        return self.parameter.blank.label if self.parameter.blank is not None else ""

    @property
    def hint(self) -> str:
        """Give what is said below the question."""
        return self.parameter.blank.hint if self.parameter.blank is not None else ""

    @property
    def is_asked(self) -> bool:
        """Whether it is asked at all: where it is needed, or where there is something to choose."""
        return self.parameter.required or self.options != ()

    def takes(self, value: Typed) -> bool:
        """Whether a value can stand in it."""
        chosen = value if isinstance(value, tuple) else (value,)
        return self.options is None or all(one in dict(self.options) for one in chosen)

    @property
    def usual(self) -> str:
        """Give the value that is chosen until somebody chooses another one."""
        blank = self.parameter.blank
        return self.options[0][0] if blank is not None and blank.first and self.options else ""


def field_at(parameter: Parameter, model: Model, step: str) -> Field:
    """Give a field with what there is to choose at a step."""
    options = parameter.blank.options if parameter.blank is not None else None
    if options is None:
        return Field(parameter)
    return Field(parameter, tuple((parameter.in_form(one.value), one.words) for one in options(model, step)))


def fields_at(kind: type[Operation], model: Model, step: str) -> list[Field]:
    """Give the fields of a kind at a step."""
    return [field_at(parameter, model, step) for parameter in blanks_of(kind)]


def anchor_of(kind: type[Operation]) -> str:
    """Give the name of the parameter that takes the step chosen on top of the page; '' for a kind without one."""
    return next((p.name for p in kind.parameters if isinstance(p, Step) and p.blank is None), "")


def is_needed(kind: type[Operation], parameter: Parameter) -> bool:
    """Whether somebody has to fill a field of a kind: not where the step chosen above is enough, or nothing is said."""
    one_of = () if anchor_of(kind) in kind.one_of else kind.one_of
    return parameter.required or parameter.name in one_of


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


def offered(trouble: str, model: Model, step: str) -> list[type[Operation]]:
    """Give the kinds that the form has a place for and that can be done at a step, what usually helps first.

    Without a step all are: nobody can tell yet.
    """
    asked = [kind for kind in against(trouble) if kind.kind in asked_kinds()]
    return [kind for kind in asked if kind.fits(model, step)] if step in model.graph.nodes else asked


def all_blanks() -> Iterator[Parameter]:
    """Give what all kinds ask for."""
    for kind in KINDS.values():
        yield from blanks_of(kind)


def field_of(parameter: Parameter) -> str:
    """Give the name of the field in the form."""
    return parameter.blank.field if parameter.blank is not None else ""


def has_several(parameter: Parameter) -> bool:
    """Whether the form asks for it in several places: what may be ticked, or the parts of one thing.

    Steps are ticked where a kind does not say what there is to choose.
    """
    if parameter.in_parts:
        return True
    return parameter.asked_as == "steps" and parameter.blank is not None and parameter.blank.options is None


def standing_in(step: object) -> Mapping[str, str]:
    """Give what stands in the fields at first: what the step is called, what its instruction says, else nothing."""
    blanks = [p.blank for p in all_blanks() if p.blank is not None]
    return {b.field: str(getattr(step, b.now, "") or "") if b.now else "" for b in blanks}
