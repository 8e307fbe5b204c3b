"""How an attempt to carry a step out can end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.kernel.i18n import Message

FIRST = 2.0
LONGEST = 600.0
LONGEST_ASKED = 3600.0
LONGEST_LEASE = 86_400


@dataclass(frozen=True)
class Done:
    """It is done, with these data."""

    words: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Raised:
    """It ended with an error that the model may catch."""

    words: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """It may go well another time; `after` is how long the service asked us to wait."""

    words: str
    after: float | None = None


@dataclass(frozen=True)
class Refused:
    """It will not go well before somebody changes something; `known` where the service itself said no."""

    words: str
    known: bool = False


def said(error: Exception) -> str:
    """Give what an error says as it was said, without a language; `str` gives it in that of who reads now."""
    words = error.args[0] if error.args else ""
    return words if isinstance(words, Message) else str(error)


Outcome = Done | Raised | Again | Refused


def wait_before(attempt: int, after: float | None = None) -> timedelta:
    """Give how long to wait before the attempt after this one: four times longer each time, a little by chance."""
    wait = min(LONGEST, FIRST * 4.0 ** min(attempt - 1, 10)) * random.uniform(0.75, 1.25)  # noqa: S311
    return timedelta(seconds=max(wait, min(after or 0.0, LONGEST_ASKED)))
