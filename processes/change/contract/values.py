"""The values in which a kind of change says what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from processes.messages import _
from processes.model import Model

# What people may be bothered by, in the order in which they are asked: what it is, and what it is like.
TROUBLES = {
    "not_needed": (_("It is not needed"), _("Nobody would miss it, or not every time.")),
    "doubled": (_("It is done twice"), _("Somebody does the same before it, after it or elsewhere.")),
    "slow": (_("It takes too long"), _("Work waits here, or the step itself is slow.")),
    "errors": (_("It goes wrong"), _("People make mistakes here, or what comes to them is wrong.")),
    "too_much": (_("It asks too much"), _("There are fields that nobody reads, or others hold it already.")),
    "unclear": (_("It is unclear"), _("The name or the instruction does not say what to do.")),
    "wrong_people": (_("Others should do it"), _("Somebody else knows more about it, or is nearer to it.")),
}


@dataclass(frozen=True, slots=True)
class Besides:
    """How a page lets people do the same to further steps, whatever they do to the first one."""

    field: str
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class About:
    """A kind of change in words.

    `title` and `hint` let people choose it, `does` tells programs.
    `verb` is how its sentences begin in English, as a regular expression, `joins` are words between the names in them;
    `said` are these sentences, with places for the names: so titles in other languages are known as its own.
    `troubles` are those that it helps against: what helps most has 1, what helps less a higher number.
    `keep` lets people leave it where it is refused.
    """

    title: str
    hint: str
    does: str
    verb: str
    troubles: Mapping[str, int] = field(default_factory=dict)
    besides: Besides | None = None
    joins: tuple[str, ...] = ()
    keep: str = _("Leave it as it is")
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be chosen: its value as programs write it, and what people read."""

    value: object
    words: str


@dataclass(frozen=True, slots=True)
class Blank:
    """How a page asks for a parameter: the field of the form, the words at it, what of the step stands in it at first.

    No other kind may use the field, nor the form itself. `now` is an attribute of a step: its name, its documentation.
    `options` give what there is to choose at a step of a model, what is nearest first; without them people type.
    With `first` the first of them is chosen until somebody chooses another one; `none` says what choosing none means.
    `when` names another parameter and the values of it with which this one is asked for, and then needed.
    """

    field: str
    label: str
    hint: str = ""
    now: str = ""
    options: Callable[[Model, str], Sequence[Option]] | None = None
    first: bool = False
    none: str = _("Choose")
    when: tuple[str, tuple[str, ...]] = ("", ())


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that an element gets in place of what it had: `field` is the attribute of the graph's node or flow."""

    element: str
    field: str
    value: str
    what: str
