"""The tabs of a proposal's page: what each is called and counts, and what the open one holds, which alone is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from app.ballots import queries as ballots
from app.discussion.policy import Discussion
from app.discussion.queries import Window, comments_on_proposal, on_proposal
from app.impact.queries import Preview, Touched
from app.kernel.api.paging import Page
from app.kernel.http.application import current_session
from app.kernel.i18n import _, pgettext
from app.kernel.pages.visitor import signed_in
from app.kernel.policy import allows
from app.proposals import queries
from app.proposals.pages.timeline import timeline
from app.proposals.pages.touched import cases
from app.proposals.queries import Decision, Found
from app.proposals.transitions import ENDED

CONVERSATION, DRAWING, TOUCHED, TIMELINE = "conversation", "drawing", "touched", "timeline"
HOLDS = {
    CONVERSATION: ("discussion", "votes"), DRAWING: ("drawing",), TOUCHED: ("touched",),
    TIMELINE: ("timeline", "revisions"),
}  # fmt: skip


@dataclass(frozen=True)
class Tabs:
    """The tabs there are, which one is open and what it shows; `people` are named in it, by their ids."""

    rows: list[dict[str, Any]]
    tab: str
    shown: dict[str, Any] = field(default_factory=dict)
    people: frozenset[str] = frozenset()


def tabs_of(found: Found, decided: Decision, touched: Touched, tried: Preview, *, drawn: bool) -> Tabs:
    """Give the tabs of a proposal with what the one holds that the address names; `drawn` says whether there is one."""
    session, proposal = current_session(), found.proposal
    acts = queries.acts(queries.timeline(session, proposal.id))
    listens = allows(signed_in(), Discussion.VIEW, found.process)
    counts = {
        CONVERSATION: comments_on_proposal(session, proposal.id) if listens else 0,
        DRAWING: 0, TOUCHED: touched.total, TIMELINE: len(acts),
    }  # fmt: skip
    there = {
        CONVERSATION: True, DRAWING: drawn and not proposal.is_in_words,
        TOUCHED: proposal.state not in ENDED and not proposal.is_in_words, TIMELINE: True,
    }  # fmt: skip
    keys = [key for key in HOLDS if there[key]]
    asked = request.args.get("tab", "")
    tab = asked if asked in keys else CONVERSATION
    rows = [
        {"key": key, "label": _label(key), "count": counts[key], "anchors": HOLDS[key],
         "href": url_for("proposals.proposal", proposal_id=proposal.id, tab=key, _anchor="tabs")}
        for key in keys
    ]  # fmt: skip
    if tab == CONVERSATION:
        return _conversation(rows, found, decided, listens=listens)
    if tab == TIMELINE:
        revisions = {made.revision: made for made in queries.revisions(session, proposal)}
        ids = frozenset(act.head.person_id for act in acts if act.head.person_id)
        return Tabs(rows, tab, {"acts": acts, "revisions": revisions, "timeline": timeline}, ids)
    return Tabs(rows, tab, cases(found, tried.changed.model) if tab == TOUCHED else {})


def _label(key: str) -> str:
    return {
        CONVERSATION: pgettext("tab", "Conversation"), DRAWING: pgettext("tab", "Drawing"),
        TOUCHED: pgettext("tab", "Touched cases"), TIMELINE: _("Timeline"),
    }[key]  # fmt: skip


def _conversation(rows: list[dict[str, Any]], found: Found, decided: Decision, *, listens: bool) -> Tabs:
    session, asked = current_session(), decided.asked
    votes = ballots.votes(session, asked.ballot, request.args.get("votes")) if asked else Page([])
    window = Window.read(request.args.get("comments"), request.args.get("comment"))
    threads = on_proposal(session, signed_in(), found.process, found.proposal.id, window) if listens else []
    shown = {"votes": votes.items, "more_votes": votes.next, "threads": threads}
    return Tabs(rows, CONVERSATION, shown, frozenset(vote.person_id for vote in votes.items))
