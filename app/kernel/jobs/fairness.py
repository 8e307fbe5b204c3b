"""In which order jobs are done: whoever orders many waits behind those who order few.

A job's turn is the moment it may run, and `STEP` later for each job of the same source that waits already. So a process
whose cases order ten thousand jobs at once does not hold up the one timer of another process; where nobody else has
anything to do, nothing waits.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Longer than a job takes on a busy machine: else what one orders comes due faster than it is done.
STEP = timedelta(milliseconds=250)
MOST_COUNTED = 2000
START = datetime(2020, 1, 1, tzinfo=UTC)
# The last moment whose turn can be said, however many wait before it.
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
FIRST_RANK, LAST_RANK = 2**31 - 1, -(2**31)


def turn(at: datetime, behind: int) -> datetime:
    """Give the turn of a job that may run at a moment, behind so many of its source."""
    return min(at, LATEST) + STEP * behind


def rank(moment: datetime) -> int:
    """Give a turn as a number of 32 bits, larger for earlier, as Procrastinate orders; far ones share the last."""
    return min(max(LAST_RANK, -int((moment - START).total_seconds())), FIRST_RANK)
