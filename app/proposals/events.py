"""What proposals tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class ProposalMoved(Event):
    """A proposal went through a transition (see `transitions`): from a state to the same or another one."""

    proposal_id: str
    process_id: str
    transition: str
    before: str
    after: str
    revision: int
    actor_id: str
    note: str = ""


@dataclass(frozen=True)
class ProposalRebased(Event):
    """Another version is live; the proposal still fits, but what follows from it reads otherwise, as `words` say."""

    proposal_id: str
    process_id: str
    revision: int
    version_id: str
    words: str


@dataclass(frozen=True)
class PolicyChanged(Event):
    """The owner changed how a process is decided about; running ballots keep the rule they began with."""

    process_id: str
    number: int
    actor_id: str


@dataclass(frozen=True)
class ProposalStuck(Event):
    """A proposal cannot be decided as things stand, as `words` say; `what` is vote or signatures."""

    proposal_id: str
    process_id: str
    what: str
    words: str
