"""A proposal is answered with another one: both are voted on, each names the other, and only one can go live."""

from __future__ import annotations

import html
import re
from importlib import import_module

import pytest
from sqlalchemy import select

from app.kernel.errors import Invalid
from app.notices.tables import Notice
from app.proposals import actions, queries
from app.proposals.in_words import read
from app.proposals.tables import ProposalEvent
from tests.app.proposals.room import send
from tests.factories import catalog
from tests.factories.proposals import eliminate, find, voting

RENAMED = [{"kind": "retitle", "step": "Print_form", "title": "Print what is over 1,000 €"}]


@pytest.fixture(autouse=True)
def _notices() -> None:
    for name in ("listeners", "jobs"):
        import_module(f"app.notices.{name}")


def _against(session, place, first, operations=RENAMED):
    author = place.workers[1]
    draft = actions.Draft("Only the large ones", "They are read.", operations, first.id)
    made = actions.create(session, author, place.process, draft)
    actions.open_vote(session, author, find(session, author, made))
    return made


def _pass(session, place, proposal) -> None:
    for person in place.everybody:
        actions.vote(session, person, find(session, person, proposal), {"choice": "yes"})
    actions.close(session, place.owner, find(session, place.owner, proposal))
    actions.approve(session, place.manager, find(session, place.manager, proposal), "Good.")


def test_both_name_each_other_and_its_author_is_told(session, place) -> None:
    first = voting(session, place)
    answer = _against(session, place, first)
    to, by = queries.answers_of(session, place.owner, answer), queries.answers_of(session, place.owner, first)
    assert to.to is first and list(to.by) == [] and by.to is None and list(by.by) == [answer]
    lines = session.scalars(select(ProposalEvent).where(ProposalEvent.proposal_id == first.id))
    assert f"answered with another proposal: {answer.sentence}" in [line.words for line in lines]
    (told,) = session.scalars(select(Notice).where(Notice.kind == "proposal_answered"))
    assert told.person_id == first.author_id and told.url == f"/proposals/{answer.id}"


@pytest.mark.parametrize("wins", ["first", "answer"])
def test_when_one_goes_live_the_other_ends_and_says_why(session, place, wins) -> None:
    """Also where it would still fit: two answers to one question are not both wanted."""
    first = voting(session, place)
    pair = {"first": first, "answer": _against(session, place, first, [*RENAMED])}
    winner = pair.pop(wins)
    (other,) = pair.values()
    _pass(session, place, winner)
    assert (winner.state, other.state) == ("live", "conflict")
    if wins == "answer":
        assert other.outcome_words == (
            f"Version 2 is live, and it came of the proposal that stood against this one: {winner.sentence}."
        )


def test_what_answers_the_same_proposal_ends_too_and_others_go_on(session, place) -> None:
    first = voting(session, place)
    one = _against(session, place, first)
    also = _against(session, place, first, [{"kind": "instruct", "step": "Print_form", "text": "On both sides."}])
    apart = voting(session, place, eliminate("Check"))
    _pass(session, place, one)
    assert (also.state, apart.state) == ("conflict", "voting")
    assert "stood against this one" in also.outcome_words


def test_only_what_one_sees_in_the_same_process_can_be_answered(session, place) -> None:
    first = voting(session, place)
    elsewhere = catalog.process(session, place.owner, key="elsewhere")
    with pytest.raises(Invalid, match="Choose a proposal of this process"):
        actions.create(session, place.owner, elsewhere, actions.Draft("No", "Why", eliminate("A"), first.id))
    with pytest.raises(Invalid, match="Choose a proposal of this process"):
        actions.create(session, place.owner, place.process, actions.Draft("No", "Why", RENAMED, "nothing"))


def test_a_proposal_is_answered_from_its_page(room) -> None:
    path = send(room)
    assert "Answer with another proposal" not in room.get("wim", path), "its author makes a new revision"
    assert "Answer with another proposal" in room.get("wanda", path)
    here = room.post("wanda", f"{path}/answer").headers["Location"]
    page = html.unescape(room.get("wanda", here))
    assert "Take out “Print form”</span>" in page and "It answers" in page and path in page
    form = hidden(page) | {"title": "", "reason": "They are read."}
    same = html.unescape(room.post("wanda", here, 422, **form, act="send").text)
    assert "This asks for the same as the proposal that it answers." in same
    room.post("wanda", here, **form, act="remove:0")
    form = hidden(room.get("wanda", here)) | {"step": "Print_form", "do": "retitle", "name": "Print a few"}
    room.post("wanda", here, **form | {"of": "Print_form", "reason": "They are read."}, act="add")
    sent = room.post("wanda", here, **hidden(room.get("wanda", here)), act="send").headers["Location"]
    answer, first = html.unescape(room.get("wanda", sent)), html.unescape(room.get("wim", path))
    assert "This stands against:" in answer and "Only one of these can go live." in answer
    assert "Against this stands:" in first and sent in first
    assert "answered with another proposal" in html.unescape(room.get("wim", f"{path}?tab=timeline"))
    room.post("wim", f"{path}/withdraw", revision="1")
    room.post("wanda", f"{path}/answer", 409)


def test_what_was_decided_meanwhile_is_answered_no_more(room) -> None:
    """Nobody votes on it any more, so that it would be untrue that one of two can go live."""
    path = send(room)
    here = room.post("wanda", f"{path}/answer").headers["Location"]
    assert "It answers" in room.get("wanda", here)
    room.post("wim", f"{path}/withdraw", revision="1")
    page = room.get("wanda", here)
    assert "It answers" not in page
    sent = room.post("wanda", here, **hidden(page), reason="They are read.", act="send").headers["Location"]
    assert "stands against" not in room.get("wanda", sent) and "answered with" not in room.get("wim", path)


def test_words_are_not_answered_from_their_page(room) -> None:
    said = {"what": "Train the new ones.", "reason": "They ask."}
    path = room.post("wim", "/processes/brief/improve/in-words", act="send", **said).headers["Location"]
    assert "Answer with another proposal" not in room.get("wanda", path)
    room.post("wanda", f"{path}/answer", 409)


def test_words_and_changes_of_the_diagram_do_not_stand_against_each_other(session, place) -> None:
    """No version comes of words, so that nothing would end the other one."""
    first, words = voting(session, place), read({"what": "Train the new ones."})
    with pytest.raises(Invalid, match="Choose a proposal of this process"):
        against = actions.Draft("Training", "They ask.", answers=first.id, in_words=words)
        actions.create(session, place.workers[1], place.process, against)
    trained = actions.create(session, place.owner, place.process, actions.Draft("Training", "Why", in_words=words))
    with pytest.raises(Invalid, match="Choose a proposal of this process"):
        actions.create(session, place.owner, place.process, actions.Draft("No", "Why", RENAMED, trained.id))


def hidden(page: str) -> dict[str, str]:
    """Give what the form of a page carries."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}
