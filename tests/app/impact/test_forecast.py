"""What a proposal would do to running work is known, in words, before anybody votes."""

from __future__ import annotations

import sys
from itertools import count

import pytest
from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.catalog import actions as catalog
from app.catalog.queries import live_version
from app.decision_policy import actions as policy_actions
from app.decision_policy.values import Policy
from app.impact import actions as forecasts
from app.impact import queries as impact
from app.impact.queries import Touched
from app.impact.tables import Forecast
from app.kernel import jobs
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.proposals import actions, queries
from app.proposals.actions import forecasts as freshness
from app.proposals.tables import Proposal
from app.tasks import actions as task_actions
from tests.factories import models, proposals
from tests.factories.proposals import eliminate, find


@pytest.fixture
def world(unit):
    """A process with people, committed, and four cases at three places."""
    with unit() as session:
        place = proposals.world(session)
        for steps in (0, 1, 1, 2):
            instance = case_actions.start(session, place.workers[0], place.process, {}, business_key=f"case at {steps}")
            for _ in range(steps):
                task_actions.complete(
                    session, place.workers[0], case_queries.open_tasks(session, instance.id)[0].id, {}
                )
    return place


def known(session, proposal: Proposal) -> Touched:
    """What is known about a proposal now, worked out in the background or not at all."""
    found = queries.find(session, SYSTEM, proposal.id)
    return queries.forecast(session, found, None)


def voting(unit, place, operations=()) -> Proposal:
    """Give a proposal with an open vote."""
    with unit() as session:
        return proposals.voting(session, place, operations)


def test_groups_with_words_names_and_examples(unit, database, world) -> None:
    proposal = voting(unit, world)
    with unit() as session:
        before = known(session, proposal)
        assert (before.total, before.unknown, before.groups) == (4, 4, ()) and before.working == (0, 4)
    jobs.drain(database)
    with unit() as session:
        found = known(session, proposal)
        assert (found.total, found.unknown, found.working) == (4, 0, None) and found.as_of is not None
        told = {(g.at, g.verdict): g for g in found.groups}
        assert told[("Print form",), "redirected"].count == 2
        assert "goes on at “Check”" in told[("Print form",), "redirected"].words
        assert {told[at, "moved"].count for at in (("Write brief",), ("Check",))} == {1}
        names = impact.names(session, found.groups)
        assert set(names.values()) == {"case at 0", "case at 1", "case at 2"}
        said = found.to_dict()
        assert (said["complete"], said["total"], said["redirected"]) == (True, 4, 2)


def test_it_is_worked_out_in_stretches(unit, database, world, monkeypatch) -> None:
    monkeypatch.setattr(forecasts, "AT_ONCE", 1)
    monkeypatch.setattr(forecasts.time, "monotonic", count().__next__)
    monkeypatch.setattr(forecasts, "SLICE", 0.5)
    proposal = voting(unit, world)
    assert jobs.drain(database) >= 4
    with unit() as session:
        assert known(session, proposal).count("redirected") == 2


def test_each_stretch_looks_at_some_cases_however_slow_it_is(unit, database, world, monkeypatch) -> None:
    monkeypatch.setattr(forecasts, "AT_ONCE", 1)
    monkeypatch.setattr(forecasts, "SLICE", 0)
    proposal = voting(unit, world)
    jobs.drain(database)
    with unit() as session:
        found = known(session, proposal)
        assert (found.total, found.unknown, found.count("redirected")) == (4, 0, 2)


def test_a_new_revision_and_a_new_version_are_looked_at_anew(unit, database, world) -> None:
    proposal = voting(unit, world)
    jobs.drain(database)
    with unit() as session:
        author = world.workers[0]
        actions.revise(session, author, find(session, author, proposal), eliminate("Check"))
    with unit() as session:
        assert known(session, proposal).groups == (), "what was known was about another revision"
    jobs.drain(database)
    with unit() as session:
        assert {g.at for g in known(session, proposal).of("redirected")} == {("Check",)}
        process = session.merge(world.process)
        more = models.linear("Write brief", "Print form", "Check", "File", "Send")
        catalog.publish(session, SYSTEM, process, more)
    jobs.drain(database)
    with unit() as session:
        at_check = next(g for g in known(session, proposal).of("redirected"))
        assert "“File”" in at_check.words, "it is planned for the version that is live now"


def test_what_is_skipped_is_named(unit, database, world) -> None:
    with unit() as session:
        process = session.merge(world.process)
        catalog.publish(session, SYSTEM, process, models.linear("Intro", "Write brief", "Print form", "Check", "Send"))
    proposal = voting(unit, world)
    jobs.drain(database)
    with unit() as session:
        found = known(session, proposal)
        assert found.skipping == 4
        assert all(g.skips == ("“Intro” is new, but its place was already passed",) for g in found.groups)
        assert all("Skipped: “Intro”" in g.words for g in found.groups)


def test_old_answers_are_asked_for_again(unit, database, world) -> None:
    proposal = voting(unit, world)
    jobs.drain(database)
    with unit() as session:
        assert actions.order_stale(session) == 0
    with unit() as session:
        session.get_one(Forecast, proposal.id).as_of = clock.now() - forecasts.FRESH * 2
    with unit() as session:
        assert actions.order_stale(session) == 1
        assert actions.order_stale(session) == 0, "it is being worked out"
    with unit() as session:
        row = session.get_one(Forecast, proposal.id)
        row.started_at = clock.now() - forecasts.LOST * 2
    with unit() as session:
        assert actions.order_stale(session) == 1, "its worker is gone"
    jobs.drain(database)
    with unit() as session:
        assert session.scalars(select(Forecast.run)).one() is None


def test_answers_that_took_long_hide_no_old_ones(unit, database, world, monkeypatch) -> None:
    monkeypatch.setattr(freshness, "ORDERED_AT_ONCE", 2)
    made = sorted(voting(unit, world, eliminate(step)).id for step in ("Write_brief", "Print_form", "Check", "Send"))
    jobs.drain(database)
    with unit() as session:
        for row in session.scalars(select(Forecast)):
            row.as_of, row.seconds = clock.now() - forecasts.FRESH * 2, 0.1 if row.proposal_id == made[-1] else 3600
    with unit() as session:
        assert actions.order_stale(session) == 1
        assert session.scalars(select(Forecast.proposal_id).where(Forecast.run.is_not(None))).all() == made[-1:]


def test_the_policy_that_moves_nothing_is_foretold(unit, database, world) -> None:
    with unit() as session:
        process = session.merge(world.process)
        policy_actions.set_policy(session, world.owner, process, Policy(migrate=False))
    proposal = voting(unit, world)
    jobs.drain(database)
    with unit() as session:
        (group,) = known(session, proposal).groups
        assert (group.count, group.verdict) == (4, "stayed") and "policy" in group.words


def test_many_cases_are_never_looked_at_in_a_request(unit, world, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["app.impact.queries.touched"], "AT_ONCE", 3)
    with unit() as session:
        process = session.merge(world.process)
        tried = impact.preview(session, process, live_version(session, process), eliminate("Print_form"))
        assert (tried.touched.total, tried.touched.unknown) == (4, 1)
