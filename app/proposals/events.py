"""What proposals tell other features: one event for each way of `transitions`, and what else happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from app.kernel.events import Event, OneOf, Private, PublicEvent

STATES = (
    "draft", "discussion", "voting", "accepted", "approved", "live", "rejected", "withdrawn", "conflict",
)  # fmt: skip
State = Annotated[str, OneOf(*STATES)]


@dataclass(frozen=True, kw_only=True)
class ProposalMoved(PublicEvent):
    """What every step of a proposal's life tells: from which state it came, and in which it is.

    `moves` is one of the ways in which it happens, for examples.
    """

    moves: ClassVar[tuple[str, str]] = ("", "")
    proposal_id: str
    process_id: str
    revision: int
    before: State
    state: State
    actor_id: str
    # What was written with it: a reason, or why it cannot go on.
    note: Private[str] = ""

    @property
    def is_told(self) -> bool:
        """A draft is its author's: others hear of it once it is shown to them."""
        return self.state != "draft" and (self.before, self.state) != ("draft", "withdrawn")

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Give a payload as one could be told."""
        before, state = cls.moves
        return super().example() | {"before": before, "state": state}


@dataclass(frozen=True, kw_only=True)
class ProposalShown(ProposalMoved):
    """A draft was put up for discussion: everybody can read it now."""

    name = "proposal.shown"
    moves = ("draft", "discussion")


@dataclass(frozen=True, kw_only=True)
class ProposalOpened(ProposalMoved):
    """The vote on a proposal is open; who is asked and by which rule is fixed."""

    name = "proposal.opened"
    moves = ("discussion", "voting")


@dataclass(frozen=True, kw_only=True)
class ProposalRevised(ProposalMoved):
    """A proposal has a new revision; a vote that ran starts again."""

    name = "proposal.revised"
    moves = ("voting", "voting")


@dataclass(frozen=True, kw_only=True)
class ProposalAccepted(ProposalMoved):
    """The ballot passed; signatures may still be missing."""

    name = "proposal.accepted"
    moves = ("voting", "accepted")


@dataclass(frozen=True, kw_only=True)
class ProposalVotedDown(ProposalMoved):
    """The ballot did not pass, which ends the proposal."""

    name = "proposal.voted_down"
    moves = ("voting", "rejected")


@dataclass(frozen=True, kw_only=True)
class ProposalSigned(ProposalMoved):
    """Somebody signed; others still have to."""

    name = "proposal.signed"
    moves = ("accepted", "accepted")


@dataclass(frozen=True, kw_only=True)
class ProposalApproved(ProposalMoved):
    """Nothing is missing any more: vote and signatures are there, and it goes live."""

    name = "proposal.approved"
    moves = ("accepted", "approved")


@dataclass(frozen=True, kw_only=True)
class ProposalRejected(ProposalMoved):
    """Somebody who may sign refused it, with a written reason."""

    name = "proposal.rejected"
    moves = ("accepted", "rejected")


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(ProposalMoved):
    """Its author took it back."""

    name = "proposal.withdrawn"
    moves = ("voting", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class ProposalEnded(ProposalMoved):
    """The proposal of somebody who has left was ended, with a written reason."""

    name = "proposal.ended"
    moves = ("voting", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class ProposalPostponed(ProposalMoved):
    """The deadline of a running vote was put off."""

    name = "proposal.postponed"
    moves = ("voting", "voting")


@dataclass(frozen=True, kw_only=True)
class ProposalWentLive(ProposalMoved):
    """The change is the live version now."""

    name = "proposal.went_live"
    moves = ("approved", "live")


@dataclass(frozen=True, kw_only=True)
class ProposalDone(ProposalMoved):
    """What was proposed in words is done, as its owner says: no version came of it."""

    name = "proposal.finished"
    moves = ("approved", "live")


@dataclass(frozen=True, kw_only=True)
class ProposalConflicted(ProposalMoved):
    """It cannot go on as it is; its author can make a new revision."""

    name = "proposal.conflicted"
    moves = ("voting", "conflict")


@dataclass(frozen=True, kw_only=True)
class ProposalAskedAgain(ProposalMoved):
    """The live version moved on, and the same operations are called something else there: the vote starts again."""

    name = "proposal.asked_again"
    moves = ("accepted", "voting")


@dataclass(frozen=True, kw_only=True)
class ProposalReverted(ProposalMoved):
    """The version it became was taken back."""

    name = "proposal.reverted"
    moves = ("live", "live")


@dataclass(frozen=True)
class ProposalAnswered(PublicEvent):
    """Somebody made another proposal against this one, `answer_id`: only one of the two can go live."""

    name = "proposal.answered"
    proposal_id: str
    process_id: str
    answer_id: str
    actor_id: str


@dataclass(frozen=True)
class ProposalRebased(PublicEvent):
    """Another version is live; the proposal still fits, but what follows from it reads otherwise."""

    name = "proposal.rebased"
    proposal_id: str
    process_id: str
    revision: int
    version_id: str
    words: Private[str]
    state: Private[str]

    @property
    def is_told(self) -> bool:
        """A draft is its author's."""
        return self.state != "draft"


@dataclass(frozen=True)
class ProposalCarried(Event):
    """Another version is live, and the proposal fits it: what it is now was worked out anew."""

    name = "proposal.carried"
    proposal_id: str
    process_id: str
    state: str


@dataclass(frozen=True)
class ProposalStuck(PublicEvent):
    """A proposal cannot be decided as things stand: its vote cannot pass, or nobody is there to sign."""

    name = "proposal.got_stuck"
    proposal_id: str
    process_id: str
    what: Annotated[str, OneOf("vote", "signatures")]
    words: Private[str]
