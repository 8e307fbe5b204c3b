"""How long cases took before a version went live and on it, some of which still run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.cases.measured import effect
from app.cases.measured.effect import Lasted, WentLive, effects, middle
from app.cases.tables import Instance
from app.kernel.times import clock
from tests.factories import discussion
from tests.factories.accounts import actor
from tests.support.counting import count_statements

DAY = 86400


def _over(*days: float) -> list[Lasted]:
    return [Lasted(day * DAY, True) for day in days]


def _runs(*days: float) -> list[Lasted]:
    return [Lasted(day * DAY, False) for day in days]


@pytest.mark.parametrize(
    ("lasted", "days"),
    [
        (_over(1, 2, 3, 4), None),  # too few
        (_over(1, 2, 3, 4, 5), 3),
        (_over(1, 2, 3, 4, 5, 6), 3.5),
        (_over(1, 2, 3, 4, 5) + _runs(0.5, 0.5, 0.5), 3),  # what began just now says nothing
        (_over(1, 2, 3, 4, 5) + _runs(*[6] * 6), None),  # more than half may take longer than any has
        (_over(1, 2, 3, 4, 5) + _runs(6, 6, 6), 4.5),
        (_over(1, 2, 3, 4, 5) + _runs(*[6] * 5), 5),
    ],
)
def test_the_middle_counts_what_still_runs(lasted: list[Lasted], days: float | None) -> None:
    assert middle(lasted) == (None if days is None else pytest.approx(days * DAY))


def test_a_version_is_measured_from_when_it_went_live_until_another_did(database, unit) -> None:
    now = clock.now()
    first, second = now - timedelta(days=40), now - timedelta(days=10)
    with unit() as session:
        process = discussion.process(session, actor(session))
        version_id, process_id = process.live_version_id or "", process.id

        def case(began: int, took: int | None) -> None:
            at = now - timedelta(days=began)
            ended = None if took is None else at + timedelta(days=took)
            state = "running" if took is None else "completed"
            session.add(Instance(
                process_id=process_id, version_id=version_id, state=state, small={}, started_at=at, ended_at=ended,
            ))  # fmt: skip

        for day in range(6):
            case(70 - day, 12)
            case(35 - day, 4)
            case(6 - day, 1 if day < 3 else None)
        case(12, 9)  # began on the first, ended on the second: so long it had lasted when that came
    changes = [WentLive("1", process_id, first, second), WentLive("2", process_id, second)]
    with unit() as session, count_statements(database) as counted:
        found = effects(session, changes)
    assert len([said for said in counted.statements if said.startswith(("SELECT", "WITH"))]) == 1
    one, two = found["1"], found["2"]
    assert (one.before, one.after, one.cases_before, one.cases_after) == (12 * DAY, 4 * DAY, 6, 6)
    assert (two.after, two.cases_before, two.cases_after) == (None, 12, 3)


def test_of_many_cases_not_only_the_quick_ones_are_seen(unit, monkeypatch) -> None:
    """The newest of the cases that ended are those that ended soonest after they began."""
    monkeypatch.setattr(effect, "MOST_CASES", 40)
    now = clock.now()
    with unit() as session:
        process = discussion.process(session, actor(session))
        for number in range(320):
            at, took = now - timedelta(days=80 - number / 4), timedelta(days=1 + number * 7 % 20)
            is_over = at + took < now
            session.add(Instance(
                process_id=process.id, version_id=process.live_version_id, small={}, started_at=at,
                state="completed" if is_over else "running", ended_at=at + took if is_over else None,
            ))  # fmt: skip
        session.flush()
        found = effects(session, [WentLive("1", process.id, now - timedelta(days=40))])["1"]
    assert found.before == pytest.approx(10.5 * DAY, abs=DAY) and found.after == pytest.approx(10.5 * DAY, abs=DAY)


def test_nothing_is_asked_where_nothing_changed(session: Session) -> None:
    assert effects(session, []) == {}
