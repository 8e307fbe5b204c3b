"""Pages of errors are written for people: what happened, whom to ask; codes and exact words behind a fold."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NoReturn

import pytest
from flask import request
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.assignment.policy import Assignment
from app.catalog.tables import Process
from app.kernel import policy
from app.kernel.errors import Conflict, Forbidden, Invalid, StepwellError
from app.kernel.http.application import StepwellApp
from app.kernel.pages import error_words
from app.kernel.policy import Actor
from app.notices.tables import Notice
from app.tasks.policy import Tasks
from tests.factories import accounts, catalog

Unit = Callable[[], AbstractContextManager[Session]]
FOLD = re.compile(r"<details.*?</details>", re.S)
EDIT = "/processes/offer/lanes/edit?lane=Sales"


@pytest.fixture
def browsers(app: StepwellApp, unit: Unit) -> dict[str, FlaskClient]:
    with unit() as session:
        nora = accounts.actor(session, "Nora Lindqvist", role="manager")
        catalog.process(session, nora, key="offer", title="Send an offer", public_start=True)
        people = {
            "worker": accounts.person(session, "Wilma Worker"),
            "guest": accounts.person(session, "Gesa", "guest"),
            "elsewhere": accounts.person(session, "Elsa", unit=accounts.unit(session, "South")),
        }
        return {name: accounts.signed_in(app, session, one) for name, one in people.items()}


def said(page: str) -> str:
    """Give what an error's page says at first sight, as text."""
    shown = FOLD.sub("", page.split('<div class="error-page">')[1].split("</main>")[0])
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def test_who_may_not_is_told_who_can_and_how_to_ask(browsers: dict[str, FlaskClient]) -> None:
    answer = browsers["worker"].get(EDIT)
    assert answer.status_code == 403
    words = said(answer.text)
    assert "You can't change who gets these tasks. Nora Lindqvist can. Ask Nora Lindqvist" in words.replace(
        "&#39;", "'"
    )
    assert re.search(r'href="mailto:nora\.lindqvist[^"]+subject=[^"]+body=http', answer.text)
    assert "FORBIDDEN" not in words and "FORBIDDEN" in answer.text


def test_who_sees_a_process_only_to_start_it_is_not_told_whose_it_is(
    browsers: dict[str, FlaskClient], unit: Unit
) -> None:
    with unit() as session:
        north = accounts.unit(session, "North")
        values = {"visibility": "unit", "unit_id": north.id, "unit_path": north.path}
        session.execute(update(Process).where(Process.key == "offer").values(**values))
    answer = browsers["elsewhere"].get(EDIT)
    assert answer.status_code == 403
    assert "Lindqvist" not in answer.text


def test_no_name_is_told_to_who_may_not_know_it(browsers: dict[str, FlaskClient]) -> None:
    answer = browsers["guest"].get("/processes/offer/settings")
    assert answer.status_code in (403, 404)
    assert "Lindqvist" not in answer.text


def test_what_does_not_exist_and_what_is_not_opened_like_that(browsers: dict[str, FlaskClient]) -> None:
    worker = browsers["worker"]
    missing, method = worker.get("/processes/nothing"), worker.get("/sign-out")
    assert "There is nothing at this address that you can see." in said(missing.text)
    assert method.status_code == 405 and "go back" in said(method.text).lower()
    expired = worker.post("/processes/offer/start", data={"csrf": "old"})
    assert expired.status_code == 403
    assert "what you typed is kept" in said(expired.text)
    large = worker.post("/processes/offer/discussion", data={**accounts.CSRF, "text": "y" * 9_000_000})
    assert large.status_code == 413 and "smaller file" in said(large.text)
    part = b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    both = part % (b"csrf", accounts.CSRF["csrf"].encode()) + part % (b"text", b"y" * 9_000_000) + b"--edge--\r\n"
    as_form = {"content_type": "multipart/form-data; boundary=edge"}
    assert worker.post("/processes/offer/discussion", data=both, **as_form).status_code == 413
    for answer in (missing, method, expired, large):
        assert "Expected" not in said(answer.text)
        assert not re.search(r"\b[A-Z]{2,}_[A-Z_]+\b|HTTP", said(answer.text))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503])
def test_every_status_has_words_for_people(status: int) -> None:
    error = StepwellError("SOMETHING", "Expected this, but that. Do so.")
    error.status = status
    if status != 429:
        assert "Expected" not in str(error_words.lead(error))
    assert str(error_words.heading(error))


def test_a_page_says_the_words_for_people_and_folds_away_those_for_programs(
    browsers: dict[str, FlaskClient], app: StepwellApp
) -> None:
    told = Conflict("TAKEN", "Expected it to be free, but it is not.", for_people="A colleague has taken it.")
    faulty = Invalid("BAD", "Expected a name.", {"name": "Give it a name."})

    def refuse() -> NoReturn:
        raise told if request.args.get("what") == "told" else faulty

    app.view_functions["catalog.processes"] = refuse
    for what, status, words in (("told", 409, "A colleague has taken it."), ("faulty", 422, "Give it a name.")):
        page = browsers["worker"].get(f"/processes?what={what}", headers={"Referer": "http://localhost/work?due=late"})
        assert page.status_code == status and words in said(page.text)
        assert "Expected" not in said(page.text) and "Expected" in page.text
        assert 'href="/work?due=late"' in page.text


def test_what_was_typed_stands_on_the_page_that_refuses_it(browsers: dict[str, FlaskClient], app: StepwellApp) -> None:
    def refuse(key: str) -> NoReturn:
        raise Conflict("TAKEN", "Expected it to be free, but it is not.", for_people="A colleague has taken it.")

    app.view_functions["work.start"] = refuse
    data = {**accounts.CSRF, "reason": "Because it is so.", "n": "3"}
    page = browsers["worker"].post(
        "/processes/offer/start", data=data, headers={"Referer": "https://elsewhere.example/x"}
    )
    assert page.status_code == 409 and "A colleague has taken it." in said(page.text)
    assert re.search(r"<textarea[^>]*>\s*Because it is so\.</textarea>", page.text)
    assert "elsewhere.example" not in page.text


def test_who_can_is_asked_in_a_comment_that_is_written_already(browsers: dict[str, FlaskClient], unit: Unit) -> None:
    page = browsers["worker"].get(EDIT).text
    form = page.split('action="/processes/offer/discussion"')[1].split("</form>")[0]
    question = form.split("</textarea>")[0].rpartition(">")[2].strip().replace("&#39;", "'")
    assert question.startswith("@nora") and "Could you do this for me: change who gets these tasks?" in question
    sent = browsers["worker"].post("/processes/offer/discussion", data={**accounts.CSRF, "text": question})
    assert sent.status_code == 303
    with unit() as session:
        assert session.scalars(select(Notice.kind)).all() == ["mention"]


def test_what_was_sent_is_asked_for_with_the_page_that_it_was_sent_from(browsers: dict[str, FlaskClient]) -> None:
    headers = {"Referer": "http://localhost/processes/offer?step=a"}
    page = browsers["worker"].post(
        "/processes/offer/lanes/edit", data={**accounts.CSRF, "lane": "Sales"}, headers=headers
    )
    assert page.status_code == 403
    question = page.text.split('action="/processes/offer/discussion"')[1].split("</textarea>")[0]
    assert question.endswith("http://localhost/processes/offer")


@pytest.mark.parametrize("came", ["http://[", "//localhost", "http://localhost//elsewhere.example", "\x7f", "data:,x"])
def test_no_strange_address_that_somebody_came_from_is_led_back_to(browsers: dict[str, FlaskClient], came: str) -> None:
    page = browsers["worker"].get("/processes/none", headers={"Referer": came})
    assert page.status_code == 404
    assert "Back to where you were" not in page.text and "elsewhere.example" not in page.text


def test_an_owner_is_named_only_where_owning_is_enough(session: Session) -> None:
    owner = accounts.actor(session, "Nora Lindqvist", role="manager")
    process = catalog.process(session, owner, key="offer")
    worker = accounts.actor(session, "Wilma Worker")
    with pytest.raises(Forbidden) as asked:
        policy.require(worker, Assignment.MAP_LANES, process)
    assert asked.value.owner_id == owner.id
    with pytest.raises(Forbidden) as other:
        policy.require(Actor(id="somebody"), Tasks.PERFORM, process)
    assert other.value.owner_id == ""
