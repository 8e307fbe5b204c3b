"""Proposals in the stream of what is said about a process, each with what it asks of its reader."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts.queries import people
from app.ballots import queries as ballots
from app.catalog.policy import sees_inside
from app.catalog.tables import Process
from app.discussion.slots import talk_proposals
from app.discussion.values import PROPOSALS, Entry, ReadTo
from app.kernel.i18n import Message, _
from app.kernel.policy import Actor
from app.proposals import queries
from app.proposals.tables import Proposal


@talk_proposals.filled_by(order=10)
def proposals_in_talk(
    session: Session, actor: Actor, *, process: Process, step: str, read: ReadTo | None, limit: int, **_more: Any
) -> list[Entry] | None:
    """Show the proposals of a process: five statements for any number of them."""
    if not sees_inside(actor, process):
        return None
    found = queries.in_talk(session, actor, process, step, read, limit)
    if not found:
        return None
    who = people(session, {proposal.author_id for proposal, _at, _number in found})
    open_votes = [proposal.subject for proposal, _at, _number in found if proposal.state == "voting"]
    asked = ballots.current_of(session, open_votes)
    waiting = set(queries.needing(session, actor))
    return [
        Entry(
            PROPOSALS, at, proposal.id,
            Markup(
                render_template(
                    "proposals/_in_talk.html", proposal=proposal, at=at, comments=number,
                    author=who.get(proposal.author_id), ballot=asked.get(proposal.subject),
                    wanted=_wanted(actor, proposal, proposal.id in waiting), is_asked=proposal.id in waiting,
                )
            ),
        )
        for proposal, at, number in found
    ]  # fmt: skip


def _wanted(actor: Actor, proposal: Proposal, waits: bool) -> Message | str:
    """Say the one thing that a proposal asks of its reader."""
    own = proposal.author_id == actor.id
    if waits:
        return _("Vote on it") if proposal.state == "voting" else _("Approve or reject it")
    if proposal.state == "draft" and own:
        return _("Finish your draft")
    if proposal.state == "conflict" and own:
        return _("Make it fit again")
    return _("Say what you think of it") if proposal.state == "discussion" else ""
