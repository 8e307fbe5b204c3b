"""One's own page, in a browser without scripts."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.tables import Person
from app.sign_in.tables import ApiToken, WebSession
from app.sign_in.words import browser_words
from tests.factories import accounts as make
from tests.factories.accounts import post


def test_my_page_shows_what_i_am(house):
    page = house.worker.get("/me")
    assert page.status_code == 200
    for words in ("Anna Berg", house.anna.handle, "Worker in North", "this browser", "Make a token"):
        assert words in page.text


def test_change_name_and_handle(house, unit):
    assert post(house.worker, "/me/profile", name="Anna Maria Berg", handle="@annam").status_code == 303
    with unit() as session:
        assert (session.get(Person, house.anna.id).name, session.get(Person, house.anna.id).handle) == (
            "Anna Maria Berg",
            "annam",
        )
    refused = post(house.worker, "/me/profile", name="Anna", handle=house.ines.handle)
    assert refused.status_code == 422 and "Somebody else has this handle" in refused.text
    assert f'value="{house.ines.handle}"' in refused.text


def test_change_password_ends_other_browsers(app, house, unit):
    with unit() as session:
        other = make.signed_in(app, session, house.anna)
    wrong = post(house.worker, "/me/password", old="not this one", new="another fine password")
    assert wrong.status_code == 422 and "not your present password" in wrong.text
    short = post(house.worker, "/me/password", old=make.PASSWORD, new="short")
    assert short.status_code == 422 and "At least 10" in short.text
    assert other.get("/api/v1/me").status_code == 200
    assert post(house.worker, "/me/password", old=make.PASSWORD, new="another fine password").status_code == 303
    assert other.get("/api/v1/me").status_code == 401
    assert house.worker.get("/api/v1/me").status_code == 200


def test_sign_out_everywhere_else(app, house, unit):
    with unit() as session:
        other = make.signed_in(app, session, house.anna)
    assert post(house.worker, "/me/sessions/end").status_code == 303
    assert (other.get("/api/v1/me").status_code, house.worker.get("/api/v1/me").status_code) == (401, 200)


def test_nobody_ends_the_sessions_of_others(house, unit):
    with unit() as session:
        theirs = session.scalar(select(WebSession.id).where(WebSession.person_id == house.ines.id))
    post(house.worker, "/me/sessions/end", session=theirs)
    assert house.admin.get("/api/v1/me").status_code == 200


def test_tokens_are_shown_once_and_can_be_revoked(app, house, unit):
    refused = post(house.worker, "/me/tokens", token_name="", scopes="read")
    assert refused.status_code == 422 and "Write what the token is for" in refused.text
    page = post(house.worker, "/me/tokens", token_name="Script", scopes=["read", "work"])
    secret = re.search(r"swt_[\w-]{43}", page.text).group()
    headers = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/me", headers=headers).json["scopes"] == ["read", "work"]
    assert secret not in house.worker.get("/me").text
    with unit() as session:
        token = session.scalar(select(ApiToken))
        assert secret not in (token.digest, token.name) and token.ending == secret[-4:]
    assert post(house.admin, f"/me/tokens/{token.id}/revoke").status_code == 404
    assert post(house.worker, f"/me/tokens/{token.id}/revoke").status_code == 303
    assert app.test_client().get("/api/v1/me", headers=headers).json["code"] == "BAD_TOKEN"


@pytest.mark.parametrize(
    ("agent", "words"),
    [("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
      "Safari on an iPhone"),
     ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
     ("curl/8.5", "curl/8.5"), ("", "A browser")],
)  # fmt: skip
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
