"""The stand-in: what was stored stays as it is, nobody votes, nothing is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.ballots.methods.contract import Answer, Check, Counted, Method, Selection, Terms
from app.kernel.api.schemas import Strict
from app.kernel.errors import Conflict
from app.kernel.i18n import _, ngettext, sentences

Stored = dict[str, Any]
LONGEST_NAME = 40
WAY_OUT = _("Run a release of Stepwell that knows it, or choose another way in the policy and revise what is asked.")


class Nothing(Strict):
    """Nothing can be sent to it."""


@dataclass(frozen=True, slots=True)
class Votes:
    """How many people voted; what they said is not known here."""

    cast: int


class Unknown(Method[Stored, Votes]):
    """A method that an earlier release knew, or another installation: of one name, never listed."""

    title = _("A way that is not known here")
    is_known = False
    needed_at = "method"
    selection_schema = settings_schema = tally_schema = Nothing

    def __init__(self, name: str) -> None:
        self.name = name
        about = _("“{name}” is not known in this release of Stepwell.", name=name[:LONGEST_NAME])
        self.about = sentences(about, WAY_OUT)

    def settings(self, stored: Mapping[str, Any]) -> Stored:
        """Keep them as they are."""
        return dict(stored)

    def stored(self, settings: Stored) -> Stored:
        """Give them as they were."""
        return settings

    def problems(self, settings: Stored) -> dict[str, str]:
        """Say that there is no such way."""
        return {"method": self.about}

    def form_of(self, settings: Stored) -> dict[str, str]:
        """Give no fields."""
        return {}

    def settings_sent(self, form: MultiDict[str, str]) -> Stored:
        """Read no fields."""
        return {}

    def words(self, terms: Terms[Stored]) -> str:
        """Say that nothing is decided."""
        return sentences(
            _(
                "Nobody can vote and nothing is decided as things stand: the way to vote “{name}” is not known in this "
                "release of Stepwell.",
                name=self.name[:LONGEST_NAME],
            ),
            WAY_OUT,
        )

    def needed(self, terms: Terms[Stored]) -> int:
        """Give 0: nobody can tell."""
        return 0

    def checked(self, selection: Selection, terms: Terms[Stored]) -> Selection:
        """Take no vote; raises Conflict."""
        raise unknown(self.name)

    def read(self, sent: Mapping[str, Any], terms: Terms[Stored]) -> Selection:
        """Take no vote, whatever was sent; raises Conflict."""
        raise unknown(self.name)

    def selection_sent(self, form: MultiDict[str, str]) -> Stored:
        """Read no fields."""
        return {}

    def answer(self, selection: Selection, terms: Terms[Stored]) -> Answer:
        """Say that there is one."""
        return Answer(_("in a way that is not known here"))

    def tally(self, votes: Counted, terms: Terms[Stored]) -> Votes:
        """Count people alone."""
        return Votes(sum(people for _selection, people in votes))

    def told(self, tally: Votes) -> Stored:
        """Tell nothing."""
        return {}

    def summary(self, tally: Votes, terms: Terms[Stored]) -> str:
        """Say that nobody can tell."""
        return ngettext(
            "{n} voted in a way that is not known here", "{n} voted in a way that is not known here", tally.cast
        )

    def checks(self, tally: Votes, terms: Terms[Stored]) -> list[Check]:
        """Say why it does not go on."""
        return [Check(_("The way to vote is not known here"), False, failed=True)]

    def chosen(self, tally: Votes, terms: Terms[Stored]) -> tuple[str, ...]:
        """Decide nothing; raises Conflict."""
        raise unknown(self.name)

    def can_change(self, tally: Votes, terms: Terms[Stored], gone: int = 0) -> bool:
        """Whether it could still be turned: as far as anybody can tell."""
        return True


def unknown(name: str) -> Conflict:
    """Give the error of what cannot be done with a method that is not known."""
    about = _("Expected a way to vote that is known here, but “{name}” is not.", name=name[:LONGEST_NAME])
    known = _("This is voted on in a way (“{name}”) that is not known here.", name=name[:LONGEST_NAME])
    return Conflict("UNKNOWN_METHOD", sentences(about, WAY_OUT), for_people=sentences(known, WAY_OUT))
