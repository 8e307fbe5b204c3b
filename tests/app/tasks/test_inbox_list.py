"""The inbox as a list: groups, what they count, how it is looked at, and what it asks of the database."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions as case_actions
from app.cases.tables import Task
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.tasks.pages import inbox
from app.tasks.queries.listed import DUE, Days, grouping, groups, listed
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    """Give Ann, two processes with 5 and 2 open tasks, and her browser."""
    ann, boss = accounts.person(session, "Ann"), accounts.person(session, "Bo", "manager")
    owner = people.actor_for(session, boss)
    post = catalog.process(session, owner, models.linear("Write it", "B"), key="post", title="Send the post")
    bill = catalog.process(session, owner, models.linear("Check it"), key="bill", title="Bills")
    for process, count in ((post, 5), (bill, 2)):
        for n in range(count):
            case_actions.start(session, owner, process, {}, business_key=f"{process.key} {n}")
    session.flush()
    found = {
        "page": accounts.signed_in(app, session, ann), "ann": people.actor_for(session, ann), "owner": owner,
        "tasks": list(session.scalars(select(Task.id).order_by(Task.opened_at, Task.id))), "post": post,
    }  # fmt: skip
    session.commit()
    return found


def due_at(session: Session, task_id: str, **ahead: float) -> None:
    session.execute(update(Task).where(Task.id == task_id).values(due_at=clock.now() + timedelta(**ahead)))


def headings(text: str) -> list[tuple[str, str]]:
    rows = re.findall(r'<tr class="part-head">.*?<div>(?:<a [^>]*>)?([^<]+?)(?:</a>)? <span class="count">(\d+)', text)
    return [(title, count) for title, count in rows]


def test_the_next_page_is_that_of_the_list_it_was_asked_from(
    world: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    page = world["page"]
    first = page.get("/work?group=due&sort=age").text
    further = [one.replace("&amp;", "&") for one in re.findall(r'href="(/work\?[^"]*cursor=[^"]*)"', first)]
    page.get("/work?group=none&sort=priority")
    second = page.get(further[0]).text
    rows = [re.findall(r'data-row="([^"]+)"', text) for text in (first, second)]
    assert rows == [world["tasks"][:3], world["tasks"][3:6]]


def test_a_cursor_that_holds_what_no_list_gave_is_refused(world: dict[str, Any]) -> None:
    values = [True, {"t": "2026-01-01T00:00:00+00:00"}, "x"]
    cursor = base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")
    assert world["page"].get(f"/work?group=due&sort=age&cursor={cursor}").status_code == 422


def test_tasks_stand_in_groups_that_say_how_many_there_are(session: Session, world: dict[str, Any]) -> None:
    page = world["page"]
    assert headings(page.get("/work?group=process").text) == [("Bills", "2"), ("Send the post", "5")]
    assert headings(page.get("/work?group=step").text) == [("Check it", "2"), ("Write it", "5")]
    assert headings(page.get("/work?group=none").text) == []
    due_at(session, world["tasks"][0], days=-2, hours=-1)
    session.execute(
        update(Task).where(Task.id == world["tasks"][1]).values(
            due_at=clock.now() - timedelta(days=9), follow_up_at=clock.now() + timedelta(days=3)
        )
    )  # fmt: skip
    session.commit()
    text = page.get("/work?group=due").text
    assert headings(text) == [("Late", "1"), ("No due date", "5"), ("To be looked at later", "1")]
    assert re.search(r'class="badge danger"[^>]*>.*?2 days late', text) and "follow up on" in text
    assert page.get("/work?due=late").text.count("data-row=") == 1
    narrowed = page.get("/work?process=bill&step=Check_it").text
    assert (
        narrowed.count("data-row=") == 2
        and "Only Check it." in page.get("/work?process=bill&step=Check_it&group=step").text
    )
    assert "Only Check it." in page.get("/work?process=bill&step=Check_it&group=due").text
    unknown = page.get("/work?due=x").text
    assert unknown.count("data-row=") == 7 and 'class="only"' not in unknown


@pytest.mark.parametrize("group", ["process", "step"])
def test_groups_past_the_last_that_is_counted_have_a_heading_too(
    world: dict[str, Any], monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    monkeypatch.setattr("app.tasks.queries.listed.MOST_GROUPS", 1)
    first = world["page"].get(f"/work?group={group}").text
    further = re.findall(r'href="(/work\?[^"]*cursor=[^"]*)"', first)[0].replace("&amp;", "&")
    assert [len(headings(page)) for page in (first, world["page"].get(further).text)] == [1, 1]


def test_how_one_looks_at_it_is_kept_in_the_browser(world: dict[str, Any]) -> None:
    page = world["page"]
    page.get("/work?group=step&sort=priority&density=dense&columns=&columns=lane&columns=age")
    again = page.get("/work").text
    assert headings(again) == [("Check it", "2"), ("Write it", "5")]
    assert '<table class="list dense">' in again and '<th scope="col" class="due"' not in again
    assert '<th scope="col" class="age"' in again and '<option value="priority" selected' in again
    page.get("/work?group=odd&density=odd")
    assert headings(page.get("/work").text) == [("No due date", "7")]
    page.set_cookie("stepwell_list_inbox", "group=%00&columns=x.y&" + "a=b&" * 40)
    assert page.get("/work").status_code == 200


@pytest.mark.parametrize("group", ["due", "process", "step", "none"])
@pytest.mark.usefixtures("app")
def test_each_grouping_goes_on_where_it_stopped(session: Session, world: dict[str, Any], group: str) -> None:
    for task_id, hours in zip(world["tasks"], (-50, -1, 26, 26, 100, 400), strict=False):
        due_at(session, task_id, hours=hours)
    days, ann = Days.of(UTC), world["ann"]
    by = grouping(group, days)
    whole = [task.id for task in listed(session, ann, by, "priority", days, None, 50).items]
    assert sorted(whole) == sorted(world["tasks"])
    seen: list[str] = []
    cursor: str | None = None
    while len(seen) < len(whole):
        found = listed(session, ann, by, "priority", days, cursor, 2)
        seen += [task.id for task in found.items]
        cursor = found.next
    assert seen == whole and cursor is None
    if by is not None:
        tasks = listed(session, ann, by, "age", days, None, 50).items
        counted = {one.key: one.count for one in groups(session, ann, by, days)}
        keys = [by.key_of(task) for task in tasks]
        assert list(counted) == list(dict.fromkeys(keys))
        assert counted == {key: keys.count(key) for key in keys}
        if group == "due":
            assert list(counted) == sorted(counted, key=DUE.index) and len(counted) >= 4


def test_the_list_alone_comes_to_scripts_and_says_what_was_done(world: dict[str, Any]) -> None:
    page, fragment = world["page"], {"X-Fragment": "1"}
    alone = page.get("/work", headers=fragment).text
    assert alone.lstrip().startswith("<div data-live") and "<html" not in alone and alone.count("data-row=") == 7
    sent = {**accounts.CSRF, "act": "complete", "task": [world["tasks"][0], "01nobody"]}
    done = page.post("/work/many", data=sent, headers=fragment).text
    assert "1 done, 1 not" in done and "does not wait for you any more" in done and "<html" not in done
    assert done.count("data-row=") == 7, "the next step of the case stands in its place"
    nothing = page.post("/work/many", data={**accounts.CSRF, "act": "claim"}, headers=fragment)
    assert nothing.status_code == 422 and "Choose at least one task" in nothing.text and "<html" not in nothing.text


def test_rows_say_what_can_be_done_from_the_list(session: Session, world: dict[str, Any]) -> None:
    asked = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    session.execute(update(Task).where(Task.id == world["tasks"][0]).values(form=asked, claimed_by=world["ann"].id))
    session.commit()
    text = world["page"].get("/work").text
    assert text.count('data-can="claim complete delegate"') == 6
    assert text.count('data-can="delegate release"') == 1


def test_a_page_beside_the_list_comes_without_its_frame(world: dict[str, Any]) -> None:
    page = world["page"]
    part = page.get(f"/tasks/{world['tasks'][0]}", headers={"X-Part": "main"}).text
    assert "<title>Write it" in part and re.search("<h1[^>]*>Write it</h1>", part) and 'class="rail"' not in part
    assert "<aside" not in part and "<!doctype" not in part and "Complete this task" in part
    done = page.post(
        f"/tasks/{world['tasks'][0]}/complete", data=accounts.CSRF, headers={"X-Part": "main"}, follow_redirects=True
    ).text
    assert "is done" in done and 'class="rail"' not in done


def test_many_tasks_and_groups_ask_as_often_as_few(session: Session, database: Database, world: dict[str, Any]) -> None:
    def asked(group: str) -> int:
        with count_statements(database) as counted:
            assert world["page"].get(f"/work?group={group}").status_code == 200
        return len(counted)

    few = {group: asked(group) for group in ("due", "process", "step", "none")}
    for n in range(60):
        made = case_actions.start(session, world["owner"], session.merge(world["post"]), {}, business_key=f"More {n}")
        if n < 6:
            catalog.process(session, world["owner"], models.linear(f"S{n}"), key=f"more-{n}", title=f"More {n}")
    session.commit()
    assert {group: asked(group) for group in few} == few
    assert max(few.values()) <= 14
    text = world["page"].get("/work?group=step").text
    assert text.count("data-row=") == 50 and ("Write it", "65") in headings(text) and "Show more" in text
    assert made.id
