"""The states of a proposal and the ways between them, as data."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.errors import Conflict
from app.proposals import events
from app.proposals.events import STATES, ProposalMoved
from app.proposals.policy import Proposals

OPEN_STATES = ("discussion", "voting", "accepted", "approved", "conflict")
ENDED = ("live", "rejected", "withdrawn")
STATE_WORDS = {
    "draft": "a draft", "discussion": "in discussion", "voting": "being voted on", "live": "live",
    "accepted": "accepted and waiting for approval", "approved": "approved and about to go live",
    "rejected": "rejected", "withdrawn": "withdrawn", "conflict": "in conflict with the live version",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from states to a state, and what it tells; `permission` None means that only Stepwell itself takes it."""

    name: str
    sources: frozenset[str]
    target: str
    permission: Proposals | None
    words: str
    event: type[ProposalMoved]


def _way(
    name: str, sources: str, target: str, permission: Proposals | None, words: str, event: type[ProposalMoved]
) -> Transition:
    return Transition(name, frozenset(sources.split()), target, permission, words, event)


TRANSITIONS = (
    _way("discuss", "draft", "discussion", Proposals.OPEN, "put it up for discussion", events.ProposalShown),
    _way("open", "draft discussion", "voting", Proposals.OPEN, "opened the vote", events.ProposalOpened),
    _way("revise", "draft", "draft", Proposals.REVISE, "changed the draft", events.ProposalRevised),
    _way("revise", "discussion conflict", "discussion", Proposals.REVISE, "made a new revision",
         events.ProposalRevised),
    _way("revise", "voting accepted", "voting", Proposals.REVISE, "made a new revision; the vote starts again",
         events.ProposalRevised),
    _way("pass", "voting", "accepted", None, "The ballot passed", events.ProposalAccepted),
    _way("fail", "voting", "rejected", None, "The ballot did not pass", events.ProposalVotedDown),
    _way("sign", "accepted", "accepted", Proposals.APPROVE, "signed", events.ProposalSigned),
    _way("approve", "accepted", "approved", Proposals.APPROVE, "approved it", events.ProposalApproved),
    _way("reject", "discussion accepted conflict", "rejected", Proposals.REJECT, "rejected it",
         events.ProposalRejected),
    _way("withdraw", "draft discussion voting accepted conflict", "withdrawn", Proposals.WITHDRAW, "withdrew it",
         events.ProposalWithdrawn),
    _way("end", "draft discussion voting accepted conflict", "withdrawn", Proposals.END, "ended it",
         events.ProposalEnded),
    _way("postpone", "voting", "voting", Proposals.POSTPONE, "put the deadline off", events.ProposalPostponed),
    _way("go_live", "approved", "live", None, "It went live", events.ProposalWentLive),
    _way("conflict", "discussion voting accepted approved", "conflict", None, "It cannot go on as it is",
         events.ProposalConflicted),
    _way("carry", "voting accepted", "voting", None, "The live version moved on; the vote starts again",
         events.ProposalAskedAgain),
    _way("reverted", "live", "live", None, "Its version was reverted", events.ProposalReverted),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(t.name for t in TRANSITIONS))


def transition(name: str, state: str) -> Transition:
    """Give the transition of this name out of this state; raises Conflict where there is none."""
    ways = [t for t in TRANSITIONS if t.name == name]
    for way in ways:
        if state in way.sources:
            return way
    wanted = sorted({s for way in ways for s in way.sources}, key=STATES.index)
    raise Conflict(
        "WRONG_STATE",
        f"Expected a proposal that is {' or '.join(STATE_WORDS[s] for s in wanted)} to {name.replace('_', ' ')} it, "
        f"but it is {STATE_WORDS[state]}. Reload the page to see what is possible now.",
        state=state,
    )


def is_possible(name: str, state: str) -> bool:
    """Whether there is such a transition out of this state."""
    return any(t.name == name and state in t.sources for t in TRANSITIONS)
