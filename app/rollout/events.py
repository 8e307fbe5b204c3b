"""What rollouts tell other features."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from app.kernel.events import Event, OneOf, PublicEvent


@dataclass(frozen=True)
class RolloutStarted(PublicEvent):
    """A version is live; running work goes after it in the background; who is concerned is known."""

    name = "rollout.started"
    rollout_id: str
    process_id: str
    version_id: str
    kind: Annotated[str, OneOf("rollout", "revert")]
    actor_id: str


@dataclass(frozen=True)
class RolloutAdvanced(Event):
    """Some more running instances have their verdict."""

    name = "rollout.advanced"
    rollout_id: str


@dataclass(frozen=True)
class RolloutFinished(PublicEvent):
    """Every running instance has its verdict."""

    name = "rollout.finished"
    rollout_id: str
    process_id: str
    version_id: str
    proposal_id: str | None


@dataclass(frozen=True)
class ReadersReminded(Event):
    """Those who have not read what a version changed for them are asked to, at this moment."""

    name = "version.readers_reminded"
    rollout_id: str
    process_id: str
    version_id: str
    at: datetime
    actor_id: str


@dataclass(frozen=True)
class Acknowledged(Event):
    """A person has read what a version changed."""

    name = "version.acknowledged"
    version_id: str
    process_id: str
    person_id: str
