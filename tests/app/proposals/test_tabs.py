"""The tabs of a proposal's page, what each holds, and the first view above them; without scripts."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from lxml import html

from app.kernel import jobs
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.tables import ProposalEvent
from tests.app.proposals.room import CHOSEN, WORDS, send
from tests.support.pictures import picture

TABS = ("conversation", "drawing", "touched", "timeline")


def _tabs(page: str) -> dict[str, str]:
    """Give the tabs of a page, each with what it is called, as people read them; the open one in brackets."""
    links = html.fromstring(page).xpath("//*[@id='tabs']/nav//a")
    read = {
        link.get("href").partition("tab=")[2].partition("#")[0]: " ".join(link.text_content().split()) for link in links
    }
    here = [link.get("href") for link in links if link.get("aria-current")]
    assert len(here) == 1
    return read


def test_each_tab_is_a_link_that_counts_and_holds_its_own_alone(room, database) -> None:
    path = send(room)
    jobs.drain(database)
    room.post("wanda", f"{path}/comments", text="And who signs then?")
    page = room.get("wanda", path)
    assert _tabs(page) == {
        "conversation": "Conversation 1", "drawing": "Drawing", "touched": "Touched cases 1", "timeline": "Timeline 1",
    }  # fmt: skip
    only = {
        "conversation": "And who signs then?", "drawing": 'data-island="compare"',
        "touched": "Simply go on", "timeline": "wrote the draft",
    }  # fmt: skip
    assert only["conversation"] in page, "what opens without a tab in the address"
    for tab in TABS:
        page = room.get("wanda", f"{path}?tab={tab}")
        assert [words in page for words in only.values()] == [tab == one for one in only], tab
        for always in ("Take out “Print form”.", "Running cases: 1 goes on · 0 are led on · 0 stay.", "Vote yes"):
            assert always in page, (tab, always)
    assert only["conversation"] in room.get("wanda", f"{path}?tab=nothing")


def test_links_to_what_a_closed_tab_holds_lead_to_the_tab(room) -> None:
    path = send(room)
    ids = ("discussion", "votes", "drawing", "touched", "timeline", "revisions")
    for tab in TABS:
        page = html.fromstring(room.get("wanda", f"{path}?tab={tab}"))
        for name in ids:
            assert len(page.xpath(f"//*[@id='{name}']")) == 1, (tab, name)


def test_a_tab_is_sent_alone_to_who_opens_it_in_place(room) -> None:
    path = send(room)
    answer = room.browsers["wanda"].get(f"{path}?tab=timeline", headers={"X-Part": "tabs"})
    part = html.fromstring(answer.text)
    assert part.get("data-tabs") == "timeline" and "wrote the draft" in answer.text
    assert "<main" not in answer.text and "Vote yes" not in answer.text


def test_what_is_over_has_no_cases_to_touch(room) -> None:
    path = send(room)
    room.post("wim", f"{path}/withdraw", revision="1")
    assert list(_tabs(room.get("wanda", f"{path}?tab=touched"))) == ["conversation", "drawing", "timeline"]


def test_what_somebody_did_at_once_is_one_line_with_what_came_of_it(room, database) -> None:
    path = send(room)
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="1")
    room.post("olga", f"{path}/close", revision="1")
    room.post("max", f"{path}/approve", note="Good.", revision="1")
    lines = html.fromstring(room.get("wanda", f"{path}?tab=timeline")).xpath("//ol[@class='timeline']/li//p[1]")
    read = [" ".join(line.text_content().split()) for line in lines if line.xpath(".//time")]
    assert any(words.startswith("Max approved it: Good. · It went live as version 2") for words in read), read
    assert any(words.startswith("Olga closed the vote · The vote passed") for words in read), read
    assert any(words.startswith("Wim wrote the draft · opened the vote; 4 people are asked") for words in read), read
    page = room.get("wanda", f"{path}?tab=timeline")
    assert "1 change: Take out “Print form”" in page and "Revision 1: Take out “Print form”" in page


@pytest.mark.parametrize(
    ("ids", "seconds", "together"),
    [(("a", "a"), 1, True), (("a", "b"), 1, False), ((None, "b"), 1, True), ((None, None), 11, False)],
    ids=["of one act", "of two acts", "of before it was noted", "of before, later"],
)
def test_lines_are_one_act_that_were_written_together(ids, seconds, together) -> None:
    begin = clock.now()
    lines = [
        ProposalEvent(event=event, person_id="p", words=event, act_id=act, at=begin + timedelta(seconds=at))
        for event, act, at in (("close", ids[0], 0), ("withdraw", ids[1], seconds))
    ]
    assert [len(act.done) for act in queries.acts(lines)] == ([2] if together else [1, 1])


def test_a_vote_is_taken_back_where_it_is_shown(room) -> None:
    path = send(room)
    assert "Take your vote back" not in room.get("wanda", path)
    room.post("wanda", f"{path}/votes", choice="yes", reason="Paper is dear.", revision="1")
    page = room.get("wanda", path)
    assert "You voted yes." in page and "Take your vote back" in page and "1 of 4 have voted" in page
    room.post("wanda", f"{path}/votes/take-back", revision="1")
    page = room.get("wanda", path)
    assert "Your vote is taken back." in page and "You voted yes." not in page and "Vote yes" in page
    assert "Paper is dear." not in page and "0 of 4 have voted" in page
    again = room.post("wanda", f"{path}/votes/take-back", 409, revision="1").text
    assert "there is nothing to take back" in again
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="1")
    room.post("olga", f"{path}/close", revision="1")
    assert "Take your vote back" not in room.get("wanda", path)
    room.post("wanda", f"{path}/votes/take-back", 409, revision="1")


def test_a_vote_of_an_older_revision_is_gone_and_not_taken_back(room) -> None:
    path = send(room)
    room.post("wanda", f"{path}/votes", choice="yes", revision="1")
    room.send("wim", f"{path}/revise", revision="1", **{**CHOSEN, "also": ["Check"]}, **WORDS)
    assert "It was changed while you read it" in room.post("wanda", f"{path}/votes/take-back", 409, revision="1").text


def test_a_comment_that_is_refused_keeps_what_was_typed_and_sent(room) -> None:
    path = send(room)
    refused = room.post(
        "wanda", f"{path}/comments", 422, text="Look", pictures=[_file(picture()), _file(b"no picture")]
    )
    page = html.fromstring(refused.text)
    (box,), (held,) = page.xpath("//textarea[.='Look']"), page.xpath("//input[@name='picture']/@value")
    assert "It is no PNG, JPEG, WebP or GIF picture" in box.xpath("string(ancestor::form)")
    assert held in box.xpath("ancestor::form//input/@value")
    room.post("wanda", f"{path}/comments", text="Look", picture=held)
    assert f"/pictures/{held}" in room.get("olga", path)


def _file(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "shelf.png"
