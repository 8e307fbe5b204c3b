"""The map of a process: what tints its steps and arrows, for whom, and what it asks of the database."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.measured.tints import tints
from app.cases.queries.measured.figures import curve_of
from app.cases.queries.measured.map_facts import MapFacts
from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

FIRST, POST, MAIL = (models.step_id(name) for name in ("Check", "Post it", "Mail it"))


@pytest.fixture
def world(session: Session, app: StepwellApp) -> dict[str, Any]:
    ann = accounts.person(session, "Ann", unit=accounts.unit(session, "North"))
    actor = people.actor_for(session, ann)
    owner = people.actor_for(session, accounts.person(session, "Bo", "manager"))
    model = models.decided({"Post it": "kind == 'post'"}, "Mail it", "Check")
    process = catalog.process(session, owner, model, key="send", title="Send it")
    for kind in ("post", "post", "mail"):
        case = case_actions.start(session, actor, process, {"kind": kind})
        while tasks := queries.open_tasks(session, case.id):
            task_actions.complete(session, actor, tasks[0].id)
    case_actions.start(session, actor, process, {"kind": "mail"})
    for step, hours in ((FIRST, 4), (POST, 1)):
        opened = clock.now() - timedelta(hours=hours)
        session.execute(update(Task).where(Task.step_id == step, Task.state == "done").values(opened_at=opened))
    hidden = catalog.process(
        session, owner, models.linear("A"), key="hidden", visibility="unit", unit=accounts.unit(session, "South")
    )
    world = {"process": process.id, "page": accounts.signed_in(app, session, ann), "hidden": hidden.key, "app": app}
    session.commit()
    return world


def test_steps_and_arrows_are_counted_as_the_cases_went(session: Session, world: dict[str, Any]) -> None:
    facts = queries.map_facts(session, world["process"])
    assert facts.cases == 3
    assert facts.done[FIRST] == facts.passed[FIRST] == 3
    assert (facts.done[POST], facts.done[MAIL]) == (2, 1)
    assert sorted(facts.chosen.values()) == [1, 2]
    assert round(facts.seconds[FIRST] / 3600) == 4
    assert round(facts.seconds[POST] / 3600) == 1
    assert facts.open[FIRST][0] == 1


def test_the_map_asks_for_tints_in_few_statements(database: Database, world: dict[str, Any]) -> None:
    with count_statements(database) as counted:
        found = {tint["key"]: tint for tint in world["page"].get("/processes/send/tints").json}
    assert [found["time"]["steps"][step]["level"] for step in (FIRST, POST)] == [5, 2]
    assert found["time"]["steps"][FIRST]["text"] == "4 hours"
    assert found["frequency"]["steps"][MAIL]["text"] == "1×"
    assert found["frequency"]["passed"][FIRST] == 3
    assert list(found["waiting"]["steps"]) == [FIRST]
    assert len(counted.statements) <= 12, "\n".join(counted.statements)


def test_what_cases_spent_at_steps_is_told_of_enough_of_them(session: Session, world: dict[str, Any]) -> None:
    assert queries.spent_at(session, world["process"], [FIRST, POST]) is None, "three cases tell nothing"
    process, actor = session.get_one(Process, world["process"]), accounts.actor(session, "Cleo")
    for _ in range(3):
        case = case_actions.start(session, actor, process, {"kind": "post"})
        while tasks := queries.open_tasks(session, case.id):
            task_actions.complete(session, actor, tasks[0].id)
    now = clock.now()
    for step, since, until in ((FIRST, 5, 1), (POST, 2, 1), (MAIL, 2, 2)):
        stood = {"opened_at": now - timedelta(hours=since), "closed_at": now - timedelta(hours=until)}
        session.execute(update(Task).where(Task.step_id == step, Task.state == "done").values(**stood))
    spent = queries.spent_at(session, world["process"], [FIRST, POST])
    assert spent is not None and (spent.seconds, spent.cases) == (4 * 3600, 6)
    spent = queries.spent_at(session, world["process"], [POST, "no step"])
    assert spent is not None and (spent.seconds, spent.cases) == (3600, 5), "of those that passed it"
    assert queries.spent_at(session, world["process"], [MAIL]) is None
    assert queries.spent_at(session, world["process"], []) is None


def test_who_does_not_see_a_process_gets_no_tints(world: dict[str, Any]) -> None:
    assert world["page"].get(f"/processes/{world['hidden']}/tints").status_code == 404
    assert world["app"].test_client().get("/processes/send/tints").status_code == 303


def test_a_process_that_never_ran_has_nothing_to_show(session: Session, world: dict[str, Any]) -> None:
    owner = people.actor_for(session, accounts.person(session, "Cy", "manager"))
    empty = catalog.process(session, owner, models.linear("A"), key="empty", title="Empty")
    assert queries.map_facts(session, empty.id) == queries.map_facts(session, "no-such-process")


def test_it_says_where_nothing_was_measured(session: Session, world: dict[str, Any]) -> None:
    owner = people.actor_for(session, accounts.person(session, "Cy", "manager"))
    empty = catalog.process(session, owner, models.linear("A"), key="empty", title="Empty")
    said = {tint["key"]: str(tint["about"]) for tint in tints(queries.map_facts(session, empty.id))}
    assert said["time"] == said["frequency"] == "No case has been completed yet, so nothing is measured here."
    assert said["waiting"] == "No task is open now."


def test_what_takes_longest_is_darkest_whatever_its_length() -> None:
    """Where five times a length is rounded before it is divided by itself, more than five comes out."""
    for seconds in (14060.81524131263, 15410.462796616011):
        (time, *_others) = tints(MapFacts(1, seconds={"A": seconds, "B": seconds / 2.6}))
        assert [step["level"] for step in time["steps"].values()] == [5, 2]


def test_no_change_is_asked_for_of_a_process_that_is_put_away(session: Session, world: dict[str, Any]) -> None:
    assert "/processes/send/improve" in world["page"].get("/processes/send").text
    session.execute(update(Process).where(Process.key == "send").values(archived_at=clock.now()))
    session.commit()
    head = world["page"].get("/processes/send").text.partition("map-head")[2].partition("</header>")[0]
    assert "Put away" in head
    assert "/improve" not in head


def test_all_tabs_lead_where_one_may_go(session: Session, world: dict[str, Any]) -> None:
    manager = accounts.signed_in(world["app"], session, accounts.person(session, "Max", "manager"))
    session.commit()
    for page, least in ((world["page"], 7), (manager, 8)):
        tabs = {link for part in ("", "/discussion", "/policy") for link in _tabs(page, f"/processes/send{part}")}
        assert len(tabs) >= least
        assert {link: page.get(link).status_code for link in tabs} == dict.fromkeys(tabs, 200)
    assert "/processes/send/sharing" not in _tabs(world["page"], "/processes/send/policy")


def _tabs(page: Any, at: str) -> set[str]:
    navs = re.findall(r'<nav class="tabs.*?</nav>', page.get(at).text, re.DOTALL)
    return {link for nav in navs for link in re.findall(r'href="([^"]+)"', nav)}


def test_a_curve_has_the_medians_of_equal_shares() -> None:
    assert curve_of([1.0] * 8) == ()
    assert curve_of([1, 2, 3, 4, 5, 6, 7, 8, 9]) == (2, 5, 8)
    assert len(curve_of([float(n) for n in range(500)])) == 16
