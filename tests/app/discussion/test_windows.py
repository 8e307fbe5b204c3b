"""Long discussions are read to their end, by programs and on pages, and links lead to the part that holds a comment."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select

from app.accounts import queries as people
from app.discussion.queries.windows import MOST, Window, comments
from app.discussion.tables import Comment
from app.kernel.ids import new_id
from app.kernel.times import clock
from tests.factories import accounts, discussion

MANY = MOST + 10


@pytest.fixture
def house(app, unit):
    """A step with more comments than one page shows, all of the same few moments."""
    with unit() as session:
        anna = accounts.person(session, "Anna Berg")
        process = discussion.process(session, people.actor_for(session, accounts.person(session, "Ines", "manager")))
        ids, now = [new_id() for _ in range(MANY)], clock.now()
        rows = [
            {"id": one, "process_id": process.id, "step_id": "Check", "author_id": anna.id, "text": f"comment {n}",
             "version_number": 1, "created_at": now + timedelta(seconds=n // 7)}
            for n, one in enumerate(ids)
        ]  # fmt: skip
        session.execute(insert(Comment), rows)
        browser, stranger = accounts.signed_in(app, session, anna), app.test_client()
        return SimpleNamespace(
            ids=ids, key=accounts.bearer(session, anna), browser=browser, stranger=stranger, process=process,
            url=f"/processes/{process.key}/steps/Check", anna=anna,
        )  # fmt: skip


def shown(page):
    return [part.split('"')[0] for part in page.split('id="comment-')[1:]]


def test_programs_follow_the_cursor_to_the_end_while_others_write(house, unit):
    url, cursor, seen = f"/api/v1{house.url}/comments?limit=200", "", []
    while cursor is not None:
        answer = house.browser.get(f"{url}&cursor={cursor}" if cursor else url, headers=house.key).json
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        with unit() as session:
            who = people.actor_for(session, house.anna)
            discussion.comment(session, who, house.process, "another", step_id="Check")
    assert seen[:MANY] == house.ids and len(seen) == len(set(seen))


def test_pages_lead_from_the_newest_to_the_oldest_and_back(house):
    first = house.browser.get(f"{house.url}/discussion").text
    assert shown(first) == house.ids[-MOST:] and "Earlier comments" in first and "Later comments" not in first
    earlier = house.browser.get(f"{house.url}/discussion?comments=before:{house.ids[-MOST]}").text
    assert shown(earlier) == house.ids[: MANY - MOST] and "Later comments" in earlier
    later = house.browser.get(f"{house.url}/discussion?comments=after:{house.ids[MANY - MOST - 1]}").text
    assert shown(later) == house.ids[-MOST:]


def test_a_link_to_an_old_comment_shows_it(house):
    led = house.browser.get(f"/comments/{house.ids[0]}")
    assert led.location.endswith(f"?comment={house.ids[0]}#comment-{house.ids[0]}")
    page = house.browser.get(f"{house.url}/discussion?comment={house.ids[0]}").text
    assert shown(page) == house.ids[:MOST] and "Later comments" in page
    near = house.browser.get(f"{house.url}/discussion?comment={house.ids[-2]}").text
    assert shown(near) == house.ids[-MOST:]


@pytest.mark.parametrize("asked", ["comments=before:nobody", "comments=odd", "comment=nobody", "comments=at:"])
def test_a_place_that_is_none_shows_the_newest(house, asked):
    page = house.browser.get(f"{house.url}/discussion?{asked}")
    assert page.status_code == 200 and shown(page.text) == house.ids[-MOST:]


def test_a_comment_of_another_thread_opens_no_window(house, unit):
    with unit() as session:
        where = (Comment.process_id == house.process.id, Comment.step_id == "Send")
        found = comments(session, where, Window("at", house.ids[0]))
        assert not found.rows and found.earlier is None and found.later is None
        assert session.scalar(select(Comment.id).where(Comment.id == house.ids[0]))


def test_signing_in_leads_to_the_comment_of_the_link(house, unit):
    with unit() as session:
        olive = accounts.person(session, "Olive", password=True)
        email = olive.email
    target = f"{house.url}?comment={house.ids[3]}"
    asked = house.stranger.get(target)
    page = house.stranger.get(asked.location).text
    form = {"csrf": page.split('name="csrf" value="')[1].split('"')[0], "email": email, "password": accounts.PASSWORD}
    led = house.stranger.post("/signin", data={**form, "next": target})
    assert (led.status_code, led.location) == (303, f"{target}#comment-{house.ids[3]}")
