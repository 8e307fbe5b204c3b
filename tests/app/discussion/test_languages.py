"""Discussions in the reader's language; what people say says in which language it was written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.discussion.tables import Comment, Flag, Report
from app.kernel.i18n import pseudo
from tests.factories import accounts, discussion

GERMAN = {"Accept-Language": "de"}


@pytest.fixture
def house(app, unit):
    """A process of an owner who reads English, a worker who reads German, browsers and programs for both."""
    with unit() as session:
        ines, anna = accounts.person(session, "Ines Duarte", "manager"), accounts.person(session, "Anna Berg")
        anna.language = "de"
        process = discussion.process(session, people.actor_for(session, ines))
        return SimpleNamespace(
            key=process.key, url=f"/processes/{process.key}/steps/Check", program=app.test_client(),
            owner=accounts.signed_in(app, session, ines), worker=accounts.signed_in(app, session, anna),
            bearer=accounts.bearer(session, ines),
        )  # fmt: skip


def post(client, url, **data):
    return client.post(url, data={**accounts.CSRF, **data})


def test_what_people_say_is_shown_and_told_in_its_language(house, unit) -> None:
    post(house.worker, f"{house.url}/comments", text="Warum **prüfen** wir das zweimal?")
    post(house.owner, f"{house.url}/comments", text="Because of the auditors.")
    post(house.worker, f"{house.url}/flags", kind="bottleneck")
    post(house.worker, f"{house.url}/flags/bottleneck", reason="Das dauert.", waste="waiting")
    with unit() as session:
        mine = session.scalars(select(Comment.id).where(Comment.language == "de")).one()
        assert session.scalars(select(Flag.language)).all() == ["de"]
    post(house.owner, f"/comments/{mine}/report", reason="Rude.")
    post(house.worker, f"/comments/{mine}/edit", text="Warum prüfen wir zweimal?", seen="")
    with unit() as session:
        assert session.scalars(select(Report.language)).all() == ["en"]
    own, other = (f'<div class="prose" lang="{language}" dir="auto">' for language in ("de", "en"))
    english, german = house.owner.get(f"{house.url}/discussion").text, house.worker.get(f"{house.url}/discussion").text
    assert own in english and other not in english and '<span lang="de" dir="auto">Das dauert.</span>' in english
    assert other in german and own not in german and '<span dir="auto">Das dauert.</span>' in german
    said = house.program.get(f"/api/v1{house.url}/comments", headers=house.bearer).json["items"]
    assert [one["language"] for one in said] == ["de", "en"]
    flags = house.program.get(f"/api/v1{house.url}/flags", headers=house.bearer).json["items"]
    assert [one["language"] for one in flags] == ["de"]


def test_what_was_said_before_has_no_language(house, unit) -> None:
    post(house.worker, f"{house.url}/comments", text="Warum?")
    with unit() as session:
        session.scalars(select(Comment)).one().language = None
    assert '<div class="prose" dir="auto">' in house.owner.get(f"{house.url}/discussion").text
    (said,) = house.program.get(f"/api/v1{house.url}/comments", headers=house.bearer).json["items"]
    assert said["language"] is None and said["text"] == "Warum?"


def test_pages_and_errors_in_german(house) -> None:
    post(house.worker, f"{house.url}/flags", kind="low_value")
    post(house.owner, f"{house.url}/flags", kind="low_value")
    page = house.worker.get(f"{house.url}/discussion").text
    assert '<html lang="de"' in page and "Sie sagten: unnötig. Begründen" in page
    assert "Noch keine Kommentare" in page and "Was wird verschwendet?" in page and "Menschen warten" in page
    whole = house.worker.get(f"/processes/{house.key}/discussion").text
    assert "2 × unnötig" in whole and "Der ganze Prozess" in whole
    refused = post(house.worker, f"{house.url}/comments", text=" ")
    assert refused.status_code == 422 and "Schreiben Sie zuerst etwas." in refused.text
    wrong = house.program.post(
        f"/api/v1{house.url}/comments", json={"text": " "}, headers=house.bearer | GERMAN
    )  # fmt: skip
    assert wrong.status_code == 422 and wrong.json["errors"] == {"text": "Schreiben Sie zuerst etwas."}
    assert wrong.json["detail"].startswith("Erwartet wurde ein Kommentar") and wrong.headers["Content-Language"] == "de"


def test_the_page_in_a_language_that_nobody_speaks(house) -> None:
    post(house.worker, f"{house.url}/comments", text="Warum?")
    page = house.owner.get(f"/processes/{house.key}/discussion", headers={"Accept-Language": "en-XA"}).text
    assert pseudo.said("en-XA", "What is it about?") in page
    for english in ("What is it about?", "Add a comment", "React<", "Reply<", "Report<"):
        assert english not in page
