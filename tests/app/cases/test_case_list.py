"""The list of cases: where each stands, filters, what one may not see, and what it asks of the database."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.queries.places import narrowed
from app.cases.tables import Instance, Task
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.ids import new_id
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

API = "/api/v1/instances"


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    ann = accounts.person(session, "Ann", unit=accounts.unit(session, "North"))
    boss = accounts.person(session, "Bo", "manager")
    actor, owner = people.actor_for(session, ann), people.actor_for(session, boss)
    post = catalog.process(session, owner, models.linear("A", "B"), key="post", title="Send the post")
    hidden = catalog.process(
        session, owner, models.linear("Secret step"), key="hidden", title="Hidden", visibility="unit",
        unit=accounts.unit(session, "South"),
    )  # fmt: skip
    cases = [case_actions.start(session, actor, post, {}, business_key=f"Case {n}") for n in range(3)]
    tasks = [queries.open_tasks(session, case.id)[0].id for case in cases]
    now = clock.now()
    task_actions.complete(session, actor, tasks[1])
    session.execute(update(Task).where(Task.id == tasks[0]).values(due_at=now - timedelta(days=2)))
    session.execute(update(Instance).where(Instance.id == cases[2].id).values(state="suspended", started_by=owner.id))
    case_actions.start(session, owner, hidden, {}, business_key="Case hidden")
    found = {
        "page": accounts.signed_in(app, session, ann), "actor": actor, "post": post.id, "version": post.live_version_id,
        "key": accounts.bearer(session, ann),
        "step": queries.open_tasks(session, cases[0].id)[0].step_id,
    }  # fmt: skip
    session.commit()
    return found


def keys(world: dict[str, Any], query: str) -> list[str]:
    answer = world["page"].get(f"{API}?{query}", headers=world["key"])
    assert answer.status_code == 200, answer.text
    return [item["business_key"] for item in answer.json["items"]]


def test_each_filter_leaves_what_it_says(world: dict[str, Any]) -> None:
    assert keys(world, "") == ["Case 2", "Case 1", "Case 0"]
    assert keys(world, "sort=oldest") == ["Case 0", "Case 1", "Case 2"]
    assert keys(world, "state=suspended") == ["Case 2"]
    assert keys(world, "overdue=true") == ["Case 0"]
    assert keys(world, "mine=true") == ["Case 1", "Case 0"]
    assert keys(world, f"process=post&step={world['step']}") == ["Case 2", "Case 0"]
    assert keys(world, "q=Case 1") == ["Case 1"]
    assert len(keys(world, "q=the POST")) == 3
    assert keys(world, "q=Hidden") == keys(world, "q=Case hidden") == keys(world, "process=hidden") == []
    assert world["page"].get(f"{API}?step=x", headers=world["key"]).status_code == 422
    assert world["page"].get(f"{API}?sort=odd", headers=world["key"]).status_code == 422


@pytest.mark.parametrize("words", ["berlin", "BERLIN m", "4711", "Ordered", 'say "so', "express"])
def test_the_search_finds_short_values_by_how_they_begin(session: Session, world: dict[str, Any], words: str) -> None:
    data = {"city": "Berlin Mitte", "number": 4711, "tags": ["ordered"], "note": 'Say "so', "way": {"by": "Express"}}
    case = session.scalars(select(Instance).where(Instance.business_key == "Case 0")).one()
    session.execute(update(Instance).where(Instance.id == case.id).values(small=data))
    session.commit()
    assert keys(world, urlencode({"q": words})) == ["Case 0"]


def test_the_search_reads_no_names_of_fields(session: Session, world: dict[str, Any]) -> None:
    session.execute(update(Instance).values(small={"city": "Berlin", "100%": "_"}))
    session.commit()
    assert [keys(world, urlencode({"q": words})) for words in ("city", "erlin", "%", '","')] == [[]] * 4
    assert len(keys(world, "q=_")) == 3


def test_each_case_says_where_it_stands(world: dict[str, Any]) -> None:
    case = world["page"].get(f"{API}?overdue=true", headers=world["key"]).json["items"][0]
    assert case["overdue"] is True and case["tasks"] == []
    assert [step["name"] for step in case["steps"]] == ["A"] and case["steps"][0]["since"]


def test_pages_follow_one_another_in_both_orders(world: dict[str, Any]) -> None:
    for sort in ("newest", "oldest"):
        seen, cursor = [], ""
        while cursor is not None:
            query = f"?sort={sort}&limit=1" + (f"&cursor={cursor}" if cursor else "")
            answer = world["page"].get(API + query, headers=world["key"]).json
            seen += [item["business_key"] for item in answer["items"]]
            cursor = answer["next"]
        assert seen == keys(world, f"sort={sort}")


def test_the_page_shows_steps_what_is_late_and_nothing_hidden(world: dict[str, Any]) -> None:
    page = world["page"]
    shown = page.get("/instances").text
    assert "2 days late" in shown and "reached" in shown and "Send the post" in shown
    assert "Case hidden" not in shown and ">Hidden<" not in shown
    assert "Stands at" in page.get("/instances?process=post").text
    assert "Secret step" not in page.get("/instances?process=hidden").text
    assert "Show all cases" in page.get("/instances?q=nothing-like-this").text
    assert page.get("/instances?step=x&sort=odd").status_code == 200


def test_a_column_that_says_nothing_is_left_out(session: Session, world: dict[str, Any]) -> None:
    _many(session, world, 2)

    def heads(address: str) -> list[str]:
        return re.findall(r'<th scope="col" class="([a-z-]+)"', world["page"].get(address).text)

    assert heads("/instances") == ["what", "process", "state-of", "stands", "due", "age", "who"]
    assert heads("/instances?state=completed") == ["what", "process", "state-of", "age", "who"]
    assert "due" in heads("/instances?state=completed&sort=due")
    assert heads("/work?sort=priority") == ["pick", "what", "process", "due", "age"]


def _many(session: Session, world: dict[str, Any], count: int) -> None:
    now, ids = clock.now(), [new_id() for _ in range(count)]
    about = {"process_id": world["post"], "version_id": world["version"]}
    row = {**about, "state": "completed", "small": {}, "started_at": now, "waits": False, "row_version": 1}
    session.execute(insert(Instance), [{**row, "id": i, "business_key": f"Many {n}"} for n, i in enumerate(ids)])
    task = {
        **about,
        "step_id": "old",
        "step_name": "Old",
        "lane": "",
        "kind": "work",
        "state": "done",
        "opened_at": now,
    }
    session.execute(
        insert(Task),
        [{**task, "id": f"t-{i}", "instance_id": i, "step_id": f"old-{n % 50}"} for n, i in enumerate(ids)],
    )
    session.commit()


def test_the_list_asks_as_often_for_many_as_for_few(
    session: Session, database: Database, world: dict[str, Any]
) -> None:
    with count_statements(database) as few:
        world["page"].get("/instances")
    _many(session, world, 40)
    with count_statements(database) as many:
        world["page"].get("/instances")
    assert len(few) == len(many) <= 10, str(many)


@pytest.mark.parametrize(
    ("narrow", "index"),
    [
        ({"overdue": True}, "ix_task_due"),
        ({"process": "post", "step": "b"}, "ix_task_process_step_state"),
        ({"state": "suspended"}, "ix_instance_"),
        ({"mine": True}, "ix_instance_started_by"),
    ],
)
def test_filters_use_an_index(session: Session, world: dict[str, Any], narrow: dict[str, Any], index: str) -> None:
    _many(session, world, 5000)
    session.execute(text("ANALYZE"))
    statement = queries.instances_statement(world["actor"], **narrow).order_by(Instance.id.desc()).limit(51)
    assert narrowed(world["actor"], narrow)
    bound = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if session.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    plan = "\n".join(" ".join(map(str, row)) for row in session.connection().exec_driver_sql(f"{word} {bound}"))
    assert index in plan, plan


def test_cases_are_narrowed_to_a_unit_and_those_below_it(session: Session, app: StepwellApp) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    town = accounts.unit(session, "Town", parent=north)
    boss = accounts.person(session, "Bo", "manager")
    owner = people.actor_for(session, boss)
    for number, unit in enumerate((north, town, south)):
        process = catalog.process(session, owner, models.linear("A"), key=f"p{number}", title=unit.name, unit=unit)
        case_actions.start(session, owner, process, {}, business_key=f"Case of {unit.name}")
    browser, headers = accounts.signed_in(app, session, boss), accounts.bearer(session, boss)
    paths = {unit.name: unit.path for unit in (north, south)}
    session.commit()
    client = app.test_client()
    for unit, names in (("North", {"Case of North", "Case of Town"}), ("South", {"Case of South"})):
        found = client.get(f"{API}?{urlencode({'unit': paths[unit]})}", headers=headers).json["items"]
        assert {case["business_key"] for case in found} == names
    shown = browser.get(f"/instances?{urlencode({'unit': paths['South']})}").text
    assert "Case of South" in shown and "Case of Town" not in shown and "Save this filter" in shown
    assert "No case fits" in browser.get("/instances?unit=nope").text
