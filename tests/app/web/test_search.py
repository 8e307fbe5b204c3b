"""One search over everything: a page, offers while somebody types, a call; what one may not see is not there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
PART = {"X-Fragment": "1"}
OPTION = re.compile(r'<a role="option"[^>]* id="([\w-]+)" href="([^"]+)"><span[^>]*>([^<]+)')


@pytest.fixture
def house(app: StepwellApp, unit: Unit) -> dict[str, FlaskClient]:
    """Give the browsers of a worker and of a guest, in a house with many offers and one secret."""
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        for n in range(6):
            key, title = f"offer-{n}", f"Send offer {n}"
            catalog.process(session, owner, models.linear(f"Print offer {n}"), key=key, title=title)
        catalog.process(session, owner, models.linear("Print offer in secret"), key="hidden", title="Offer in secret",
                        visibility="unit", unit=accounts.unit(session, "Vault"))  # fmt: skip
        accounts.person(session, "Olga Offermann")
        north = accounts.unit(session, "North")
        who = {
            "worker": accounts.person(session, "Wilma Worker", unit=north),
            "guest": accounts.person(session, "Gesa Guest", "guest", north),
        }
        return {name: accounts.signed_in(app, session, one) for name, one in who.items()}


def offered(browser: FlaskClient, text: str) -> list[tuple[str, str, str]]:
    answer = browser.get("/search", query_string={"q": text}, headers=PART)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return [(key, html.unescape(url), html.unescape(words)) for key, url, words in OPTION.findall(answer.text)]


def test_a_few_of_each_kind_are_offered_and_the_whole_page_besides(house: dict[str, FlaskClient]) -> None:
    found = offered(house["worker"], "OFFER")
    kinds = [re.sub(r"-\d+$", "", key) for key, _url, _words in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "offer-process": 4, "offer-step": 4, "offer-person": 1, "offer-all": 1, "offer-cases": 1
    }  # fmt: skip
    assert ("offer-person-1", "Olga Offermann") in [(key, words) for key, _url, words in found]
    assert found[-2][1] == "/search?q=OFFER"
    for _key, url, _words in found:
        assert house["worker"].get(url).status_code == 200


def test_what_one_may_not_see_is_not_there(house: dict[str, FlaskClient]) -> None:
    for browser in house.values():
        assert all("secret" not in words.lower() for _key, _url, words in offered(browser, "in secret")[:-2])
        assert len(offered(browser, "in secret")) == len(offered(browser, "in nothing at all")) == 2
    assert len(offered(house["guest"], "Olga")) == 2


def test_who_is_not_signed_in_is_offered_nothing(app: StepwellApp) -> None:
    assert app.test_client().get("/search?q=offer", headers=PART).status_code == 401


def test_what_is_typed_is_text(house: dict[str, FlaskClient]) -> None:
    for text in ("<img src=x>", '"><script>', "%", "_", "ä" * 5_000, "\\", "'"):
        answer = house["worker"].get("/search", query_string={"q": text}, headers=PART)
        assert answer.status_code == 200
        assert "<img" not in answer.text and "<script" not in answer.text


def test_much_is_found_by_as_many_statements_as_little(house: dict[str, FlaskClient], database: Database) -> None:
    def count(text: str) -> int:
        with count_statements(database) as seen:
            offered(house["worker"], text)
        return len(seen)

    count("offer")
    assert count("offer 1") == count("offer") <= 9


def test_programs_find_page_by_page(app: StepwellApp, house: dict[str, FlaskClient], unit: Unit) -> None:
    with unit() as session:
        token = accounts.token(session, accounts.person(session, "Petra Program", unit=accounts.unit(session, "South")))
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def asked(**query: object) -> dict[str, object]:
        answer = program.get("/api/v1/search", query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json

    whole = asked(q="offer", limit=50)
    assert whole["next"] is None
    assert {hit["kind"] for hit in whole["items"]} == {"process", "step", "person"}
    walked, cursor = [], "0"
    while cursor:
        part = asked(q="offer", limit=3, cursor=cursor)
        walked, cursor = walked + part["items"], part["next"]
    assert walked == whole["items"]
    steps = asked(q="offer", kind="step")["items"]
    url = f"/processes/offer-0/steps/{models.step_id('Print offer 0')}"
    assert steps[0] == {"kind": "step", "title": "Print offer 0", "url": url, "excerpt": "Send offer 0"}
    for wrong in ({}, {"q": ""}, {"q": "x", "kind": "planet"}, {"q": "x", "cursor": "abc"}, {"q": "x", "limit": 0}):
        assert program.get("/api/v1/search", query_string=wrong).status_code == 422
    assert app.test_client().get("/api/v1/search?q=offer").status_code == 401


def test_a_token_that_may_look_at_everything_is_asked_for(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        who = accounts.person(session, "Petra Program")
        tokens = {scope: accounts.token(session, who, (scope,)) for scope in ("read", "proposals")}
    answers = {
        scope: app.test_client().get("/api/v1/search?q=offer", headers={"Authorization": f"Bearer {token}"})
        for scope, token in tokens.items()
    }
    assert answers["read"].status_code == 200
    assert answers["proposals"].status_code == 403
    assert "token of the scope read" in answers["proposals"].json["detail"]
