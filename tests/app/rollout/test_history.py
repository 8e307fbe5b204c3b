"""The history of a process: what each version changed, who decided it, what came of it, and the way back."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select, update

from app.accounts.tables import Person
from app.catalog.pages import versions as pages
from app.rollout import actions, queries
from app.rollout.tables import Rollout
from tests.factories import accounts, discussion, models
from tests.factories.proposals import approved, eliminate
from tests.support.counting import count_statements


@pytest.fixture
def read(app, unit, town):
    """Give the history as somebody reads it, and each version's part of it."""

    def asked(who="manager", query: str = "") -> str:
        person = {"manager": town.place.manager, "worker": town.place.workers[0]}[who]
        with unit() as session:
            browser = accounts.signed_in(app, session, session.get_one(Person, person.id))
        page = unescape(browser.get(f"/processes/{town.place.process.key}/versions{query}").text)
        return page.partition("<main")[2]

    return asked


def _part(page: str, number: int) -> str:
    return page.partition(f'id="version-{number}"')[2].partition("</li>")[0]


def test_a_version_says_who_decided_it_whom_it_answers_and_what_it_did(town, unit, read) -> None:
    place = town.place
    with unit() as session:
        for who in place.workers:
            discussion.flag(session, who, place.process, "Print_form")
        discussion.flag(session, place.owner, place.process, "Print_form", "works_well")
        discussion.comment(session, place.workers[0], place.process, step_id="Print_form")
        approved(session, place)
    page = read()
    second = _part(page, 2)
    assert "Take out “Print form”." in second
    assert "the proposal</a> by Wanda Worker 0" in second
    assert "Approved by Max Manager (manager)." in second
    assert ">Good.</q>" in second
    assert "It answers 4 flags and comments of Wanda Worker 0, Wanda Worker 1 and Wanda Worker 2." in second
    assert "no case that began on it has ended yet" in second
    assert "Published by Olga Owner." in _part(page, 1)
    assert "Approved by" not in _part(page, 1)


def test_who_may_take_a_version_back_sees_what_that_would_do(town, unit, read) -> None:
    place = town.place
    with unit() as session:
        approved(session, place)
        session.execute(update(Rollout).values(moved=0, total=4, state="running"))
    assert "Cases that have moved go back where they can" in _part(read(), 2), "more of them may move yet"
    with unit() as session:
        session.execute(update(Rollout).values(moved=2, redirected=1, total=4, state="done"))
    second = _part(read(), 2)
    assert "3 of 4 running cases moved to it." in second
    assert "Take version 2 back" in second
    assert "3 moved cases go back where they can" in second
    assert "Take version 2 back" not in read("worker")
    with unit() as session:
        found = queries.find(session, place.manager, session.scalars(select(Rollout.id)).one())
        actions.revert(session, place.manager, found, "The auditors want paper.")
    page = read()
    assert "Taken back by <a" in _part(page, 2)
    assert "Takes back <a" in _part(page, 3)
    assert "Max Manager took it back." in _part(page, 3)
    assert "The auditors want paper." in _part(page, 3)
    assert "Take version 2 back" not in page


def test_what_was_published_by_hand_says_so_and_by_whom(town, read) -> None:
    town.publish(models.linear("Write brief", "Send"))
    town.publish(models.linear("Write brief", "Check", "Send"), note="The law asks for it.")
    page = read()
    assert "Published by hand by Olga Owner, without a vote. Nobody said why." in _part(page, 2)
    assert "without a vote" in _part(page, 3)
    assert "The law asks for it." in _part(page, 3)
    assert "Nobody said why" not in _part(page, 3)


def test_a_long_history_costs_no_more_statements_and_is_read_in_pages(town, unit, read, database, monkeypatch) -> None:
    place = town.place
    with unit() as session:
        discussion.flag(session, place.workers[1], place.process, "Print_form")
        approved(session, place)
        approved(session, place, eliminate("Check"))
    with count_statements(database) as few:
        read()
    town.publish(models.linear("Write brief", "Look", "Send"))
    for number in range(3):
        town.publish(models.linear("Write brief", f"Look {number}", "Send"))
    with count_statements(database) as many:
        read()
    assert len(many.statements) == len(few.statements)
    monkeypatch.setattr(pages, "MOST_VERSIONS", 4)
    first = read()
    assert "Show more" in first
    assert _part(first, 3) == ""
    more = first.partition("?cursor=")[2].partition('"')[0]
    assert "Take out “Print form”." in _part(read(query=f"?cursor={more}"), 2)
