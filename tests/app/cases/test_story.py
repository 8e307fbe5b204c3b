"""The story of a case: one line for each act, what followed folded, what was said and where it moved among them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.tables import Person
from app.cases import actions as cases
from app.cases import queries
from app.cases.tables import StepEvent
from app.cases.words.story import Versions, story
from app.discussion import actions as discussion
from app.tasks import actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOBODY = Versions({"v1": 1, "v2": 2}, lambda number: f"/versions/{number}")


def happened(event, step=None, hours=0.0, who=None, version="v1", detail=None):
    at = NOON + timedelta(hours=hours)
    return StepEvent(
        event=event,
        step_id=step and step.lower(),
        step_name=step,
        at=at,
        actor_id=who,
        version_id=version,
        detail=detail,
    )


def told(*events):
    return story(list(events), {"w": Person(name="Wilma")}, NOBODY)


def test_an_act_is_one_line_and_says_what_comes_next() -> None:
    opened = (happened("task_opened", "Draw", who="w"), happened("task_opened", "Write", who="w"))
    (line,) = told(happened("task_completed", "Brief", who="w"), *opened)
    assert (line["who"], line["words"], line["detail"]) == ("Wilma", "did “Brief”", "Next: “Draw” and “Write”")
    assert "more" not in line, "all of it is said"
    (line,) = told(happened("task_completed", "Brief", who="w"), happened("step_passed", "Fork", who="w"), *opened)
    assert [str(one["words"]) for one in line["more"]] == [
        "“Fork” was passed", "“Draw” was put before people", "“Write” was put before people",
    ]  # fmt: skip


def test_two_acts_at_one_moment_are_two_lines() -> None:
    lines = told(happened("task_completed", "Brief", who="w"), happened("task_completed", "Draw", who="w"))
    assert [line["words"] for line in lines] == ["did “Draw”", "did “Brief”"]


def test_what_went_wrong_or_ended_is_never_folded() -> None:
    lines = told(
        happened("task_completed", "Brief", who="w"), happened("incident", "Add", who="w", detail="no"),
        happened("task_opened", "Draw", who="w"), happened("task_completed", "Draw", 1, "w"),
        happened("instance_completed", None, 1, "w"),
    )  # fmt: skip
    assert [line["words"] for line in lines] == ["The case ended", "did “Draw”", "“Add” could not go on", "did “Brief”"]
    assert (lines[2]["detail"], lines[3]["detail"]) == ("no", "Next: “Draw”")


def test_a_time_that_came_is_told_before_what_it_took_away() -> None:
    (line,) = told(happened("task_withdrawn", "Check"), happened("step_passed", "After 3 days"))
    assert line["words"] == "“After 3 days” was passed" and line["more"][0]["words"] == "“Check” is no longer needed"


def test_a_move_says_from_which_version_to_which() -> None:
    first, after = happened("task_opened", "Brief"), happened("migrated", hours=1, version="v2", detail="goes on")
    moved, _opened = told(first, after)
    assert moved["words"] == "The case was moved from version 1 to version 2"
    assert (moved["href"], moved["detail"]) == ("/versions/2", "goes on")
    (alone,) = told(after)
    assert alone["words"] == "The case was moved to version 2"


@pytest.fixture
def scene(app, unit):
    with unit() as session:
        owner = accounts.actor(session, "Mona Manager", role="manager")
        worker = accounts.actor(session, "Wilma Worker")
        process = catalog.process(session, owner, models.linear("Brief", "Draw"), key="campaign")
        case = cases.start(session, owner, process, {}, "Acme")
        (task,) = queries.open_tasks(session, case.id)
        actions.complete(session, worker, task.id, {})
        said = discussion.add_comment(session, worker, process, "Mind the **colours**", instance_id=case.id)
        return case.id, said.id, accounts.signed_in(app, session, session.get(Person, worker.id))


def test_what_was_said_stands_in_the_story(scene, database) -> None:
    case_id, comment_id, browser = scene
    browser.get(f"/instances/{case_id}")
    with count_statements(database) as counted:
        page = browser.get(f"/instances/{case_id}").text
    history = page.partition('id="history"')[2]
    assert f'<a href="#comment-{comment_id}">wrote a comment</a>' in history and "Mind the colours" in history
    assert history.index("wrote a comment") < history.index("did “Brief”") < history.index("started the case")
    assert "Next: “Draw”" in history
    assert len(counted) <= 30, str(counted)
