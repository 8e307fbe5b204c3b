"""Doing the same with many tasks of the inbox, and what the pages say of absence and four eyes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.assignment import actions as assignment_actions
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Task
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    ann, boss, ben = (accounts.person(session, *who) for who in (("Ann",), ("Bo", "manager"), ("Ben",)))
    actor = people.actor_for(session, ann)
    process = catalog.process(session, people.actor_for(session, boss), models.linear("A", "B"), key="post")
    cases = [case_actions.start(session, actor, process, {}, business_key=f"Case {n}") for n in range(3)]
    session.flush()
    tasks = [queries.open_tasks(session, case.id)[0].id for case in cases]
    found = {
        "page": accounts.signed_in(app, session, ann), "ben_page": accounts.signed_in(app, session, ben),
        "tasks": tasks, "ben": ben.id, "ann": ann.id, "process": process, "actor": actor, "cases": cases,
        "boss": people.actor_for(session, boss), "case_ids": [case.id for case in cases],
    }  # fmt: skip
    session.commit()
    return found


def sent(act: str, tasks: list[str], **more: str) -> dict[str, Any]:
    return {**accounts.CSRF, "act": act, "task": tasks, **more}


def test_many_are_taken_given_back_and_done(world: dict[str, Any]) -> None:
    page, tasks = world["page"], world["tasks"]
    assert page.get("/work").text.count('name="task"') == 3
    taken = page.post("/work/many?process=post", data=sent("claim", tasks[:2]))
    assert taken.status_code == 303 and taken.location == "/work?process=post"
    shown = page.get("/work?claimed=1").text
    assert "2 tasks taken." in shown and "Take them" not in shown
    assert "2 tasks given back." in page.post("/work/many", data=sent("release", tasks[:2]), follow_redirects=True).text
    assert "3 tasks done." in page.post("/work/many", data=sent("complete", tasks), follow_redirects=True).text
    for text in (page.get("/work?claimed=1").text,):
        assert 'name="task"' not in text and "Complete them" not in text


def test_what_could_not_be_done_is_said_of_each(session: Session, world: dict[str, Any]) -> None:
    page, tasks = world["page"], world["tasks"]
    asked = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    session.execute(update(Task).where(Task.id == tasks[0]).values(form=asked))
    session.execute(update(Task).where(Task.id == tasks[1]).values(claimed_by=world["ben"]))
    session.commit()
    answer = page.post("/work/many", data=sent("complete", [*tasks, "01nobody"]))
    assert answer.status_code == 200 and "1 done, 3 not" in answer.text
    assert "its form has questions" in answer.text and answer.text.count("does not wait for you any more") == 2
    assert "Case 0" in answer.text and "Case 1" not in answer.text


def test_nothing_chosen_keeps_what_was_ticked(world: dict[str, Any]) -> None:
    page, tasks = world["page"], world["tasks"]
    assert page.post("/work/many", data=sent("claim", [])).status_code == 422
    odd = page.post("/work/many?sort=due", data=sent("burn", tasks[:1]))
    assert odd.status_code == 422 and "Choose at least one task" in odd.text
    assert re.findall(r'name="task" value="([^"]+)"[^>]* checked', odd.text) == tasks[:1]
    assert page.post("/work/many", data=sent("claim", ["x"] * 5 + [str(n) for n in range(101)])).status_code == 422


def test_many_are_handed_over(world: dict[str, Any]) -> None:
    page, tasks = world["page"], world["tasks"]
    asked = page.post("/work/many", data=sent("delegate", tasks[:2]))
    assert "Hand over 2 tasks" in asked.text and "Ben" in asked.text
    again = page.post("/work/many", data=sent("delegate", tasks[:2], person=""))
    assert again.status_code == 422 and "Choose who does it instead." in again.text
    done = page.post("/work/many", data=sent("delegate", tasks[:2], person=world["ben"]), follow_redirects=True)
    assert "2 tasks handed over." in done.text
    assert "Ann handed this task to you." in world["ben_page"].get(f"/tasks/{tasks[0]}").text
    wrong = page.post("/work/many", data=sent("delegate", tasks[2:], person="nobody"))
    assert "0 handed over, 1 not" in wrong.text


def test_strangers_learn_nothing(session: Session, app: StepwellApp, world: dict[str, Any]) -> None:
    stranger = accounts.signed_in(app, session, accounts.person(session, "Gus", "guest"))
    session.commit()
    answer = stranger.post("/work/many", data=sent("claim", world["tasks"]))
    assert "Case 0" not in answer.text and "0 taken, 3 not" in answer.text
    assert "Case 0" not in stranger.post("/work/many", data=sent("delegate", world["tasks"])).text


def test_a_substitute_sees_for_whom_and_the_history_names_it(session: Session, world: dict[str, Any]) -> None:
    task, now = world["tasks"][0], clock.now()
    task_actions.claim(session, world["actor"], task)
    assignment_actions.be_away(session, world["actor"], world["ben"], now - timedelta(hours=1), now + timedelta(days=2))
    session.commit()
    shown = world["ben_page"].get("/work?for_others=1").text
    assert "for Ann (away until " in shown
    assert (
        "1 task done."
        in world["ben_page"].post("/work/many", data=sent("complete", [task]), follow_redirects=True).text
    )
    case = world["ben_page"].get(f"/instances/{world['case_ids'][0]}").text
    assert "for Ann, who is away" in case


def test_four_eyes_are_explained(session: Session, world: dict[str, Any]) -> None:
    assignment_actions.share_work(
        session, world["boss"], session.merge(world["process"]), [{"step": "B", "apart": ["A"]}]
    )
    session.flush()
    task_actions.complete(session, world["actor"], world["tasks"][0])
    session.flush()
    second = queries.open_tasks(session, world["case_ids"][0])[0].id
    session.commit()
    assert "four eyes" in world["ben_page"].get("/work").text
    assert "Four eyes: you did a step of this case" in world["page"].get(f"/tasks/{second}").text


def test_the_inbox_asks_as_often_for_many_as_for_one(
    session: Session, database: Database, world: dict[str, Any]
) -> None:
    def asked() -> int:
        with count_statements(database) as counted:
            world["page"].get("/work")
        return len(counted)

    few = asked()
    for n in range(6):
        case_actions.start(session, world["actor"], session.merge(world["process"]), {}, business_key=f"More {n}")
    session.commit()
    assert asked() == few
