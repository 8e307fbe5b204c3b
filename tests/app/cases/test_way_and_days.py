"""The story of a case: the way it has gone, painted on its version, and where its days went."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.accounts.tables import Person
from app.cases import actions as cases
from app.cases import queries
from app.cases.measured.days import MOST_BARS, days
from app.cases.tables import StepEvent, Task
from app.cases.words.trail import painted
from app.kernel.times import clock
from app.tasks import actions
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

LOOP = models.bpmn(
    '<startEvent id="begin"/><exclusiveGateway id="join"/><exclusiveGateway id="good" default="good-Send"/>'
    '<exclusiveGateway id="big" default="big-done"/><endEvent id="done"/>'
    + "".join(models.task(name) for name in ("Write", "Check", "Send", "Sign"))
    + models.chain("begin", "join", "Write", "Check", "good", "Send", "big", "done")
    + models.flow("good", "join", condition="again")
    + models.flow("big", "Sign", condition="again")
    + models.flow("Sign", "done")
)


def do(session, actor, case, data=None, after=timedelta(hours=1)):
    """Complete the open task of a case, so much later."""
    (task,) = queries.open_tasks(session, case.id)
    with time_machine.travel(clock.now() + after, tick=False):
        actions.complete(session, actor, task.id, data or {})


@pytest.fixture
def scene(app, unit):
    with unit() as session:
        owner = accounts.actor(session, "Mona Manager", role="manager")
        worker = accounts.actor(session, "Wilma Worker")
        process = catalog.process(session, owner, LOOP, key="letter", mode="executable")
        case = cases.start(session, owner, process, {}, "Acme")
        do(session, worker, case)
        do(session, worker, case, {"again": True}, timedelta(hours=3))
        do(session, worker, case, after=timedelta(hours=4))
        return case.id, worker, owner


def test_the_way_counts_rounds_and_says_where_the_case_stands(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        found = queries.trail(session, queries.instance(session, worker, case_id))
        assert (found.done["Write"], found.done["Check"], found.here) == (2, 1, {"Check"})
        assert found.ways["join-Write"] == 2 and found.ways["good-join"] == 1 and "good-Send" not in found.ways
        assert not found.skipped
        way = painted(found)
        assert (way.steps["Write"]["mark"], way.steps["Write"]["text"]) == ("done", "2×")
        assert way.counts["Check"] == "stands here now, done 1 time before"
        assert way.current == "Check" and list(way.legend) == ["done", "here"]


def test_once_it_is_over_what_it_went_past_is_skipped(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        case = queries.instance(session, worker, case_id)
        do(session, worker, case, {"again": False})
        do(session, worker, case)
        way = painted(queries.trail(session, case))
        assert case.state == "completed" and way.steps["Sign"]["mark"] == "skipped"
        assert way.counts["Sign"] == "skipped: the case went another way"


def test_what_its_version_no_longer_has_is_told_in_words(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        gone = {"step_id": "Print", "step_name": "Print it"}
        session.execute(update(StepEvent).where(StepEvent.step_id == "Write").values(gone))
        way = painted(queries.trail(session, queries.instance(session, worker, case_id)))
        assert way.gone == ["“Print it” (2 times)"] and "Print" not in way.steps


def test_days_are_where_steps_were_open(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        case = queries.instance(session, worker, case_id)
        of_check = select(Task).where(Task.instance_id == case_id, Task.step_id == "Check").order_by(Task.opened_at)
        first = session.scalars(of_check).first()
        first.kind = "external"
        session.flush()
        found = days(session, case, case.started_at + timedelta(hours=10))
        told = {(bar.name, bar.kind): (round(bar.seconds / 3600), bar.times, bar.is_open) for bar in found.bars}
        assert told == {
            ("Write", "people"): (2, 2, False), ("Check", "service"): (2, 1, False), ("Check", "people"): (6, 1, True),
        }  # fmt: skip
        assert found.whole == "10 hours" and max(bar.width for bar in found.bars) == 1000
        assert list(found.kinds) == ["waited", "service"]


def test_waiting_is_told_apart_from_work(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        case = queries.instance(session, worker, case_id)
        hours = [case.started_at + timedelta(hours=number) for number in range(11)]
        write = select(Task).where(Task.instance_id == case_id, Task.step_id == "Write").order_by(Task.opened_at)
        one, two = session.scalars(write)
        (now,) = queries.open_tasks(session, case_id)
        now.claimed_by, now.claimed_at = worker.id, hours[8]
        one.closed_at, one.claimed_at = hours[1], hours[0] + timedelta(minutes=15)
        two.opened_at, two.closed_at, two.claimed_at = hours[3], hours[4], hours[3] - timedelta(minutes=1)
        session.flush()

        def told() -> dict[str, tuple[str, list[str]]]:
            bars = days(session, case, hours[10]).bars
            return {bar.name: (bar.split, [kind for kind, _at, _width in bar.parts]) for bar in bars}

        assert told()["Write"] == ("waited 15 min, worked on for 1.8 hours", ["waited", "worked"])
        assert told()["Check"][1] == ["waited", "worked"] and "worked on for 2 hours" in told()["Check"][0]
        assert list(days(session, case, hours[10]).kinds) == ["waited", "worked"]
        one.claimed_at, two.claimed_at = one.closed_at, two.closed_at
        session.flush()
        assert told()["Write"] == ("waited 2 hours", ["waited"])
        one.claimed_at, two.claimed_at = one.opened_at, two.opened_at
        session.flush()
        assert told()["Write"] == ("worked on for 2 hours", ["worked"])
        one.claimed_at = None
        session.flush()
        assert told()["Write"] == ("", ["people"])
        for bar in days(session, case, hours[10]).bars:
            ends = [(at, at + width) for _kind, at, width in bar.parts]
            assert ends[-1][1] == bar.width and ends[0][0] == 0 and all(a < b for a, b in ends)


def test_of_very_many_steps_the_longest_have_bars(scene, unit) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        case = queries.instance(session, worker, case_id)
        for number in range(MOST_BARS + 3):
            session.add(
                Task(
                    id=f"t{number}", instance_id=case_id, process_id=case.process_id, version_id=case.version_id,
                    step_id=f"s{number}", step_name=f"Step {number}", kind="task", state="done",
                    opened_at=case.started_at, closed_at=case.started_at + timedelta(hours=number + 1),
                )
            )  # fmt: skip
        session.flush()
        found = days(session, case, case.started_at + timedelta(days=2))
        assert len(found.bars) == MOST_BARS and found.more and "Step 0" not in [bar.name for bar in found.bars]
        assert found.others.startswith(f"{found.more} more steps: ")


def test_the_page_paints_the_way_and_says_the_same_without_scripts(scene, app, unit, database) -> None:
    case_id, worker, _owner = scene
    with unit() as session:
        queries.instance(session, worker, case_id).started_at -= timedelta(hours=2)
        browser = accounts.signed_in(app, session, session.get(Person, worker.id))
    browser.get(f"/instances/{case_id}")
    with count_statements(database) as counted:
        page = browser.get(f"/instances/{case_id}").text
    with time_machine.travel(clock.now() + timedelta(hours=9), tick=False):
        later = browser.get(f"/instances/{case_id}").text
    drawn = json.loads(re.search(r'id="diagram-trail">(.*?)</script>', page).group(1))
    assert drawn["steps"]["Write"] == {"mark": "done", "text": "2×", "title": "done 2 times"}
    outline = page.partition('id="outline"')[2].partition("</ol>")[0]
    assert '<span class="badge">done 2 times</span>' in outline and "stands here now" in outline
    assert '<span class="badge">done 2 times, waited 2 hours</span>' in later
    assert '<span class="day-split">waited 2 hours</span>' in later
    bars = page.partition('class="days"')[2].partition("</table>")[0]
    assert bars.count("<title ") == bars.count("<desc ") >= 2 and '<th scope="row">Write' in bars
    assert len(counted) <= 26, str(counted)
