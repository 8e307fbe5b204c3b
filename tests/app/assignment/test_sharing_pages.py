"""Sharing out work over REST and on the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions
from app.cases.tables import StepEvent, Task
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from tests.factories import accounts, catalog, models
from tests.factories.work import the_task


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict:
    ann, boss = accounts.person(session, "Ann"), accounts.person(session, "Bo", "manager")
    ben = accounts.person(session, "Ben")
    actor = people.actor_for(session, ann)
    process = catalog.process(session, people.actor_for(session, boss), models.linear("A", "B"), key="post")
    instance = actions.start(session, actor, process, {})
    task = the_task(session, instance)
    task_id = task.id
    found = {
        "ann": accounts.bearer(session, ann), "boss": accounts.bearer(session, boss), "ben_id": ben.id, "task": task_id,
        "page": accounts.signed_in(app, session, ann), "boss_page": accounts.signed_in(app, session, boss),
    }  # fmt: skip
    session.commit()
    return found


def test_over_rest(app: StepwellApp, world: dict) -> None:
    client, url = app.test_client(), f"/api/v1/tasks/{world['task']}"
    assert client.put(f"{url}/priority", json={"priority": 90}, headers=world["ann"]).status_code == 403
    assert client.put(f"{url}/priority", json={"priority": 900}, headers=world["boss"]).status_code == 422
    assert client.put(f"{url}/priority", json={"priority": 90}, headers=world["boss"]).json["priority"] == 90
    assert client.put(f"{url}/due", json={"due": "P1D"}, headers=world["boss"]).json["due_at"]
    assert client.put(f"{url}/due", json={"due": "x"}, headers=world["boss"]).status_code == 422
    given = client.post(f"{url}/delegate", json={"person": world["ben_id"]}, headers=world["ann"])
    assert given.json["claimed_by"] == world["ben_id"]
    assert client.put(f"{url}/assignee", json={"person": None}, headers=world["boss"]).json["claimed_by"] is None
    for sort in ("age", "due", "priority"):
        listed = client.get(f"/api/v1/tasks?mine=1&sort={sort}", headers=world["ann"]).json
        assert [one["id"] for one in listed["items"]] == [world["task"]]
    body = {"rules": [{"step": "B", "apart": ["A"], "due": "P2D"}]}
    assert client.put("/api/v1/processes/post/sharing", json=body, headers=world["ann"]).status_code == 403
    assert client.put("/api/v1/processes/post/sharing", json=body, headers=world["boss"]).status_code == 200
    assert client.get("/api/v1/processes/post/sharing", headers=world["ann"]).json["rules"][0]["apart"] == ["A"]
    done = client.post("/api/v1/tasks/bulk", json={"act": "complete", "tasks": [world["task"]]}, headers=world["ann"])
    assert done.json["done"] == 1
    now = clock.now()
    away = {
        "substitute": world["ben_id"], "begins_at": now.isoformat(), "ends_at": (now + timedelta(days=2)).isoformat()
    }  # fmt: skip
    made = client.post("/api/v1/absences", json=away, headers=world["ann"])
    assert made.status_code == 201
    assert client.delete(f"/api/v1/absences/{made.json['id']}", headers=world["boss"]).status_code == 404
    assert client.delete(f"/api/v1/absences/{made.json['id']}", headers=world["ann"]).status_code == 204
    assert client.get("/api/v1/absences", headers=world["ann"]).json == []


def test_on_the_pages(world: dict) -> None:
    with clock.frozen(clock.now().replace(hour=12)):
        _shared_on_the_pages(world)


def _shared_on_the_pages(world: dict) -> None:
    url = f"/tasks/{world['task']}"
    page = world["page"].get(url).text
    assert "Hand it to a colleague" in page and "Ben" in page and "say until when" not in page
    assert "say until when" in world["boss_page"].get(url).text
    due = (clock.now() - timedelta(days=3)).date().isoformat()
    sent = world["boss_page"].post(f"{url}/plan", data={**accounts.CSRF, "due": due, "priority": "100"})
    assert sent.status_code == 303
    late = world["page"].get("/work?overdue=1").text
    assert "2 days late" in late and "urgent priority" in late
    refused = world["page"].post(f"{url}/plan", data={**accounts.CSRF, "due": ""}, follow_redirects=True)
    assert "A manager, operations or the owner of the process can do this." in refused.text
    given = {**accounts.CSRF, "person": world["ben_id"], "note": "Please"}
    assert (
        "Your colleague has the task now."
        in world["page"].post(f"{url}/delegate", data=given, follow_redirects=True).text
    )
    assert "2 days late" not in world["page"].get("/work?overdue=1").text
    for query in ("", "?sort=due", "?sort=priority", "?overdue=1", "?for_others=1", "?q=x", "?sort=nonsense"):
        assert world["page"].get(f"/work{query}").status_code == 200


def test_the_page_of_rules_shows_what_the_model_itself_says(session: Session, app: StepwellApp) -> None:
    boss = accounts.person(session, "Bo", "manager")
    own = 'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="${initiator}" c:dueDate="P2D"'
    xml = models.linear("Check <it>", "File").replace(b"<userTask ", f"<userTask {own} ".encode(), 1)
    catalog.process(session, people.actor_for(session, boss), xml, key="said")
    page = accounts.signed_in(app, session, boss)
    session.commit()
    shown = page.get("/processes/said/sharing").text
    assert shown.count("In the model: for ${initiator}; due P2D") == 1


@pytest.mark.parametrize(("known", "offered"), [(None, 4), (90, 5)])
def test_saving_a_plan_changes_and_writes_down_what_was_changed(
    session: Session, world: dict, known: int | None, offered: int
) -> None:
    url, task_id = f"/tasks/{world['task']}", world["task"]
    session.execute(update(Task).where(Task.id == task_id).values(priority=known))
    session.commit()
    page = world["boss_page"].get(url).text
    select_of = page.partition('name="priority"')[2].partition("</select>")[0]
    assert select_of.count("<option") == offered
    shown = re.findall(r'<option value="(\d+)" selected', select_of)
    assert shown == [str(known or 50)]
    for due in ("2031-05-06", "2031-05-06"):
        sent = world["boss_page"].post(f"{url}/plan", data={**accounts.CSRF, "due": due, "priority": shown[0]})
        assert sent.status_code == 303
    session.expire_all()
    said = select(StepEvent.event).where(StepEvent.event.in_(["due_set", "priority_set"]))
    assert session.scalars(said).all() == ["due_set"]
    assert session.get_one(Task, task_id).priority == known


def test_only_what_people_named_stands_in_quotes(app: StepwellApp, session: Session) -> None:
    boss = accounts.person(session, "Bo", "manager")
    xml = models.linear("A", "Sort", "B").replace(b'name="Sort"', b'name=""')
    catalog.process(session, people.actor_for(session, boss), xml, key="post")
    page = accounts.signed_in(app, session, boss)
    session.commit()
    for step, words in (("Sort", "Who gets the step after “A”?"), ("B", "Who gets “B”?")):
        answer = unescape(page.get(f"/processes/post/sharing/edit?step={step}").text)
        assert words in answer.partition("<main")[2]
        assert "“the " not in answer and "“one person" not in answer
