"""The states of a proposal and the ways between them, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.errors import Conflict
from app.kernel.i18n import _, one_of, pgettext
from app.proposals import events
from app.proposals.events import STATES, ProposalMoved
from app.proposals.policy import Proposals

OPEN_STATES = ("discussion", "voting", "accepted", "approved", "conflict")
ENDED = ("live", "rejected", "withdrawn")
# What a proposal is, as in “it is a draft”.
STATE_WORDS: Mapping[str, str] = {
    "draft": _("a draft"), "discussion": _("in discussion"), "voting": _("being voted on"),
    "live": pgettext("it is", "live"), "accepted": _("accepted and waiting for approval"),
    "approved": _("approved and about to go live"), "rejected": pgettext("it is", "rejected"),
    "withdrawn": pgettext("it is", "withdrawn"), "conflict": _("in conflict with the live version"),
}  # fmt: skip
# The same in a word, for lists.
STATE_WORD: Mapping[str, str] = {
    "draft": pgettext("proposal", "draft"), "discussion": pgettext("proposal", "discussion"),
    "voting": pgettext("proposal", "voting"), "accepted": pgettext("proposal", "accepted"),
    "approved": pgettext("proposal", "approved"), "live": pgettext("proposal", "live"),
    "rejected": pgettext("proposal", "rejected"), "withdrawn": pgettext("proposal", "withdrawn"),
    "conflict": pgettext("proposal", "conflict"),
}  # fmt: skip
# What can be done to a proposal, as in “to open it”.
VERBS: Mapping[str, str] = {
    "discuss": pgettext("to … it", "discuss"), "open": pgettext("to … it", "open"),
    "revise": pgettext("to … it", "revise"), "pass": pgettext("to … it", "pass"), "fail": pgettext("to … it", "fail"),
    "sign": pgettext("to … it", "approve"), "approve": pgettext("to … it", "approve"),
    "reject": pgettext("to … it", "reject"), "withdraw": pgettext("to … it", "withdraw"),
    "end": pgettext("to … it", "end"), "postpone": pgettext("to … it", "postpone"),
    "go_live": pgettext("to … it", "go live"), "conflict": pgettext("to … it", "conflict"),
    "done": pgettext("to … it", "say done of"), "carry": pgettext("to … it", "carry"),
    "reverted": pgettext("to … it", "taken back"),
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
    _way("discuss", "draft", "discussion", Proposals.OPEN, _("put it up for discussion"), events.ProposalShown),
    _way("open", "draft discussion", "voting", Proposals.OPEN, _("opened the vote"), events.ProposalOpened),
    _way("revise", "draft", "draft", Proposals.REVISE, _("changed the draft"), events.ProposalRevised),
    _way("revise", "discussion conflict", "discussion", Proposals.REVISE, _("made a new revision"),
         events.ProposalRevised),
    _way("revise", "voting accepted", "voting", Proposals.REVISE, _("made a new revision; the vote starts again"),
         events.ProposalRevised),
    _way("pass", "voting", "accepted", None, _("The vote passed"), events.ProposalAccepted),
    _way("fail", "voting", "rejected", None, _("The vote did not pass"), events.ProposalVotedDown),
    _way("sign", "accepted", "accepted", Proposals.APPROVE, _("approved it"), events.ProposalSigned),
    _way("approve", "accepted", "approved", Proposals.APPROVE, _("approved it"), events.ProposalApproved),
    _way("reject", "discussion accepted approved conflict", "rejected", Proposals.REJECT, _("rejected it"),
         events.ProposalRejected),
    _way("withdraw", "draft discussion voting accepted conflict", "withdrawn", Proposals.WITHDRAW, _("withdrew it"),
         events.ProposalWithdrawn),
    _way("end", "draft discussion voting accepted conflict", "withdrawn", Proposals.END, _("ended it"),
         events.ProposalEnded),
    _way("postpone", "voting", "voting", Proposals.POSTPONE, _("put the deadline off"), events.ProposalPostponed),
    _way("go_live", "approved", "live", None, _("It went live"), events.ProposalWentLive),
    _way("done", "approved", "live", Proposals.SAY_DONE, _("said that it is done"), events.ProposalDone),
    _way("conflict", "discussion voting accepted approved", "conflict", None, _("It cannot go on as it is"),
         events.ProposalConflicted),
    _way("carry", "voting accepted", "voting", None, _("The live version moved on; the vote starts again"),
         events.ProposalAskedAgain),
    _way("reverted", "live", "live", None, _("Its version was taken back"), events.ProposalReverted),
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
        _(
            "Expected a proposal that is {wanted} to {verb} it, but it is {state}. "
            "Reload the page to see what is possible now.",
            wanted=one_of(STATE_WORDS[one] for one in wanted),
            verb=VERBS[name],
            state=STATE_WORDS[state],
        ),
        state=state,
        for_people=_(
            "This proposal is {state} by now, so nothing was done. Load the page again to see what is possible.",
            state=STATE_WORDS[state],
        ),
    )


def is_possible(name: str, state: str) -> bool:
    """Whether there is such a transition out of this state."""
    return any(t.name == name and state in t.sources for t in TRANSITIONS)
