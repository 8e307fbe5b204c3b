"""What the library tells other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event, Intent


@dataclass(frozen=True)
class ProcessCreated(Event):
    """A process was loaded; its first version is live."""

    process_id: str
    version_id: str
    actor_id: str


@dataclass(frozen=True)
class VersionComing(Intent):
    """A version is about to be stored and made live: whoever must lock something before the ledger does so now."""

    process_id: str


@dataclass(frozen=True)
class VersionPublished(Event):
    """A new version of a process is live; `previous_version_id` is the one it replaces, None for the first."""

    process_id: str
    version_id: str
    number: int
    previous_version_id: str | None
    actor_id: str
    proposal_id: str | None


@dataclass(frozen=True)
class ProcessArchived(Event):
    """A process was put away: nothing new starts on it; running work goes on."""

    process_id: str
    actor_id: str


@dataclass(frozen=True)
class ProcessRestored(Event):
    """A process that was put away is in use again."""

    process_id: str
    actor_id: str


@dataclass(frozen=True)
class OwnerChanged(Event):
    """Another person owns a process now."""

    process_id: str
    owner_id: str
    actor_id: str
