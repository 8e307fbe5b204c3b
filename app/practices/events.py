"""What processes that do the same work tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import PublicEvent


@dataclass(frozen=True)
class VariantCreated(PublicEvent):
    """A process was begun with the model of another one, as a variant of it."""

    name = "variant.created"
    about = "process"
    process_id: str
    parent_id: str
    actor_id: str


@dataclass(frozen=True)
class ChangeOffered(PublicEvent):
    """A change that worked elsewhere was offered to a process: it is a proposal there; `origin_id` is the first one."""

    name = "proposal.offered"
    proposal_id: str
    process_id: str
    origin_id: str
    actor_id: str


@dataclass(frozen=True)
class ChangeAdopted(PublicEvent):
    """A change that was carried over from another process is live."""

    name = "proposal.adopted"
    proposal_id: str
    process_id: str
    origin_id: str
    actor_id: str


@dataclass(frozen=True)
class ChangeDeclined(PublicEvent):
    """A change that was carried over from another process was rejected there, voted down or ended."""

    name = "proposal.declined"
    proposal_id: str
    process_id: str
    origin_id: str
    actor_id: str


@dataclass(frozen=True)
class BaselineEntered(PublicEvent):
    """Somebody entered what a change uses and costs, perhaps in the place of earlier figures."""

    name = "baseline.entered"
    baseline_id: str
    proposal_id: str
    process_id: str
    supersedes_id: str | None
    actor_id: str
