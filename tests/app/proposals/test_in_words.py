"""What no diagram shows: proposed in words, judged as all else, and done when its owner says so."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.catalog.tables import Version
from app.impact.tables import Forecast
from app.kernel import jobs
from app.kernel.errors import Invalid
from app.proposals import actions
from app.proposals.in_words import read
from app.rollout.tables import Rollout
from tests.app.proposals.room import Room
from tests.factories import accounts

WORDS = {
    "what": "Let two people open the mail on Mondays.", "reason": "On Mondays it piles up.", "amount": "12",
    "unit": "hours", "per": "month", "by": "2027-03-31",
}  # fmt: skip


def test_it_is_reached_from_what_bothers_and_goes_its_way_without_a_version(room: Room, database, unit) -> None:
    assert "/processes/brief/improve/in-words" in room.get("wim", "/processes/brief/improve")
    form = room.get("wim", "/processes/brief/improve/in-words")
    assert "no version is made" in form and "Ask 4 people to vote" in form
    assert room.post("wim", "/processes/brief/improve/in-words", 422, what="", reason="").text.count("error") > 1
    path = room.post("wim", "/processes/brief/improve/in-words", act="send", **WORDS).headers["Location"]
    page = room.get("wanda", path)
    for words in (
        "Let two people open the mail on Mondays.", "It should save 12 hours a month.",
        "It should be done by 2027-03-31.", "This is not in the diagram", "Vote yes",
    ):  # fmt: skip
        assert words in page, words
    assert "tab=drawing" not in page and "tab=touched" not in page and "running case" not in page
    assert "Let two people open the mail" in room.get("wanda", "/proposals")
    for who in ("olga", "wim", "wanda"):
        room.post(who, f"{path}/votes", choice="yes", revision="1")
    room.post("olga", f"{path}/close", revision="1")
    assert "Approve it" in room.get("max", path) and "Approve and make live" not in room.get("max", path)
    room.post("wanda", f"{path}/done", 403, on="2026-01-02", revision="1")
    room.post("max", f"{path}/approve", note="Good.", revision="1")
    jobs.drain(database)
    with unit() as session:
        assert actions.order_stale(session) == 0
    for who in ("olga", "wim", "wanda"):
        assert "approved. Whoever answers for the process says when it is done." in room.get(who, "/notices"), who
    assert "It is done" in room.get("olga", path) and "It is done" not in room.get("wim", path)
    assert "says when it is done" in room.get("wim", path)
    room.post("olga", f"{path}/done", 422, on="", revision="1")
    room.post("olga", f"{path}/done", 422, on="2999-01-01", revision="1")
    room.post("olga", f"{path}/done", on="2026-01-02", note="Two are there.", revision="1")
    page = room.get("wim", path)
    assert "Done on 2026-01-02: Two are there." in page and ">Live<" in page.replace("\n", "")
    assert "this is done" in room.get("wanda", "/notices")
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Version)) == 1
        assert session.scalar(select(func.count()).select_from(Rollout)) == 0
        assert session.scalar(select(func.count()).select_from(Forecast)) == 0, "no running case is looked at for words"


def test_it_can_be_revised_and_stays_in_words(room: Room) -> None:
    path = room.post("wim", "/processes/brief/improve/in-words", act="draft", **WORDS).headers["Location"]
    form = room.get("wim", f"{path}/revise")
    assert "Let two people open the mail on Mondays." in form and 'value="12"' in form
    room.post("wim", f"{path}/revise", act="send", revision="1", **(WORDS | {"amount": "900", "unit": "EUR"}))
    assert "It should save 900 EUR a month." in room.get("wim", path)


def test_a_long_sentence_needs_no_title(room: Room) -> None:
    what = "Let two people open the mail " + "and read it " * 20
    sent = room.post("wim", "/processes/brief/improve/in-words", act="draft", **WORDS | {"what": what})
    path = sent.headers["Location"]
    page = room.get("wim", path)
    assert what.strip() in page and 'class="nickname"' not in page
    room.post("wim", f"{path}/revise", act="send", revision="1", **WORDS | {"what": f"{what} twice"})


@pytest.mark.parametrize(
    ("language", "typed", "said", "again"),
    [
        ("en", "1,000", "1,000 hours", "1000"), ("de", "1.000", "1.000 Stunden", "1000"),
        ("en", "12.5", "12.5 hours", "12.5"), ("de", "12,5", "12,5 Stunden", "12,5"),
        ("fr", "1 500", "heures", "1500"), ("de", "1.250,5", "1.250,5 Stunden", "1250,5"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_written_where_one_is(room: Room, language, typed, said, again) -> None:
    room.browsers["wim"].environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    sent = room.post("wim", "/processes/brief/improve/in-words", act="draft", **WORDS | {"amount": typed})
    path = sent.headers["Location"]
    assert said in room.get("wim", path)
    assert f'name="amount" type="text" value="{again}"' in room.get("wim", f"{path}/revise")


@pytest.mark.parametrize("typed", ["many", "0,125", "1.2.3", "1e400", "-1", "0"])
def test_what_is_no_amount_is_refused(room: Room, typed: str) -> None:
    page = room.post("wim", "/processes/brief/improve/in-words", 422, act="draft", **WORDS | {"amount": typed}).text
    assert "Write a number above 0." in page


def test_for_programs(room: Room, app, unit) -> None:
    with unit() as session:
        from app.accounts.tables import Person

        people = {p.name: p for p in session.scalars(select(Person))}
        as_wim, as_olga, as_max = (accounts.bearer(session, people[name]) for name in ("Wim", "Olga", "Max"))
    client, url = app.test_client(), "/api/v1/processes/brief/proposals"
    said = {"what": "Train the new ones.", "effect": {"amount": 2.5, "unit": "CHF", "per": "case"}, "by": "2027-01-31"}
    sent = {"title": "Training", "reason": "They ask.", "operations": [], "in_words": said}
    assert client.post(url, json={**sent, "in_words": None}, headers=as_wim).json["code"] == "NO_OPERATIONS"
    both = {**sent, "operations": [{"kind": "eliminate", "step": "Check"}]}
    assert client.post(url, json=both, headers=as_wim).json["code"] == "BOTH_SORTS"
    made = client.post(url, json=sent, headers=as_wim).json
    assert (made["operations"], made["in_words"], made["sentence"]) == ([], said, "Train the new ones")
    assert made["words"][1:] == ["It should save 2.5 CHF a case.", "It should be done by 2027-01-31."] and made["fits"]
    one = f"/api/v1/proposals/{made['id']}"
    assert client.post(f"{one}/open", headers=as_wim).json["state"] == "voting"
    for who in (as_wim, as_olga, as_max):
        assert client.post(f"{one}/votes", json={"choice": "yes"}, headers=who).status_code == 200
    client.post(f"{one}/close", headers=as_olga)
    assert client.post(f"{one}/approve", json={"note": ""}, headers=as_max).json["state"] == "approved"
    assert client.post(f"{one}/done", json={"on": "2026-01-02"}, headers=as_wim).status_code == 403
    done = client.post(f"{one}/done", json={"on": "2026-01-02"}, headers=as_olga).json
    assert (done["state"], done["outcome"], "version" in done) == ("live", "Done on 2026-01-02", False)
    assert client.get(f"{one}/diff", headers=as_wim).status_code == 409


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"what": " . "}, "what"), ({"what": "x" * 301}, "what"), ({"what": "x", "by": "soon"}, "by"),
        ({"what": "x", "effect": {"amount": "many"}}, "effect"), ({"what": "x", "effect": {"amount": -1}}, "effect"),
        ({"what": "x", "effect": {"amount": 1, "unit": "apples"}}, "effect"),
        ({"what": "x", "effect": {"amount": 1, "per": "moon"}}, "effect"),
        ({"what": "x", "effect": {"amount": "inf"}}, "effect"), ({"what": "x", "effect": {"amount": "nan"}}, "effect"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_at_its_field(sent: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(sent)
    assert set(refused.value.errors) == {field}
