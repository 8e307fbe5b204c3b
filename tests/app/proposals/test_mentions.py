"""Whom a comment on a proposal may tell of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.tables import Person
from app.discussion import actions as discussion
from app.discussion.tables import Mention
from app.proposals import actions
from tests.factories.proposals import draft, find

pytestmark = pytest.mark.usefixtures("app")


def test_a_draft_is_mentioned_to_those_alone_who_may_open_it(session, place) -> None:
    author, other = place.workers[:2]
    handles = [session.get_one(Person, who.id).handle for who in (other, place.manager)]
    text = " ".join(f"@{handle}" for handle in handles) + " what do you think?"
    proposal = draft(session, author, place.process)
    first = discussion.add_comment(session, author, place.process, text, proposal_id=proposal.id)
    told = select(Mention.person_id).where(Mention.comment_id == first.id)
    assert session.scalars(told).all() == [place.manager.id]
    discussion.edit_comment(session, author, place.process, first, text + " Please look.")
    assert session.scalars(told).all() == [place.manager.id]
    actions.discuss(session, author, find(session, author, proposal), 1)
    discussion.edit_comment(session, author, place.process, first, text + " Please look now.")
    assert set(session.scalars(told)) == {place.manager.id, other.id}, "whoever may open it now is told"
