"""How far a rollout is, as pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.times import clock
from app.rollout.tables import Rollout

# Shorter waits are no news; the longest that a worker which does its work lets nobody hear of it.
WORTH_SAYING = timedelta(seconds=2)
PATIENCE = timedelta(seconds=15)


@dataclass(frozen=True)
class Progress:
    """A rollout at a moment: how long it still takes, where one can say, and since when nothing has happened."""

    rollout: Rollout
    left: timedelta | None = None
    waits_since: datetime | None = None

    @property
    def went(self) -> int:
        """How many instances are on the new version."""
        return self.rollout.moved + self.rollout.redirected

    @property
    def waited(self) -> timedelta:
        """How long nothing has happened."""
        return clock.now() - self.waits_since if self.waits_since else timedelta(0)

    @property
    def to_come(self) -> int:
        """How many instances have no verdict yet."""
        return max(0, self.rollout.total - self.rollout.done) if self.rollout.goes_on else 0

    @property
    def took(self) -> timedelta | None:
        """How long it took, from the first instance to the last; None where that is not worth saying."""
        started, ended = self.rollout.started_at, self.rollout.ended_at
        took = ended - started if started and ended else timedelta(0)
        return took if took >= WORTH_SAYING else None


def progress(rollout: Rollout) -> Progress:
    """Say how far a rollout is now: where no instance had its verdict for long it waits, and nobody knows how long."""
    if not rollout.goes_on:
        return Progress(rollout)
    now, last = clock.now(), rollout.advanced_at or rollout.created_at
    if now - last > PATIENCE:
        return Progress(rollout, waits_since=last)
    if not rollout.done or rollout.started_at is None:
        return Progress(rollout)
    left = (now - rollout.started_at) / rollout.done * max(0, rollout.total - rollout.done)
    return Progress(rollout, left=left if left >= WORTH_SAYING else None)
