"""Saying something about a step."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.discussion import actions, queries
from app.discussion.events import CommentAdded, Mentioned
from app.discussion.tables import Mention
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.events import announced
from tests.factories import accounts, discussion


def news(session, kind):
    return [told.event for told in announced(session) if isinstance(told.event, kind)]


def test_comments_make_threads(session, anna, owner, process, step):
    first = discussion.comment(session, anna, process, "Why?", step_id=step)
    discussion.comment(session, anna, process, "Another matter", step_id=step)
    reply = discussion.comment(session, owner, process, "Because.", step_id=step, reply_to=first.id)
    threads = queries.on_step(session, anna, process, step)
    assert [t.comment.text for t in threads] == ["Why?", "Another matter"]
    assert [r.comment.id for r in threads[0].replies] == [reply.id]
    assert [e.answers for e in news(session, CommentAdded)] == [None, None, anna.id]
    assert queries.counts(session, process.id) == {step: {"comments": 3, "flags": {}, "praise": 0}}


def test_mentions_reach_those_who_may_see_it(session, anna, owner, process, step):
    partner = accounts.person(session, "Pia Partner", "worker", accounts.unit(session, "Printing Ltd", "partner"))
    tom = accounts.person(session, "Tom Okafor")
    text = f"@{tom.handle} and @{tom.email} and @{partner.handle} and @nobody and mail to a@b.example"
    comment = discussion.comment(session, anna, process, text, step_id=step)
    assert [e.person_id for e in news(session, Mentioned)] == [tom.id]
    assert session.scalars(select(Mention.person_id)).all() == [tom.id]
    actions.edit_comment(session, anna, process, comment, f"{text} and @{owner.email}")
    assert [e.person_id for e in news(session, Mentioned)] == [tom.id, owner.id]
    assert comment.edited_at is not None


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_unfit_texts_are_refused(session, anna, process, step, text):
    with pytest.raises(Invalid) as refused:
        discussion.comment(session, anna, process, text, step_id=step)
    assert "text" in refused.value.errors


def test_steps_that_never_were_cannot_be_commented(session, anna, process):
    with pytest.raises(NotFound):
        discussion.comment(session, anna, process, "Hello", step_id="Never_there")


def test_replies_stay_in_their_thread(session, anna, process, step):
    elsewhere = discussion.comment(session, anna, process, "About all of it")
    with pytest.raises(Invalid) as refused:
        discussion.comment(session, anna, process, "Hello", step_id=step, reply_to=elsewhere.id)
    assert refused.value.code == "NOT_IN_THREAD"


def test_deleting_leaves_a_tombstone_with_the_replies(session, anna, owner, process, step):
    first = discussion.comment(session, anna, process, "secret words", step_id=step)
    discussion.comment(session, owner, process, "Because.", step_id=step, reply_to=first.id)
    with pytest.raises(Forbidden):
        actions.delete_comment(session, owner, first)
    actions.delete_comment(session, anna, first)
    (thread,) = queries.on_step(session, owner, process, step)
    assert (thread.shown["deleted"], thread.shown["html"], thread.comment.text) == (True, "", "")
    assert [r.comment.text for r in thread.replies] == ["Because."]
    with pytest.raises(Conflict):
        actions.edit_comment(session, anna, process, first, "again")


def test_moderators_hide_what_was_reported(session, anna, owner, process, step):
    first = discussion.comment(session, owner, process, "rude words", step_id=step)
    with pytest.raises(Invalid):
        actions.report_comment(session, anna, process, first, " ")
    actions.report_comment(session, anna, process, first, "This is rude")
    actions.report_comment(session, anna, process, first, "This is very rude")
    assert [r.reason for r, _, _ in queries.reported(session, process.id)] == ["This is very rude"]
    with pytest.raises(Forbidden):
        actions.hide_comment(session, anna, process, first)
    actions.hide_comment(session, owner, process, first, "rude")
    assert queries.reported(session, process.id) == []
    (seen,) = queries.on_step(session, anna, process, step)
    assert (seen.readable, seen.shown["html"]) == (False, "")
    (moderated,) = queries.on_step(session, owner, process, step)
    assert "rude words" in moderated.shown["html"]
    actions.show_comment(session, owner, process, first)
    assert queries.on_step(session, anna, process, step)[0].readable


def test_reactions_come_and_go(session, anna, owner, process, step):
    first = discussion.comment(session, anna, process, step_id=step)
    assert actions.react(session, owner, process, first, "agree")
    assert actions.react(session, anna, process, first, "agree")
    assert not actions.react(session, owner, process, first, "agree")
    (said,) = queries.on_step(session, anna, process, step)
    assert (said.given, said.mine) == ({"agree": 1}, {"agree"})
    with pytest.raises(Invalid):
        actions.react(session, anna, process, first, "explode")


def test_comments_outlive_their_step(session, anna, owner, process, step):
    discussion.comment(session, anna, process, "Not needed any more", step_id=step)
    discussion.flag(session, anna, process, step, reason="nobody reads it")
    discussion.version(session, process, ("Write", "Send"))
    assert queries.on_step(session, anna, process, step)[0].comment.version_number == 1
    assert len(queries.flags_on_step(session, process.id, step).all) == 1
    assert queries.step_name(session, process.id, step) == "Check it"


def test_outsiders_of_a_public_process_do_not_read_along(session, owner):
    public = discussion.process(session, owner, public_start=True)
    guest = accounts.actor(session, "Gus Guest", "guest")
    with pytest.raises(Forbidden):
        discussion.comment(session, guest, public, "Hello")
