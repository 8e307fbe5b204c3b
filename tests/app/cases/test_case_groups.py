"""The list of cases in groups, as a table for spreadsheets, and what it asks of the database."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.queries.case_groups import case_grouping, case_groups, listed_cases
from app.cases.tables import Instance
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

SORTS = ("newest", "oldest", "due")


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    """Give Ann, four cases of one process, one of which has ended and one of which is a step on, and two of another."""
    ann, boss = (
        accounts.person(session, "Ann", unit=accounts.unit(session, "North")),
        accounts.person(session, "Bo", "manager"),
    )
    actor, owner = people.actor_for(session, ann), people.actor_for(session, boss)
    post = catalog.process(session, owner, models.linear("A", "B"), key="post", title="Send the post")
    bill = catalog.process(session, owner, models.linear("Check"), key="bill", title="Bills")
    hidden = catalog.process(
        session, owner, models.linear("Secret step"), key="hidden", title="Hidden", visibility="unit",
        unit=accounts.unit(session, "South"),
    )  # fmt: skip
    cases = [case_actions.start(session, owner, post, {}, business_key=f"=Case {n}") for n in range(4)]
    cases += [case_actions.start(session, owner, bill, {}, business_key=f"Bill {n}") for n in range(2)]
    case_actions.start(session, owner, hidden, {}, business_key="Secret case")
    for case, times in ((cases[1], 1), (cases[2], 2)):
        for _ in range(times):
            task_actions.complete(session, actor, queries.open_tasks(session, case.id)[0].id)
            session.flush()
    session.execute(update(Instance).where(Instance.id == cases[3].id).values(state="suspended"))
    page = accounts.signed_in(app, session, ann)
    session.commit()
    return {"page": page, "actor": actor, "owner": owner, "post": post}


def headings(text: str) -> list[tuple[str, str]]:
    rows = re.findall(r'<tr class="part-head">.*?<div>(?:<a [^>]*>)?([^<]+?)(?:</a>)? <span class="count">(\d+)', text)
    return [(title, count) for title, count in rows]


def test_cases_stand_in_groups(world: dict[str, Any]) -> None:
    page = world["page"]
    assert headings(page.get("/instances").text) == []
    assert headings(page.get("/instances?group=process").text) == [("Bills", "2"), ("Send the post", "4")]
    by_state = headings(page.get("/instances?group=state").text)
    assert by_state == [("Running", "4"), ("Paused", "1"), ("Completed", "1")]
    by_step = dict(headings(page.get("/instances?group=step").text))
    assert by_step == {"Check": "2", "A": "2", "B": "1", "Ended": "1"}
    assert dict(headings(page.get("/processes/post/work").text)) == {"A": "2", "B": "1", "Ended": "1"}
    assert "Hidden" not in page.get("/instances?group=process").text
    assert page.get("/instances?process=post&step=B&group=step").text.count("data-row=") == 1


@pytest.mark.parametrize("group", ["none", "process", "state", "step"])
@pytest.mark.parametrize("sort", SORTS)
def test_each_grouping_goes_on_where_it_stopped(session: Session, world: dict[str, Any], group: str, sort: str) -> None:
    by, actor = case_grouping(group), world["actor"]
    whole = listed_cases(session, actor, by, sort, None, 50).items
    assert len(whole) == 6
    seen: list[str] = []
    cursor: str | None = None
    while len(seen) < 6:
        found = listed_cases(session, actor, by, sort, cursor, 2)
        seen += [one.id for one in found.items]
        cursor = found.next
    assert seen == [one.id for one in whole] and cursor is None
    if by is not None:
        places = queries.places(session, seen)
        keys = [by.key_of(one, places.get(one.id, [])) for one in whole]
        counted = {one.key: one.count for one in case_groups(session, actor, by)}
        assert list(counted) == list(dict.fromkeys(keys))
        assert counted == {key: keys.count(key) for key in keys}


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_list_is_a_table_for_spreadsheets(world: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    page = world["page"]
    answer = page.get("/instances.csv?sort=oldest&process=post")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8" and answer.is_streamed
    rows = rows_of(answer.text)
    assert [row["case"] for row in rows] == [f"'=Case {n}" for n in range(4)], "no cell is a formula"
    assert [row["state"] for row in rows] == ["running", "running", "completed", "suspended"]
    assert [row["stands_at"] for row in rows] == ["A", "B", "", "A"]
    assert rows[0]["started_by"] == "Bo" and rows[0]["started_at"].endswith("Z") and rows[2]["ended_at"]
    assert "Secret case" not in page.get("/instances.csv").text
    assert len(rows_of(page.get("/instances.csv?state=suspended").text)) == 1
    german = page.get("/instances.csv", headers={"Accept-Language": "de"}).text
    assert german == page.get("/instances.csv", headers={"Accept-Language": "en"}).text
    monkeypatch.setattr("app.cases.pages.case_csv.AT_ONCE", 2)
    monkeypatch.setattr("app.cases.pages.case_csv.MOST_IN_CSV", 4)
    assert len(rows_of(page.get("/instances.csv").text)) == 4, "it ends where it said"
    listed = page.get("/instances?process=post").text
    assert "/instances.csv?process=post" in listed and "Download up to 10,000 (CSV)" in listed


def test_who_is_signed_out_gets_no_table(app: StepwellApp) -> None:
    assert "case_id" not in app.test_client().get("/instances.csv").text


def test_many_cases_in_many_groups_ask_as_often_as_few(
    session: Session, database: Database, world: dict[str, Any]
) -> None:
    def asked(group: str) -> int:
        with count_statements(database) as counted:
            assert world["page"].get(f"/instances?group={group}").status_code == 200
        return len(counted)

    few = {group: asked(group) for group in ("none", "process", "state", "step")}
    post = session.merge(world["post"])
    for n in range(60):
        case_actions.start(session, world["owner"], post, {}, business_key=f"More {n}")
    session.commit()
    assert {group: asked(group) for group in few} == few and max(few.values()) <= 14
    text = world["page"].get("/instances?group=step&sort=oldest").text
    assert text.count("data-row=") == 50 and ("A", "62") in headings(text) and "Show more" in text
