"""All that is said about a process is one stream: what happened last on top, narrowed by the address, in pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from app.accounts import queries as people
from app.discussion.pages import process as pages
from app.discussion.values import COMMENTS, FLAGS, PROPOSALS, Entry, ReadTo, merged
from app.kernel.times import clock
from app.proposals.tables import Proposal
from tests.factories import accounts, discussion, proposals
from tests.support.counting import count_statements


@pytest.fixture
def house(app, unit):
    """A process with its people, and browsers for the author of proposals and somebody who votes."""
    proposals.wire()
    with unit() as session:
        world = proposals.world(session)
        browsers = [
            accounts.signed_in(app, session, people.people(session, [one.id])[one.id]) for one in world.workers[:2]
        ]
        return SimpleNamespace(
            world=world, author=browsers[0], voter=browsers[1], url=f"/processes/{world.process.key}/discussion"
        )


def _page(browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return unescape(answer.text).partition('id="discussion"')[2].partition("</main")[0]


def _kinds(page: str) -> list[str]:
    return re.findall(r'<article class="entry ([a-z]+)"', page)


def _at(session, row, days: float) -> None:
    """Let something have happened so many days ago."""
    column = {"updated_at" if row.__class__ is Proposal else "created_at": clock.now() - timedelta(days=days)}
    session.execute(update(row.__class__).where(row.__class__.id == row.id).values(column))


def _talk(session, world) -> None:
    who = world.workers[0]
    old = discussion.comment(session, who, world.process, "An old question")
    _at(session, old, 9)
    _at(session, discussion.comment(session, who, world.process, "A new answer", reply_to=old.id), 1)
    _at(session, discussion.comment(session, who, world.process, "In between", step_id="Check"), 3)
    _at(session, discussion.flag(session, who, world.process, "Check", reason="It takes a week"), 2)
    _at(session, discussion.flag(session, world.owner, world.process, "Send", "works_well"), 5)
    _at(session, proposals.voting(session, world), 4)


def test_what_happened_last_stands_on_top_and_a_proposal_says_what_it_asks(house, unit) -> None:
    with unit() as session:
        _talk(session, house.world)
    page = _page(house.voter, house.url)
    assert _kinds(page) == [COMMENTS, FLAGS, COMMENTS, PROPOSALS, FLAGS]
    marks = ("An old question", "A new answer", "It takes a week", "In between", "Take out “Print form”", "works well")
    assert sorted(marks, key=page.index) == list(marks)
    assert "Vote on it" in page
    with unit() as session:
        proposal = session.query(Proposal).one()
        discussion.comment(session, house.world.owner, house.world.process, "I doubt it", proposal_id=proposal.id)
    page = _page(house.voter, house.url)
    assert _kinds(page)[0] == PROPOSALS
    assert "1 comment" in page
    assert "I doubt it" not in page


def test_the_address_narrows_it_to_a_kind_and_to_a_step(house, unit) -> None:
    with unit() as session:
        _talk(session, house.world)
    for show, kinds in ((COMMENTS, 2 * [COMMENTS]), (FLAGS, 2 * [FLAGS]), (PROPOSALS, [PROPOSALS])):
        assert _kinds(_page(house.author, f"{house.url}?show={show}")) == kinds
    assert _kinds(_page(house.author, f"{house.url}?step=Check")) == [FLAGS, COMMENTS]
    assert _kinds(_page(house.author, f"{house.url}?step=Print_form")) == [PROPOSALS]
    assert _kinds(_page(house.author, f"{house.url}?step=Check&show=flags")) == [FLAGS]
    assert "Nothing that is said here fits" in _page(house.author, f"{house.url}?step=Nowhere")
    assert len(_kinds(_page(house.author, f"{house.url}?show=odd&after=never"))) == 5


def test_a_draft_is_shown_to_its_author_and_the_owner_alone(house, unit) -> None:
    with unit() as session:
        proposals.draft(session, house.world.workers[0], house.world.process)
    assert "Finish your draft" in _page(house.author, house.url)
    assert _kinds(_page(house.voter, house.url)) == []


@pytest.mark.parametrize("spread", [0, 1])
def test_pages_follow_each_other_without_a_gap_also_within_one_moment(house, unit, monkeypatch, spread) -> None:
    monkeypatch.setattr(pages, "MOST_ENTRIES", 2)
    world = house.world
    with unit() as session:
        rows = [discussion.comment(session, world.owner, world.process, f"Words {n}") for n in range(3)]
        rows += [discussion.flag(session, world.owner, world.process, step) for step in ("Check", "Send")]
        rows += [proposals.voting(session, world), proposals.voting(session, world, proposals.eliminate("Check"))]
        moment = clock.now() - timedelta(days=20)
        for place, row in enumerate(rows):
            column = "updated_at" if isinstance(row, Proposal) else "created_at"
            at = moment + timedelta(hours=spread * place)
            session.execute(update(type(row)).where(type(row).id == row.id).values({column: at}))
    url, seen = house.url, []
    for _page_number in range(9):
        page = _page(house.author, url)
        seen += re.findall(r"Words \d|Take out “[^”]+”|(?<=badge warning)", page)
        kinds = _kinds(page)
        more = re.search(r'href="([^"]+after=[^"]+)"', page)
        if not more:
            break
        assert len(kinds) == 2
        url = more[1]
    words = [one for one in seen if one]
    assert sorted(set(words)) == ["Take out “Check”", "Take out “Print form”", "Words 0", "Words 1", "Words 2"]
    assert len(words) == 5
    assert _page_number == 3


def test_one_form_says_something_about_the_whole_or_about_a_step(house, unit) -> None:
    form = {**accounts.CSRF, "text": "Why do we check it?", "about": "Check"}
    assert house.author.post(house.url, data=form).status_code == 303
    assert "Why do we check it?" in _page(house.author, f"{house.url}?step=Check")
    refused = house.author.post(house.url, data={**form, "text": " "})
    assert refused.status_code == 422
    assert '<option value="Check" selected' in refused.text
    assert house.author.post(house.url, data={**form, "about": "Nowhere"}).status_code == 404


def test_a_link_to_a_reply_shows_its_thread_and_a_long_one_its_newest_words(house, unit) -> None:
    world = house.world
    with unit() as session:
        root = discussion.comment(session, world.owner, world.process, "The question")
        replies = [
            discussion.comment(session, world.owner, world.process, f"Reply {n}.", reply_to=root.id) for n in range(23)
        ]
        discussion.comment(session, world.owner, world.process, "Something else")
        first = replies[0].id
    page = _page(house.author, house.url)
    assert "Reply 22." in page
    assert "Reply 0." not in page
    assert "3 earlier replies" in page
    led = house.author.get(f"/comments/{first}").location
    alone = _page(house.author, led.partition("#")[0])
    assert "Reply 0." in alone
    assert "Something else" not in alone
    assert "Something else" in _page(house.author, f"{house.url}?comment=none")
    with unit() as session:
        about = proposals.voting(session, world).id
        elsewhere = discussion.comment(session, world.owner, world.process, "I doubt it", proposal_id=about).id
    page = _page(house.author, f"{house.url}?comment={elsewhere}")
    assert "Something else" in page and "I doubt it" not in page


def test_statements_do_not_grow_with_what_is_said(house, unit, database) -> None:
    def statements() -> int:
        with count_statements(database) as counted:
            _page(house.voter, house.url)
        return len(counted.statements)

    with unit() as session:
        _talk(session, house.world)
    few = statements()
    with unit() as session:
        for number in range(12):
            who = accounts.actor(session)
            said = discussion.comment(session, who, house.world.process, f"Words {number}", step_id="Check")
            discussion.comment(session, who, house.world.process, "Reply", step_id="Check", reply_to=said.id)
            discussion.flag(session, who, house.world.process, "Check", reason="Slow")
    assert statements() == few


def test_entries_of_one_moment_keep_their_order() -> None:
    now = clock.now()
    flag, comment, other = Entry(FLAGS, now, "b", None), Entry(COMMENTS, now, "a", None), Entry(FLAGS, now, "a", None)
    shown, more = merged([[flag, other], [comment]], 2)
    assert [one.id for one in shown] == ["a", "b"]
    assert ReadTo.of(more or "") == ReadTo(now, FLAGS, "b")
    assert merged([[flag]], 1)[1] is None
    assert ReadTo.of("yesterday flags a") is None
    assert ReadTo.of("0001-01-01T00:00:00+14:00 flags a") is None, "no moment that a database can hold"
    assert ReadTo.of("9999-12-31T23:59:59-14:00 flags a") is None
    assert ReadTo.of(f"{now.replace(tzinfo=None).isoformat()} flags a") is None
