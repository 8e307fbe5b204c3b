"""Touched cases one by one: what becomes of each, a page at a time, and only those that the reader sees."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.impact import queries as impact
from app.impact.queries import Listed, cases
from app.kernel import jobs
from app.kernel.policy import Actor
from app.proposals import queries
from app.tasks import actions as task_actions
from tests.factories import accounts, proposals
from tests.factories.proposals import World
from tests.support.counting import count_statements


@pytest.fixture
def place(unit) -> World:
    """A process with five cases, three of them at the step that a proposal takes out, and one past it."""
    with unit() as session:
        place = proposals.world(session)
        for number, steps in enumerate((0, 1, 1, 1, 2)):
            who = place.workers[0]
            case = case_actions.start(session, who, place.process, {}, business_key=f"case {number}")
            for _ in range(steps):
                task_actions.complete(session, who, case_queries.open_tasks(session, case.id)[0].id, {})
    return place


def _listed(session, actor: Actor, proposal, verdict: str = "", after: str = "") -> Listed:
    found = queries.find(session, actor, proposal.id)
    changed = queries.on_live(session, found).changed.model
    return impact.listed(
        session, actor, found.process, proposal.id, 1, changed, migrates=True, verdict=verdict, after=after
    )


def _read(page: Listed) -> list[tuple[str, tuple[str, ...], list[str]]]:
    return [(group.verdict, group.at, [name for _id, name in group.cases]) for group in page.groups]


ALL = [
    ("redirected", ("Print form",), ["case 1", "case 2", "case 3"]),
    ("moved", ("Write brief",), ["case 0"]),
    ("moved", ("Check",), ["case 4"]),
]


@pytest.mark.parametrize("is_worked_out", [False, True])
def test_each_case_stands_with_those_that_go_the_same_way(unit, database, place, is_worked_out) -> None:
    with unit() as session:
        proposal = proposals.voting(session, place)
    if is_worked_out:
        jobs.drain(database)
    with unit() as session:
        page = _listed(session, place.workers[1], proposal)
        assert sorted(_read(page)) == sorted(ALL) and _read(page)[0] == ALL[0], (
            "those that do not just go on come first"
        )
        assert (page.next, page.hidden) == (None, 0)
        assert "goes on at “Check”" in page.groups[0].words
        assert _read(_listed(session, place.workers[1], proposal, "redirected")) == ALL[:1]
        assert _read(_listed(session, place.workers[1], proposal, "stayed")) == []


def test_pages_follow_each_other_however_few_they_look_at(unit, place, monkeypatch) -> None:
    with unit() as session:
        proposal = proposals.voting(session, place)
    for most, looked in ((2, 300), (50, 2)):
        monkeypatch.setattr(cases, "MOST_SHOWN", most)
        monkeypatch.setattr(cases, "AT_ONCE", looked)
        found, after = [], ""
        with unit() as session:
            for _page in range(5):
                page = _listed(session, place.workers[1], proposal, after=after)
                names = [name for group in page.groups for _id, name in group.cases]
                assert len(names) <= 2
                found, after = found + names, page.next or ""
                if not after:
                    break
        assert sorted(found) == [f"case {number}" for number in range(5)]
    with unit() as session:
        assert _listed(session, place.workers[1], proposal, after="nowhere 1") == Listed()


def test_what_is_not_the_readers_to_see_is_a_number(unit, database, place) -> None:
    with unit() as session:
        outsider = accounts.actor(session, "Pia Partner", "worker", accounts.unit(session, "Printer", "partner"))
        proposal = proposals.voting(session, place)
    with unit() as session:
        session.get_one(Process, place.process.id).owner_id = outsider.id
        session.scalars(select(Instance).where(Instance.business_key == "case 2")).one().started_by = outsider.id
    with unit() as session:
        page = _listed(session, outsider, proposal)
        assert (_read(page), page.hidden) == ([("redirected", ("Print form",), ["case 2"])], 4)
        with count_statements(database) as counted:
            _listed(session, place.workers[1], proposal)
        few = len(counted.statements)
        process = session.get_one(Process, place.process.id)
        for number in range(20):
            case_actions.start(session, place.workers[0], process, {}, business_key=f"more {number}")
        session.flush()
        with count_statements(database) as counted:
            _listed(session, place.workers[1], proposal)
        assert len(counted.statements) <= few, "\n".join(counted.statements)
