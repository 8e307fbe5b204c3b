"""Signing in and out as a browser does it."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries
from app.accounts.tables import Person
from app.kernel.times import clock
from app.sign_in import actions, secrets
from app.sign_in.tables import WebSession
from tests.factories import accounts as make
from tests.support.counting import count_statements


def form(client, url="/signin"):
    client.get(url)
    with client.session_transaction() as cookie:
        cookie.setdefault("csrf", make.CSRF["csrf"])
        return {"csrf": cookie["csrf"]}


def sign_in(client, email, password=make.PASSWORD, **more):
    return client.post("/signin", data={**form(client), "email": email, "password": password, **more})


@pytest.fixture
def anna(unit):
    with unit() as session:
        return make.person(session, "Anna Berg", password=True)


def test_first_visit_makes_the_first_administrator(client, unit):
    assert client.get("/").location == "/signin"
    assert client.get("/signin").location == "/setup"
    assert "You will be the first" in client.get("/setup").text
    typed = {"name": "Ines Duarte", "email": "ines@example.org", "password": "short"}
    refused = client.post("/setup", data={**form(client, "/setup"), **typed})
    assert refused.status_code == 422 and "Ines Duarte" in refused.text and "short" not in refused.text
    done = client.post("/setup", data={**form(client, "/setup"), **typed, "password": make.PASSWORD})
    assert done.status_code == 303
    with unit() as session:
        ines = session.scalar(select(Person))
        assert queries.actor_for(session, ines).has_in("", "admin")
    me = client.get("/api/v1/me").json
    assert (me["email"], me["roles"]) == ("ines@example.org", [{"role": "admin", "unit": ""}])
    again = client.post("/setup", data={**form(client, "/me"), **typed, "password": make.PASSWORD})
    assert again.location == "/signin"


def test_sign_in_and_out(client, anna, unit):
    answer = sign_in(client, anna.email.upper(), next="/processes?unit=north")
    assert (answer.status_code, answer.location) == (303, "/processes?unit=north")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert client.get("/api/v1/me").json["id"] == anna.id
    with unit() as session:
        row = session.scalar(select(WebSession))
        assert client.get_cookie("stepwell_session").value != row.digest
    out = client.post("/signout", data=form(client, "/me"))
    assert out.status_code == 303
    assert client.get("/api/v1/me").status_code == 401


def test_wrong_password_keeps_the_address(client, anna):
    answer = sign_in(client, anna.email, "wrong password")
    assert answer.status_code == 422 and anna.email in answer.text and "wrong password" not in answer.text
    assert client.get("/api/v1/me").status_code == 401


def test_unknown_address_takes_the_same_work(client, anna, monkeypatch):
    seen = []
    verify = secrets.verify
    monkeypatch.setattr(secrets, "verify", lambda stored, *rest: seen.append(stored) or verify(stored, *rest))
    answer = sign_in(client, "nobody@example.org")
    assert answer.status_code == 422 and seen == [None]


def test_passwords_are_hashed_with_the_work_that_argon2_advises():
    code = f"from app.sign_in import secrets; print(secrets.hash_password({make.PASSWORD!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_made_with_less_work_is_made_anew_at_sign_in(client, anna, unit):
    before = anna.password_hash
    assert secrets.is_outdated(before)
    assert sign_in(client, anna.email).status_code == 303
    with unit() as session:
        after = session.get(Person, anna.id).password_hash
    assert after != before and not secrets.is_outdated(after)
    assert sign_in(make_browser(client), anna.email).status_code == 303


def test_people_who_left_cannot_sign_in(client, anna, unit):
    with unit() as session:
        session.get(Person, anna.id).active = False
    assert sign_in(client, anna.email).status_code == 422


def test_session_is_renewed_on_sign_in(client, anna, unit):
    sign_in(client, anna.email)
    first = client.get_cookie("stepwell_session").value
    client.post("/signin", data={**form(client, "/me"), "email": anna.email, "password": make.PASSWORD})
    assert client.get_cookie("stepwell_session").value != first
    with unit() as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


def test_planted_session_id_is_not_adopted(client, anna):
    client.set_cookie("stepwell_session", "planted")
    sign_in(client, anna.email)
    assert client.get_cookie("stepwell_session").value != "planted"


@pytest.mark.parametrize("after", [timedelta(days=7, minutes=1), timedelta(days=31)])
def test_sessions_end_by_themselves(client, anna, after):
    sign_in(client, anna.email)
    with clock.frozen(clock.now() + after):
        assert client.get("/api/v1/me").status_code == 401


def test_sign_in_needs_the_forms_token(client, anna):
    answer = client.post("/signin", data={"email": anna.email, "password": make.PASSWORD})
    assert answer.status_code == 403


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "/a\n"])
def test_sign_in_leads_nowhere_else(client, anna, target):
    assert sign_in(client, anna.email, next=target).location in ("/", "/a")


def test_pages_ask_who_you_are_and_lead_back(client, anna):
    answer = client.get("/people/unknown?x=1")
    assert (answer.status_code, answer.location) == (303, "/signin?next=%2Fpeople%2Funknown%3Fx%3D1")
    api = client.get("/api/v1/me")
    assert (api.status_code, api.json["code"]) == (401, "SIGN_IN")


def test_secure_cookie_is_bound_to_the_host(settings, database, anna):
    from dataclasses import replace

    from app import create_app

    client = create_app(replace(settings, secure_cookies=True), database).test_client()
    client.get("/signin", base_url="https://localhost")
    with client.session_transaction(base_url="https://localhost") as cookie:
        token = cookie["csrf"]
    data = {"csrf": token, "email": anna.email, "password": make.PASSWORD}
    answer = client.post("/signin", data=data, base_url="https://localhost")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-stepwell_session="))
    assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_one_statement_says_who_asks(app, unit, database):
    with unit() as session:
        anna = make.person(session, "Anna Berg")
        north = make.unit(session)
        make.actions.give_role(session, make.SYSTEM, anna, "manager", north)
        group = make.actions.make_group(session, make.SYSTEM, "First aiders")
        make.actions.join_group(session, make.SYSTEM, group, anna)
        browser = make.signed_in(app, session, anna)
        headers = make.bearer(session, anna)
    with count_statements(database) as by_cookie:
        assert len(browser.get("/api/v1/me").json["roles"]) == 2
    with count_statements(database) as by_token:
        assert app.test_client().get("/api/v1/me", headers=headers).status_code == 200
    assert (len(by_cookie), len(by_token)) == (1, 1)


@pytest.fixture
def guarded(settings, database):
    """The application behind a proxy, counting wrong passwords."""
    from dataclasses import replace

    from app import create_app

    return create_app(replace(settings, rate_limits=True, proxies=1), database)


def sign_in_from(client, address, email, password=make.PASSWORD):
    sent = {**form(client), "email": email, "password": password}
    return client.post("/signin", data=sent, headers={"X-Forwarded-For": address})


def test_wrong_passwords_are_limited_and_the_page_says_how_long(guarded, anna):
    client = guarded.test_client()
    answers = [sign_in(client, anna.email, "wrong password") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert anna.email in answers[-1].text
    assert re.search(r"Try again in \d+ (second|minute)s?\.", answers[-1].text)


def test_strangers_elsewhere_lock_nobody_out(guarded, anna):
    stranger, own = guarded.test_client(), guarded.test_client()
    assert [sign_in_from(stranger, "198.51.100.1", anna.email, "guess").status_code for _ in range(11)][-1] == 429
    assert sign_in_from(own, "198.51.100.2", anna.email).status_code == 303


def test_a_browser_that_knows_the_account_passes_where_others_guess(guarded, anna):
    office, own, stranger = "198.51.100.1", guarded.test_client(), guarded.test_client()
    assert sign_in_from(own, office, anna.email).status_code == 303
    own.post("/signout", data=form(own, "/me"))
    assert [sign_in_from(stranger, office, anna.email, "guess").status_code for _ in range(11)][-1] == 429
    assert sign_in_from(own, office, anna.email).status_code == 303
    stranger.set_cookie("stepwell_device", own.get_cookie("stepwell_device").value + "x")
    assert sign_in_from(stranger, office, anna.email).status_code == 429


def test_a_browser_that_knows_the_account_is_no_way_to_guess(guarded, anna):
    own = guarded.test_client()
    sign_in_from(own, "198.51.100.1", anna.email)
    own.post("/signout", data=form(own, "/me"))
    tries = [sign_in_from(own, f"198.51.100.{number}", anna.email, "guess").status_code for number in range(12)]
    assert tries == [422] * 10 + [429] * 2


def test_a_whole_office_signs_in_behind_one_address(guarded, unit):
    with unit() as session:
        emails = [make.person(session, password=True).email for _ in range(70)]
    client = guarded.test_client()
    for email in emails:
        assert sign_in_from(client, "198.51.100.1", email).status_code == 303
        client.post("/signout", data=form(client, "/me"))


def test_a_flood_of_sign_ins_does_not_hold_all_threads(client, anna, monkeypatch):
    monkeypatch.setattr(secrets, "_waiting", secrets.Counter({"198.51.100.1": secrets.MOST_FROM_ONE_PLACE}))
    with pytest.raises(secrets.Crowded):
        secrets.verify(None, "guess", "198.51.100.1")
    assert sign_in(client, anna.email).status_code == 303
    monkeypatch.setattr(secrets, "_waiting", secrets.Counter({"x": secrets.MOST_WAITING}))
    answer = sign_in(make_browser(client), anna.email)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert anna.email in answer.text and "Wait a few seconds" in answer.text


def make_browser(client):
    return client.application.test_client()


@pytest.mark.parametrize("end", [True, False])
def test_a_new_password_ends_tokens_if_wanted(app, unit, end):
    with unit() as session:
        anna = make.person(session, "Anna Berg", password=True)
        headers, browser = make.bearer(session, anna), make.signed_in(app, session, anna)
        link = actions.make_link(session, make.SYSTEM, anna)
    assert "End their 1 token too" in browser.get("/me").text
    client = app.test_client()
    assert "End their 1 token too" in client.get(f"/welcome/{link}").text
    sent = {**form(client, f"/welcome/{link}"), "password": "five quite unrelated words here"}
    assert client.post(f"/welcome/{link}", data=sent | ({"end_tokens": "yes"} if end else {})).status_code == 303
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == (401 if end else 200)


def test_an_empty_authorization_is_no_way_around_the_form_token(app, unit):
    with unit() as session:
        browser = make.signed_in(app, session, make.person(session, "Anna Berg"))
    for header in ({"Authorization": ""}, {"Authorization": " "}):
        answer = browser.post("/api/v1/messages", json={"name": "x"}, headers=header)
        assert (answer.status_code, answer.json["code"]) == (401, "BAD_TOKEN")
