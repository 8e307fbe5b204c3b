"""After a task: thanks, one tap on its step, and what one goes on with."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.tables import Task
from app.discussion.tables import Flag
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

IN_PLACE = {"HX-Request": "true"}
NEXT = re.compile(r'<a class="button (\w+)" href="/tasks/([\w-]+)"[^>]*data-key="next"[^>]*>.*?<span>([^<]+)</span>')


@pytest.fixture
def room(app, unit):
    """Three cases of two steps, which each two people may do."""
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        process = catalog.process(session, owner, models.linear("Qualify", "Sign"), key="offer", title="Send an offer")
        for name in ("Acme", "Bolt", "Cord"):
            cases.start(session, owner, process, {}, name)
        wilma, theo = accounts.person(session, "Wilma Worker"), accounts.person(session, "Theo Other")
        return SimpleNamespace(
            wilma=accounts.signed_in(app, session, wilma), theo=accounts.signed_in(app, session, theo), id=wilma.id,
        )  # fmt: skip


def _task(unit, case: str) -> Task:
    with unit() as session:
        statement = select(Task).join(Task.instance).where(Task.state == "open", Task.instance.has(business_key=case))
        return session.scalars(statement).one()


def _complete(browser, task: Task, **data: str):
    return browser.post(f"/tasks/{task.id}/complete", data={**accounts.CSRF, **data})


def _next(page: str) -> tuple[str, str, str]:
    (found,) = NEXT.findall(page)
    return found


def test_thanks_lead_on_in_the_case_and_then_to_the_next_of_the_same_kind(room, unit) -> None:
    task = _task(unit, "Acme")
    answer = _complete(room.wilma, task)
    assert (answer.status_code, answer.location) == (303, f"/tasks/{task.id}/done")
    page = room.wilma.get(answer.location).text
    ahead = _task(unit, "Acme")
    assert _next(page) == ("primary", ahead.id, "Next: Sign for Acme")
    assert "The case goes on with “Sign”." in page
    assert len(re.findall('class="button primary', page)) == 1
    page = room.wilma.get(_complete(room.wilma, ahead).location).text
    assert "The case is finished." in page
    assert _next(page) == ("primary", _task(unit, "Bolt").id, "Next: Qualify for Bolt")


def test_when_nothing_waits_thanks_lead_back_to_work(room, unit) -> None:
    for case in ("Acme", "Bolt", "Cord"):
        for _step in range(2):
            answer = _complete(room.wilma, _task(unit, case))
    page = room.wilma.get(answer.location).text
    assert NEXT.findall(page) == []
    assert "Back to your work" in page


def test_beside_a_task_stands_the_next_of_its_kind_and_after_the_last_the_first(room, unit) -> None:
    acme, bolt, cord = (_task(unit, case) for case in ("Acme", "Bolt", "Cord"))
    shown = [_next(room.wilma.get(f"/tasks/{task.id}").text) for task in (acme, bolt, cord)]
    assert [(kind, task) for kind, task, _words in shown] == [
        ("quiet", bolt.id), ("quiet", cord.id), ("quiet", acme.id)
    ]  # fmt: skip


def test_thanks_are_for_who_did_it(room, unit) -> None:
    task = _task(unit, "Acme")
    assert room.wilma.get(f"/tasks/{task.id}/done").location == f"/tasks/{task.id}"
    _complete(room.wilma, task)
    assert room.theo.get(f"/tasks/{task.id}/done").location == f"/tasks/{task.id}"
    assert room.theo.get("/tasks/none/done").status_code == 404


def test_one_tap_asks_why_and_offers_to_propose_in_place_and_without_scripts(room, unit) -> None:
    task = _task(unit, "Acme")
    page = room.wilma.get(f"/tasks/{task.id}").text
    assert "Is “Qualify” worth doing?" in page
    _complete(room.wilma, task)
    page = room.wilma.get(f"/tasks/{task.id}/done").text
    assert "Was “Qualify” worth doing?" in page
    (row,) = re.findall(r'id="worth-row" action="([^"]+)"', page)
    row = row.replace("&amp;", "&")
    tapped = room.wilma.post(row, data={**accounts.CSRF, "kind": "low_value"}, headers=IN_PLACE).text
    assert tapped.startswith('<section class="worth"') and 'aria-pressed="true"' in tapped
    assert "autofocus" in tapped and "Was “Qualify” worth doing?" in tapped
    assert 'improve?step=Qualify&amp;bother=not_needed"' in tapped and "Propose to take it out" in tapped
    again = room.wilma.post(row, data={**accounts.CSRF, "kind": "low_value"})
    assert (again.status_code, again.location) == (303, f"/tasks/{task.id}/done#worth")
    plain = room.wilma.post(row, data={**accounts.CSRF, "kind": "bottleneck"})
    assert plain.location == f"/tasks/{task.id}/done?why=bottleneck#worth"
    asked = room.wilma.get(plain.location).text
    (why,) = re.findall(r'action="([^"]+/worth/bottleneck[^"]*)"', asked)
    assert "Propose to make it quicker" in asked
    said = room.wilma.post(why.replace("&amp;", "&"), data={**accounts.CSRF, "reason": "Two days, each time."})
    assert said.location == f"/tasks/{task.id}/done#worth"
    with unit() as session:
        (flag,) = session.scalars(select(Flag))
        assert (flag.kind, flag.reason, flag.person_id) == ("bottleneck", "Two days, each time.", room.id)


def test_a_reason_that_is_refused_is_kept(room, unit) -> None:
    task, url = _task(unit, "Acme"), "/processes/offer/steps/Qualify/worth"
    room.wilma.post(f"{url}?back=/tasks/{task.id}", data={**accounts.CSRF, "kind": "low_value"})
    long = "y" * 5000
    refused = room.wilma.post(f"{url}/low_value?back=/tasks/{task.id}", data={**accounts.CSRF, "reason": long})
    assert refused.status_code == 422 and long in refused.text
    sent = {**accounts.CSRF, "reason": long}
    in_place = room.wilma.post(f"{url}/low_value?back=/tasks/{task.id}", data=sent, headers=IN_PLACE).text
    assert in_place.startswith('<section class="worth"') and long in in_place
    assert "Write at most 2000 characters." in in_place and "Noted" not in in_place


def test_the_page_of_thanks_costs_few_statements(room, unit, database) -> None:
    task = _task(unit, "Acme")
    _complete(room.wilma, task)
    room.wilma.get(f"/tasks/{task.id}/done")
    with count_statements(database) as counted:
        room.wilma.get(f"/tasks/{task.id}/done")
    assert len(counted) <= 25
