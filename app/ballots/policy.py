"""Who may do what with a ballot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, owner


class Ballots(Permission):
    """What can be done with a ballot."""

    CAST = "ballots.ballot.cast", pgettext("permission", "vote in this vote")
    CLOSE_EARLY = "ballots.ballot.close_early", pgettext("permission", "end this vote early")


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a ballot: whether they are on its frozen roll, and who owns the process."""

    is_elector: bool
    owner_id: str
    unit_path: str = ""


def elector(actor: Actor, subject: Any) -> bool:
    """Rule: whoever was on the roll when the ballot opened; a role changes nothing."""
    return bool(subject.is_elector)


RULES = {Ballots.CAST: elector, Ballots.CLOSE_EARLY: owner}
