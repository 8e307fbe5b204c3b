"""What the library tells other features."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.kernel.events import Intent, PublicEvent


@dataclass(frozen=True)
class ProcessCreated(PublicEvent):
    """A process was loaded; its first version is live."""

    name = "process.created"
    process_id: str
    actor_id: str


@dataclass(frozen=True)
class VersionComing(Intent):
    """A version is about to be stored and made live: whoever must lock something before the ledger does so now."""

    process_id: str


@dataclass(frozen=True)
class VersionPublished(PublicEvent):
    """A new version of a process is live; `previous_version_id` is the one it replaces, none for the first."""

    name = "version.published"
    process_id: str
    version_id: str
    number: int
    previous_version_id: str | None
    actor_id: str
    proposal_id: str | None


@dataclass(frozen=True)
class ProcessArchived(PublicEvent):
    """A process was put away: nothing new starts on it; running work goes on."""

    name = "process.archived"
    process_id: str
    actor_id: str


@dataclass(frozen=True)
class ProcessRestored(PublicEvent):
    """A process that was put away is in use again."""

    name = "process.restored"
    process_id: str
    actor_id: str


@dataclass(frozen=True)
class OwnerChanged(PublicEvent):
    """Another person owns a process now."""

    name = "process.owner_changed"
    process_id: str
    owner_id: str
    actor_id: str


@dataclass(frozen=True)
class VersionsRetired(PublicEvent):
    """It was said from when on nothing starts on versions of a process before this one."""

    name = "process.versions_retired"
    process_id: str
    version_id: str
    number: int
    at: datetime
    actor_id: str
