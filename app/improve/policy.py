"""Who may work on a change that is put together: who began it, and with whom they share it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, author


class Workshop(Permission):
    """What can be done with a change that is put together."""

    WORK = "improve.draft.work", pgettext("permission", "work on this change")
    SHARE = "improve.draft.share", pgettext("permission", "share this change")


@dataclass(frozen=True, slots=True)
class Makers:
    """What rules need to know of a draft: whose it is, and who else works on it."""

    author_id: str
    others: frozenset[str]


def maker(actor: Actor, makers: Any) -> bool:
    """Rule: with whom its author shares it."""
    return bool(actor.id) and actor.id in makers.others


RULES: dict[Workshop, Rule] = {Workshop.WORK: any_of(author, maker), Workshop.SHARE: author}
