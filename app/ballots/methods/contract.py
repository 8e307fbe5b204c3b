"""What a ballot method is: the one contract that every folder of `methods` keeps, and the values it is asked with."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from app.kernel.api.schemas import Strict
from app.kernel.http.problems import invalid
from app.kernel.i18n import ngettext

Selection = dict[str, Any]
"""What somebody answers: a JSON object in the words in which programs send it, the same for the same answer."""
Counted = Iterable[tuple[Selection, int]]
"""Different selections, each with how many people gave it; in no order."""


class Counts(Protocol):
    """A tally: whatever a method counts, it says how many people voted."""

    @property
    def cast(self) -> int:
        """How many people voted at all."""


S = TypeVar("S")
T = TypeVar("T", bound=Counts)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen in place of leaving things as they are, with what its method knows of it."""

    id: str
    title: str
    attributes: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Terms(Generic[S]):
    """What is asked how: method, settings and options as they are frozen at opening, and how many people are asked.

    Of a policy, under which nothing is asked yet, there are no options.
    """

    method: Method[S, Any]
    settings: S
    electorate: int
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a decision needs: done, still missing, or failed."""

    words: str
    done: bool
    failed: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A selection for people: words that can follow “voted”, and a tone (`positive`, `danger` or none).

    In other languages they follow “Your vote:”.
    """

    words: str
    tone: str = ""


class PlainRule(Schema):
    """A rule that says no more than its settings do."""

    settings = fields.Dict(required=True)


class PlainOption(Strict):
    """An option that carries nothing but its title."""


class Method(ABC, Generic[S, T]):
    """A way to ask and to count: pure, on whole numbers, without a database or a clock.

    Leaving things as they are is never an option among the others: it is what happens where nothing is `chosen`,
    and it wins ties. Beside its class a method has three templates in the folder `templates`: `vote.html` (the
    fields of a ballot, which stand in a form), `result.html` (the picture of a tally) and `settings.html` (the
    fields of its settings in a policy); `parts.part` says what each is given.
    """

    name: str
    title: str
    about: str
    """When to use it, in a sentence or two, for the policy page and the reference."""
    is_brief: ClassVar[bool] = False
    """Whether its ballot is so short that it fits on a card, where nothing but a button is pressed."""
    is_known: ClassVar[bool] = True
    """Whether anything can be decided by it: only what stands for a method that is not listed here cannot."""
    needed_at: ClassVar[str]
    """The setting at which it is said that fewer people are there than are `needed`."""
    reason_hint: ClassVar[str] = ""
    """Which answers need a reason (see `reason_needed`), in a sentence that stands at its field."""
    effects: ClassVar[Mapping[str, str]] = {}
    """What the button below its ballot says while one of its field `choice` is ticked, in the order of these."""
    selection_schema: ClassVar[type[Schema]]
    """What programs send as a vote, strictly; names that a vote has anyway (`reason`, `revision`) are taken."""
    option_schema: ClassVar[type[Schema]] = PlainOption
    """What an option carries besides `id` and `title`, strictly, as JSON holds it: `attributes`, such as a cost."""
    settings_schema: ClassVar[type[Schema]]
    """What programs send as settings in a policy, strictly; names that a policy has anyway are taken."""
    tally_schema: ClassVar[type[Schema]]
    """What programs are told as a tally."""
    rule_schema: ClassVar[type[Schema]] = PlainRule
    """What programs are told as a `rule`."""

    # Settings, frozen when a ballot opens.

    @abstractmethod
    def settings(self, stored: Mapping[str, Any]) -> S:
        """Read settings that `stored` gave or `settings_schema` loaded; what is not said is as by default."""

    def settings_read(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Give settings that a program sent, checked strictly in their shape; raises Invalid with words per field."""
        return _loaded(self.settings_schema, sent)

    @abstractmethod
    def stored(self, settings: S) -> dict[str, Any]:
        """Give settings as they are stored and told."""

    @abstractmethod
    def problems(self, settings: S) -> dict[str, str]:
        """Say field by field why settings cannot work; empty where they can."""

    @abstractmethod
    def form_of(self, settings: S) -> dict[str, str]:
        """Give the fields of `settings.html` that would send these settings."""

    @abstractmethod
    def settings_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        """Read the fields of `settings.html` as programs would send them; raises Invalid where one cannot be read."""

    # The rule.

    @abstractmethod
    def words(self, terms: Terms[S]) -> str:
        """Say in plain words what has to happen for a change, for an electorate of this size."""

    @abstractmethod
    def needed(self, terms: Terms[S]) -> int:
        """Give how many of those asked must at least be there to vote, or nothing but things as they are can win."""

    def can_pass(self, terms: Terms[S], gone: int = 0) -> bool:
        """Whether enough are left, once so many have gone without a vote, for anything but things as they are."""
        return terms.electorate - gone >= self.needed(terms)

    def votes_in_words(self, settings: S, number: int) -> str:
        """Say so many of what `needed` counts, as in “3 yes votes”."""
        return ngettext("{n} vote", "{n} votes", number)

    def rule(self, terms: Terms[S]) -> dict[str, Any]:
        """Give the rule for programs, beside `words`: settings with what follows from them."""
        return {"settings": self.stored(terms.settings)}

    # Votes.

    def read(self, sent: Mapping[str, Any], terms: Terms[S]) -> Selection:
        """Give the selection that somebody sent, checked strictly; raises Invalid with a sentence per field."""
        return self.checked(_loaded(self.selection_schema, sent), terms)

    @abstractmethod
    def checked(self, selection: Selection, terms: Terms[S]) -> Selection:
        """Give a selection of the right shape in its one form; raises Invalid where the ballot has no such options."""

    def reason_needed(self, selection: Selection, terms: Terms[S]) -> str:
        """Say what a reason has to say with this answer; empty where it may be left out, which is the default."""
        return ""

    @abstractmethod
    def selection_sent(self, form: MultiDict[str, str]) -> dict[str, Any]:
        """Read the fields of `vote.html` as programs would send them."""

    @abstractmethod
    def answer(self, selection: Selection, terms: Terms[S]) -> Answer:
        """Say a selection in words."""

    def option_read(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Give what an option carries, checked strictly; raises Invalid with words per field."""
        return _loaded(self.option_schema, attributes)

    # Counting.

    @abstractmethod
    def tally(self, votes: Counted, terms: Terms[S]) -> T:
        """Count votes: the same whatever their order."""

    @abstractmethod
    def told(self, tally: T) -> dict[str, Any]:
        """Give a tally for programs, as `tally_schema` says; the log keeps it when a ballot closes."""

    @abstractmethod
    def summary(self, tally: T, terms: Terms[S]) -> str:
        """Say a tally in a few words, as in “9 yes, 3 no”."""

    @abstractmethod
    def checks(self, tally: T, terms: Terms[S]) -> list[Check]:
        """Say what is there and what is missing for a change, at least one; the last is told with the tally."""

    @abstractmethod
    def chosen(self, tally: T, terms: Terms[S]) -> tuple[str, ...]:
        """Give the ids of the options that win against things as they are, best first; none where nothing changes."""

    @abstractmethod
    def can_change(self, tally: T, terms: Terms[S], gone: int = 0) -> bool:
        """Whether those who have not voted yet could still turn what is `chosen`, whatever they do.

        Who has `gone` without a vote cannot, but still counts among those asked.
        """

    @property
    def folder(self) -> Path:
        """Where the templates of the method are."""
        return Path(inspect.getfile(type(self))).parent / "templates"


def _loaded(schema: type[Schema], sent: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return dict(schema().load(sent))
    except ValidationError as error:
        raise invalid(error.messages) from error
