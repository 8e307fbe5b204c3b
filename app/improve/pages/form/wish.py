"""What somebody chose on the improve page, as a value that survives every round of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.improve.pages.form.blanks import Typed, asked_kinds
from processes.change import against


def usual(trouble: str) -> str:
    """Give the kind of change that usually helps most against a trouble, or against any where none is named."""
    kinds = asked_kinds()
    return next(kind.kind for kind in against(trouble) if kind.kind in kinds)


@dataclass(frozen=True)
class Wish:
    """A step, what bothers there, what should be done, and the words that go with it.

    `values` stand in the fields that kinds of change ask for, by field; `also` are further steps to which a kind is
    done, `agreed` those whose side effects are agreed to, by field; `more` are operations for which the form has no
    place. `of` is the step whose values stand in the form, `offered` the title that the form came with; `kept` holds
    the values that were typed for other steps, in case one goes back to them. `usual` are the values that are chosen
    until somebody chooses others.
    """

    step: str = ""
    bother: str = ""
    do: str = ""
    values: Mapping[str, Typed] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agreed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more: tuple[Mapping[str, Any], ...] = ()
    title: str = ""
    reason: str = ""
    of: str = ""
    offered: str = ""
    kept: Mapping[str, Mapping[str, Typed]] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """What should be done: what was chosen, else what usually helps."""
        return self.do if self.do in asked_kinds() else usual(self.bother)

    def settled(self, own: Mapping[str, Mapping[str, str]]) -> Wish:
        """Give the wish with nothing left over from another choice; `own` is what stands in the fields of each step.

        What was typed for the step chosen before waits until one comes back to it; a title nobody typed goes.
        """
        now = replace(self, title="" if self.title == self.offered else self.title)
        if self.of and self.of != self.step:
            kept = dict(self.kept)
            if self.of in own and (typed := _typed(self.values, own[self.of])):
                kept[self.of] = typed
            now = replace(now, values=kept.pop(self.step, {}), kept=kept)
        return replace(now, of=now.step, values=_typed(now.values, own.get(now.step, {})))

    def value_of(self, name: str) -> Typed:
        """Give what was typed or chosen in a field, else what is usually chosen there."""
        return self.values.get(name) or self.usual.get(name, "")

    def without_title(self) -> Wish:
        """Give the wish without a title, so that a fresh one is offered."""
        return replace(self, title="")


def _typed(values: Mapping[str, Typed], own: Mapping[str, str]) -> dict[str, Typed]:
    """Give the values that are another than what stands in the fields at first."""
    return {name: value for name, value in values.items() if value and value != own.get(name, "").strip()}
