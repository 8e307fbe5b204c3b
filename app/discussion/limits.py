"""Nobody needs to say more than this in so short a time."""

from __future__ import annotations

from app.kernel.rate_limits import by_program, limiter

# People type; programs that speak for them (imports, bots) may be faster, but not without end.
BY_HAND, BY_PROGRAM = "30 per minute; 600 per hour", "1200 per minute"


def _rate() -> str:
    return BY_PROGRAM if by_program() else BY_HAND


often_enough = limiter.shared_limit(_rate, scope="discussion")
