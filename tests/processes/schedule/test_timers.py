"""Timers: dates, durations, repetitions and cron, in time zones, over nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.schedule import timers
from processes.schedule.iso8601 import says_no_zone

BERLIN = ZoneInfo("Europe/Berlin")


def times(text: str, now: datetime, most: int = 4, zone: str = "", kind: str = "timeCycle") -> list[datetime]:
    """The first times of a timer that starts now, kept and read again in between."""
    found: list[datetime] = []
    due: timers.Due | None = timers.first_due(kind, text, now, zone)
    while due is not None and len(found) < most:
        due = timers.read(timers.written(due))
        found.append(due.at)
        due = timers.next_due(due)
    return found


def local(found: list[datetime]) -> list[str]:
    """The times as clocks in Berlin show them."""
    return [one.astimezone(BERLIN).strftime("%d.%m. %H:%M") for one in found]


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPRING, AUTUMN = datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)
DAILY = ["0 9 * * *", "0 0 9 * * ?", "TZ=Europe/Berlin 0 9 * * *", "R/2026-01-01T09:00[Europe/Berlin]/P1D"]


@pytest.mark.parametrize("text", DAILY)
@pytest.mark.parametrize("now", [SPRING, AUTUMN])
def test_nine_in_the_morning_stays_nine_when_clocks_change(text: str, now: datetime) -> None:
    found = times(text, now, zone="Europe/Berlin")
    assert [one.astimezone(BERLIN).strftime("%H:%M") for one in found] == ["09:00"] * 4
    days = [one.astimezone(BERLIN).date() for one in found]
    assert [b - a for a, b in pairwise(days)] == [timedelta(days=1)] * 3


@pytest.mark.parametrize("text", ["30 2 * * *", "R/2026-01-01T02:30/P1D"])
def test_a_time_that_a_night_leaves_out_is_not_lost_and_one_it_repeats_comes_once(text: str) -> None:
    spring = local(times(text, SPRING, zone="Europe/Berlin"))
    assert [one[:6] for one in spring] == ["28.03.", "29.03.", "30.03.", "31.03."]
    assert spring[0].endswith("02:30")
    assert spring[2:] == ["30.03. 02:30", "31.03. 02:30"]
    autumn = local(times(text, AUTUMN, zone="Europe/Berlin"))
    assert autumn == ["24.10. 02:30", "25.10. 02:30", "26.10. 02:30", "27.10. 02:30"]


def test_every_so_many_minutes_follows_the_running_clock() -> None:
    found = times("*/30 * * * *", datetime(2026, 10, 24, 23, 50, tzinfo=UTC), 6, "Europe/Berlin")
    assert [b - a for a, b in pairwise(found)] == [timedelta(minutes=30)] * 5
    assert local(found) == ["25.10. 02:00", "25.10. 02:30"] * 2 + ["25.10. 03:00", "25.10. 03:30"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R2/PT1H", ["2026-03-01T13:00", "2026-03-01T14:00"]),
        ("R-1/PT10M", ["2026-03-01T12:10", "2026-03-01T12:20", "2026-03-01T12:30"]),
        ("R/2026-01-31T09:00/P1M", ["2026-03-31T09:00", "2026-04-30T09:00", "2026-05-31T09:00"]),
        ("R2/2026-03-02T00:00/2026-03-02T06:00", ["2026-03-02T00:00", "2026-03-02T06:00"]),
        ("R/PT1H/2026-03-01T14:30", ["2026-03-01T13:00", "2026-03-01T14:00"]),
        ("R3/2020-01-01T00:00/P1D", ["2020-01-03T00:00"]),
        ("@daily", ["2026-03-02T00:00", "2026-03-03T00:00", "2026-03-04T00:00"]),
        ("0 8 * * MON", ["2026-03-02T08:00", "2026-03-09T08:00", "2026-03-16T08:00"]),
        ("0 0 8 L * ?", ["2026-03-31T08:00", "2026-04-30T08:00", "2026-05-31T08:00"]),
    ],
)
def test_repetitions(text: str, expected: list[str]) -> None:
    assert [one.strftime("%Y-%m-%dT%H:%M") for one in times(text, NOW, 3)] == expected


@pytest.mark.parametrize(
    "text",
    ["R3", "R3/soon", "R/2026-03-02/2026-03-01", "* * * * * *", "0 0 31 2 *", "61 * * * *", "TZ=Mars/Base 0 9 * * *",
     "R/2026-01-01T09:00[Mars/Base]/P1D", "R/PT1S", "1 2 3", "0 9 * * * 2026 8"],
)  # fmt: skip
def test_what_is_no_repetition(text: str) -> None:
    assert not timers.is_time("timeCycle", text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="RPTDHMSY0123456789/-:*? ,#LWZ[]+@", max_size=30))
def test_any_text_is_a_time_or_not(text: str) -> None:
    for kind in ("timeDate", "timeDuration", "timeCycle"):
        assert timers.is_time(kind, text) in (True, False)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 59), st.integers(0, 23), st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)))
def test_a_time_of_day_comes_once_every_day(minute: int, hour: int, at: datetime) -> None:
    for text in (f"{minute} {hour} * * *", f"R/2024-01-01T{hour:02}:{minute:02}/P1D"):
        found = times(text, at.replace(tzinfo=UTC), 8, "Europe/Berlin")
        days = [one.astimezone(BERLIN).date() for one in found]
        assert [b - a for a, b in pairwise(days)] == [timedelta(days=1)] * 7


def test_a_day_alone_names_no_zone() -> None:
    assert [says_no_zone("timeDate", one) for one in ("2026-01-01", "2026-01-01T10:00Z")] == [True, False]
