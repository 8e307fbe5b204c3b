"""What rollouts tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class RolloutStarted(Event):
    """A version is live; running work goes after it in the background; who is concerned is known."""

    rollout_id: str
    process_id: str
    version_id: str
    kind: str
    actor_id: str


@dataclass(frozen=True)
class RolloutAdvanced(Event):
    """Some more running instances have their verdict."""

    rollout_id: str


@dataclass(frozen=True)
class RolloutFinished(Event):
    """Every running instance has its verdict."""

    rollout_id: str
    process_id: str
    version_id: str
    proposal_id: str | None


@dataclass(frozen=True)
class Acknowledged(Event):
    """A person has read what a version changed."""

    version_id: str
    process_id: str
    person_id: str
