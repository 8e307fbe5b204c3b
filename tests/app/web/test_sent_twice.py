"""A form that is sent twice takes effect once, and both answers lead to the same place with the same words."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.tables import Instance
from app.discussion.tables import Comment
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.outages import saying
from app.kernel.http.application import StepwellApp
from app.kernel.idempotency import forget, forms
from app.kernel.idempotency.tables import SentForm
from app.kernel.times import clock
from app.sign_in.tables import ApiToken
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
PAGE = "/processes/offer"
START = f"{PAGE}/start"
TALK = f"{PAGE}/discussion"


@pytest.fixture
def browser(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, models.linear("Print form", "Sign"), key="offer", title="Send an offer")
        catalog.process(session, owner, key="report", title="Report a fake", public_start=True)
        return accounts.signed_in(app, session, accounts.person(session, "Wilma Worker"))


def values_of(page: str) -> dict[str, str]:
    """Give the hidden fields that every form of a page carries."""
    found = dict(re.findall(rf'<input type="hidden" name="(csrf|{forms.FIELD})" value="([^"]+)">', page))
    assert sorted(found) == sorted(forms.OWN)
    return found


def flashed(browser: FlaskClient) -> list[Any]:
    with browser.session_transaction() as cookie:
        return [tuple(one) for one in cookie.pop("_flashes", [])]


def count(unit: Unit, table: type, *where: Any) -> int:
    with unit() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_a_case_that_is_started_twice_is_one(browser: FlaskClient, unit: Unit) -> None:
    form = {**values_of(browser.get(PAGE).text), "business_key": "Offer 12"}
    answers = [(browser.post(START, data=form), flashed(browser)) for _ in range(2)]
    assert count(unit, Instance) == 1
    (first, said), (second, again) = answers
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert said == again == [("success", "A new case has started.")]


def test_other_content_of_the_same_page_is_another_wish(browser: FlaskClient, unit: Unit) -> None:
    """A page that somebody goes back to works as it did: what was sent last counts."""
    form = values_of(browser.get(TALK).text)
    for text in ("Why?", "Why not?", "Why?", "Why?"):
        assert browser.post(TALK, data={**form, "text": text}).status_code == 303
    with unit() as session:
        assert list(session.scalars(select(Comment.text).order_by(Comment.id))) == ["Why?", "Why not?", "Why?"]


def test_the_same_words_from_a_new_page_are_said_again(browser: FlaskClient, unit: Unit) -> None:
    for _ in range(2):
        browser.post(TALK, data={**values_of(browser.get(TALK).text), "text": "Ping"})
    assert count(unit, Comment) == 2


def test_a_tap_that_takes_back_is_not_taken_twice(browser: FlaskClient, unit: Unit) -> None:
    """The button of a flag sets and takes away: twice from one page is once."""
    page = browser.get("/processes/offer/steps/Sign/discussion").text
    for _ in range(2):
        browser.post("/processes/offer/steps/Sign/flags", data={**values_of(page), "kind": "risk"})
    assert "You said" in browser.get("/processes/offer/steps/Sign/discussion").text


def test_a_task_that_is_completed_twice_is_told_as_done(browser: FlaskClient, unit: Unit) -> None:
    """The second time the task is done already: that is no fault, for it was the same wish."""
    browser.post(START, data=accounts.CSRF)
    with unit() as session:
        (task,) = queries.open_tasks(session, queries.running_instances(session)[0])
    flashed(browser)
    form = values_of(browser.get(f"/tasks/{task.id}").text)
    first, said = browser.post(f"/tasks/{task.id}/complete", data=form), flashed(browser)
    second, again = browser.post(f"/tasks/{task.id}/complete", data=form), flashed(browser)
    assert (second.status_code, second.location, again) == (first.status_code, first.location, said)
    assert "“Print form” is done" in said[0][1]


def test_nothing_is_kept_of_what_is_refused(browser: FlaskClient, unit: Unit) -> None:
    form = {**values_of(browser.get(TALK).text), "text": "y" * 10_001}
    assert [browser.post(TALK, data=form).status_code for _ in range(2)] == [422, 422]
    assert count(unit, SentForm) == 0


def test_what_the_page_says_went_wrong_may_be_sent_again(app: StepwellApp, unit: Unit, browser: FlaskClient) -> None:
    with unit() as session:
        boss = accounts.signed_in(app, session, accounts.person(session, "Otto", "ops"))
    boss.post(START, data=accounts.CSRF)
    with unit() as session:
        case = f"/instances/{queries.running_instances(session)[0]}"
    flashed(boss)
    form = {**values_of(boss.get(case).text), "reason": "Again"}
    boss.post(f"{case}/resume", data=form)
    assert [tone for tone, _ in flashed(boss)] == ["error"]
    boss.post(f"{case}/suspend", data={**accounts.CSRF, "reason": "Wait"})
    flashed(boss)
    boss.post(f"{case}/resume", data=form)
    assert flashed(boss) == [("success", "The case goes on.")]


def test_many_tasks_that_are_taken_twice_are_taken_once(browser: FlaskClient, unit: Unit) -> None:
    """Each task is done in a unit of its own; the form of them all is noted after them."""
    for _ in range(2):
        browser.post(START, data=accounts.CSRF)
    flashed(browser)
    page = browser.get("/work").text
    form = {**values_of(page), "act": "complete", "task": re.findall(r'name="task" value="([^"]+)"', page)}
    answers = [(browser.post("/work/many", data=form).location, flashed(browser)) for _ in range(2)]
    assert answers == [("/work", [("success", "2 tasks done.")])] * 2


def test_what_is_done_is_said_though_the_form_cannot_be_noted(
    browser: FlaskClient, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails after the tasks were done: to say that nothing was saved would be wrong."""

    def away(*given: Any) -> None:
        raise saying("DATABASE_AWAY")

    browser.post(START, data=accounts.CSRF)
    flashed(browser)
    page = browser.get("/work").text
    (task,) = re.findall(r'name="task" value="([^"]+)"', page)
    monkeypatch.setattr(forms, "_note", away)
    answer = browser.post("/work/many", data={**values_of(page), "act": "complete", "task": task})
    assert (answer.status_code, answer.location) == (303, "/work")
    assert flashed(browser) == [("success", "1 task done.")] and count(unit, SentForm) == 0


def test_guests_start_one_case_by_a_double_click(client: FlaskClient, browser: FlaskClient, unit: Unit) -> None:
    form = {**values_of(client.get("/public/report/start").text), "message": "A fake bag"}
    first, second = (client.post("/public/report/start", data=form) for _ in range(2))
    assert first.status_code == 303 and first.location == second.location
    assert count(unit, Instance) == 1


def test_the_value_of_a_page_is_worth_nothing_in_another_browser(
    app: StepwellApp, browser: FlaskClient, unit: Unit
) -> None:
    """A value that somebody saw over a shoulder leads neither to what its owner was told nor keeps them from acting."""
    once = values_of(app.test_client().get("/public/report/start").text)[forms.FIELD]
    for _ in range(2):
        other = app.test_client()
        csrf = values_of(other.get("/public/report/start").text)["csrf"]
        form = {"csrf": csrf, forms.FIELD: once, "message": "A fake bag"}
        assert other.post("/public/report/start", data=form).status_code == 303
    assert count(unit, Instance) == 2


def test_files_are_part_of_what_was_sent(app: StepwellApp, unit: Unit, browser: FlaskClient) -> None:
    with unit() as session:
        owner = accounts.signed_in(app, session, accounts.person(session, "Ines", "manager"))
    form = values_of(owner.get("/processes/new").text)
    first, second, third = (
        owner.post(
            "/processes/new",
            data={**form, "title": "Brief", "file": (BytesIO(models.linear(*steps)), "brief.bpmn")},
        )
        for steps in (("Write",), ("Write",), ("Write", "Send"))
    )
    assert first.status_code == second.status_code == 303 and first.location == second.location
    assert third.location != first.location or third.status_code == 422


def test_a_page_that_shows_a_secret_is_not_kept(browser: FlaskClient, unit: Unit) -> None:
    """Who asks twice for a token sees the second one, for the browser dropped the first: both can be taken back."""
    form = {**values_of(browser.get("/me").text), "token_name": "Script", "scopes": "read"}
    pages = [browser.post("/me/tokens", data=form).text for _ in range(2)]
    assert pages[0] != pages[1] and count(unit, ApiToken) == 2
    assert count(unit, SentForm) == 0


def test_signing_in_is_not_kept(app: StepwellApp, client: FlaskClient, unit: Unit) -> None:
    with unit() as session:
        email = accounts.person(session, "Ada", password=True).email
    form = {**values_of(client.get("/signin").text), "email": email, "password": accounts.PASSWORD}
    assert client.post("/signin", data=form).status_code == 303
    assert client.post("/signout", data=values_of(client.get("/").text)).status_code == 303
    assert count(unit, SentForm) == 0


def test_parts_of_pages_are_sent_as_often_as_scripts_will(browser: FlaskClient, unit: Unit) -> None:
    form = {**values_of(browser.get(TALK).text), "text": "Ping"}
    for _ in range(2):
        browser.post("/processes/offer/steps/Sign/comments", data=form, headers={"HX-Request": "true"})
    assert count(unit, Comment) == 2 and count(unit, SentForm) == 0


def test_the_same_value_in_all_forms_of_a_page_and_in_no_other_page(browser: FlaskClient) -> None:
    drawn = [
        re.findall(rf'name="{forms.FIELD}" value="([^"]+)"', browser.get("/processes/offer").text) for _ in range(2)
    ]
    assert all(len(page) > 1 and len(set(page)) == 1 for page in drawn)
    assert drawn[0][0] != drawn[1][0]


def test_it_costs_one_statement(browser: FlaskClient, database: Database) -> None:
    form = {**values_of(browser.get(TALK).text), "text": "Once"}
    browser.post(TALK, data={**accounts.CSRF, "text": "Warm"})
    with count_statements(database) as without:
        browser.post(TALK, data={**accounts.CSRF, "text": "Twice"})
    with count_statements(database) as noted:
        browser.post(TALK, data=form)
    assert len(noted) == len(without) + 1, noted


def test_two_at_the_same_time_are_one(app: StepwellApp, unit: Unit, browser: FlaskClient) -> None:
    form = {**values_of(browser.get(PAGE).text), "business_key": "Offer 12"}
    assert len({answer for answer in at_once(app, browser, START, form)}) == 1
    assert count(unit, Instance) == 1


@pytest.mark.databases("postgresql")
def test_the_second_waits_for_the_first(
    app: StepwellApp, unit: Unit, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have done the whole work before either notes it: the one that comes second is undone."""
    meet, real = threading.Barrier(2, timeout=30), forms._note

    def note(session: Session, answer: Any) -> None:
        meet.wait()
        real(session, answer)

    form = {**values_of(browser.get(PAGE).text), "business_key": "Offer 12"}
    monkeypatch.setattr(forms, "_note", note)
    answers = at_once(app, browser, START, form)
    assert len(set(answers)) == 1 and answers[0][0] == 303
    assert count(unit, Instance) == 1


def at_once(app: StepwellApp, browser: FlaskClient, url: str, form: dict[str, str]) -> list[tuple[int, str | None]]:
    """Send a form twice from one browser at the same time, and give where each answer leads."""
    cookies = {name: browser.get_cookie(name) for name in ("stepwell_session", "stepwell")}
    ready, answers = threading.Barrier(2, timeout=30), []

    def send() -> None:
        twin = app.test_client()
        for name, one in cookies.items():
            assert one is not None
            twin.set_cookie(name, one.value)
        ready.wait()
        answer = twin.post(url, data=form)
        answers.append((answer.status_code, answer.location))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 2
    return answers


def test_notes_are_forgotten_after_a_day_some_at_a_time(
    browser: FlaskClient, unit: Unit, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    with unit() as session:
        for n, age in enumerate((1, 25, 26, 27)):
            at = now - timedelta(hours=age)
            session.add(SentForm(id=str(n), content="", location="/", messages=[], at=at))
    monkeypatch.setattr(forget, "MOST_FORMS", 2)
    left = []
    for _ in range(2):
        with unit() as session:
            forget.forget_forms(session)
            left.append(sorted(session.scalars(select(SentForm.id))))
    assert left == [["0", "1"], ["0"]]
    assert "kernel.forget_forms" in {one.name for one in jobs.registry.all_periodic()}
