"""How a case stands, as people say it."""

from __future__ import annotations

from app.kernel.i18n import pgettext

STATES = {
    "running": pgettext("case", "running"), "suspended": pgettext("case", "paused"),
    "completed": pgettext("case", "completed"), "failed": pgettext("case", "failed"),
    "cancelled": pgettext("case", "cancelled"),
}  # fmt: skip
TO_CHOOSE = STATES | {"suspended": pgettext("case", "paused")}


def state_words(state: str) -> str:
    """Say how a case stands, for the middle of a sentence."""
    return STATES.get(state, state)
