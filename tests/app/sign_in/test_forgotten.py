"""People who forgot their password get a link by mail, and nobody learns who has an account."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app import create_app
from app.accounts.tables import Person
from app.kernel import jobs
from app.sign_in.tables import PasswordLink
from tests.factories import accounts


@pytest.fixture
def mailing(settings, database, mailbox):
    """Give the application with a real mail server and an address of its own."""
    ours = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, base_url="https://work.example")
    return create_app(ours, database)


def ask(app, email: str):
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["csrf"] = accounts.CSRF["csrf"]
    return browser, browser.post("/forgotten", data={**accounts.CSRF, "email": email})


def test_a_link_comes_by_mail_and_works_once(mailing, database, unit, mailbox) -> None:
    with unit() as session:
        email = accounts.person(session, "Flora Forgot", "worker").email
    browser, answer = ask(mailing, email.upper())
    assert answer.status_code == 200 and "Look into your mail" in answer.text
    jobs.drain(database)
    mail = mailbox.wait(1)[0]
    link = re.search(r"https://work\.example(/welcome/\S+)", mail.get_content())
    assert mail["To"] == f"Flora Forgot <{email}>" and link
    for expected in (303, 404):
        sent = browser.post(link.group(1), data={**accounts.CSRF, "password": "four quite unrelated words"})
        assert sent.status_code == expected
        with browser.session_transaction() as cookie:
            cookie["csrf"] = accounts.CSRF["csrf"]


def test_the_answer_is_the_same_whoever_has_an_account(mailing, database, unit, mailbox) -> None:
    with unit() as session:
        gone = accounts.person(session, "Gone Long")
        gone.active = False
        emails = ["nobody@example.org", gone.email]
    token = re.compile(r'(?<=name="csrf-token" content=")[^"]+|(?<=name="csrf" value=")[^"]+')
    answers = [token.sub("", ask(mailing, email)[1].text.replace(email, "")) for email in emails]
    assert answers[0] == answers[1] and "Look into your mail" in answers[0]
    jobs.drain(database)
    assert mailbox.mails == []
    with unit() as session:
        assert session.query(PasswordLink).count() == 0


def test_who_signs_in_elsewhere_gets_no_password_here(settings, database, unit, mailbox) -> None:
    ours = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, base_url="https://work.example")
    app = create_app(replace(ours, oidc_issuer="https://id.example", oidc_client_id="x"), database)
    with unit() as session:
        person = accounts.person(session, "Olga Openid")
        session.get_one(Person, person.id).password_hash = None
        email = person.email
    ask(app, email)
    jobs.drain(database)
    assert mailbox.mails == []


def test_without_mail_or_an_address_of_ours_the_page_says_whom_to_ask(app, settings, database, mailbox) -> None:
    ours = replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, base_url="")
    no_address = create_app(ours, database)
    for one in (app, no_address):
        page = one.test_client().get("/forgotten")
        assert (
            page.status_code == 200
            and "Ask an administrator" in page.text
            and "<button" not in page.text.split("main")[1]
        )
        assert ask(one, "a@example.org")[1].status_code == 409


def test_what_was_typed_stays(mailing) -> None:
    _, answer = ask(mailing, "flora")
    assert (
        answer.status_code == 422
        and 'value="flora"' in answer.text
        and "e-mail address that you sign in" in answer.text
    )


def test_a_link_is_mailed_three_times_an_hour_at_most(settings, database, mailbox) -> None:
    ours = replace(
        settings, smtp_host="127.0.0.1", smtp_port=mailbox.port, base_url="https://x.example", rate_limits=True
    )
    app = create_app(ours, database)
    assert [ask(app, "f@example.org")[1].status_code for _ in range(4)] == [200, 200, 200, 429]
