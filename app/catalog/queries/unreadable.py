"""Versions whose file was let in by an earlier release and is refused by the reader of today."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.i18n import _
from processes.model import Refused

# What files that an earlier release let in may raise where they are read or compared today.
UNTELLABLE = (Refused, RecursionError, ValueError)
WAY_OUT = _("Publish a repaired file as the next version; the file as it is can still be downloaded.")


class Unreadable(Conflict):
    """A version is there and running work goes on with it, but its file cannot be read any more; `why` says why."""

    title = _("This version cannot be read any more")

    def __init__(self, number: int, error: Exception) -> None:
        self.number, said = number, str(number)
        words = _("Version {number} cannot be read any more, so nobody can tell what changed.", number=said)
        self.why = error.words if isinstance(error, Refused) else _("It is too deep or too strange to be read.")
        super().__init__(
            "VERSION_UNREADABLE",
            _(
                "Expected to read version {number}, but its file, which an earlier release let in, is refused by now: "
                "{why} {way_out}",
                number=said,
                why=self.why,
                way_out=WAY_OUT,
            ),
            for_people=words,
            version=number,
        )


class Incomparable(Conflict):
    """Two versions can be read each, but what lies between them cannot be told."""

    title = _("These versions cannot be compared")

    def __init__(self) -> None:
        words = _("What changed between these versions cannot be told. Look at each of them by itself.")
        super().__init__(
            "CANNOT_COMPARE",
            _(
                "Expected two versions that can be compared, but what lies between these cannot be told. "
                "Look at each of them by itself."
            ),
            for_people=words,
        )
