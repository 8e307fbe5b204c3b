"""Moments by the clock of a place: laws over all zones, and the hours that clocks skip or show twice."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.kernel.times import moments, zones

ZONES = st.sampled_from(zones.names()).map(zones.find)
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))
DAYS = st.dates(date(1975, 1, 1), date(2037, 12, 1))
AUCKLAND, ST_JOHNS = zones.find("Pacific/Auckland"), zones.find("America/St_Johns")


@given(MOMENTS, ZONES)
def test_what_a_clock_shows_is_read_back(moment: datetime, zone) -> None:
    shown = zones.local(moment, zone)
    again = zones.instant(shown.replace(tzinfo=None), zone)
    assert zones.local(again, zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
    assert again == moment or (shown.fold == 1 and again < moment), "of a time shown twice the first is meant"


@given(st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 1)), ZONES)
def test_what_is_typed_is_shown_unless_no_clock_ever_shows_it(typed: datetime, zone) -> None:
    shown = zones.local(zones.instant(typed, zone), zone).replace(tzinfo=None)
    assert shown >= typed and shown - typed <= timedelta(days=1)
    if shown > typed:
        before = zones.local(zones.instant(typed, zone) - (shown - typed), zone).replace(tzinfo=None)
        assert before < typed, "it was skipped"


@given(DAYS, ZONES)
def test_days_begin_one_after_the_other(day: date, zone) -> None:
    begins, following = zones.opening(day, zone), zones.opening(day + timedelta(days=1), zone)
    assert begins <= following and zones.local(begins, zone).date() >= day
    assert zones.local(begins - timedelta(seconds=1), zone).date() < day
    assert begins == following or begins < zones.closing(day, zone) <= following


@given(DAYS, st.integers(1, 9), ZONES)
def test_whole_days_are_said_as_days_and_kept_words_as_they_were(day: date, more: int, zone) -> None:
    begins, ends = zones.opening(day, zone), zones.opening(day + timedelta(days=more), zone)
    words = zones.span(begins, ends, zone)
    if zones.local(begins, zone).date() == day and begins.second == ends.second == 0:
        assert words.startswith(zones.day_words(day)) and ":" not in words
        assert zones.span(begins, ends - timedelta(microseconds=1), zone) == words
        assert zones.said(f"away {zones.mark(begins, ends)}.", zone) == f"away {words}."
    assert zones.said(zones.plain(zones.mark(begins)), zone) == f"{begins:%Y-%m-%dT%H:%MZ}"


@given(st.integers(0, 23), ZONES, MOMENTS)
def test_each_hour_strikes_once_a_day(hour: int, zone, start: datetime) -> None:
    strokes = {zones.struck(start + timedelta(hours=step / 2), hour, zone) for step in range(24 * 2 * 4)}
    for one, other in pairwise(sorted(strokes)):
        assert timedelta(hours=20) < other - one < timedelta(hours=52)
    assert 4 <= len(strokes) <= 6 and max(strokes) <= start + timedelta(days=4)


@pytest.mark.parametrize(
    ("typed", "zone", "moment"),
    [
        ("2026-09-27T02:30", AUCKLAND, "2026-09-26T14:30+00:00"),  # skipped: 03:30 of the new time
        ("2026-04-05T02:30", AUCKLAND, "2026-04-04T13:30+00:00"),  # twice: the first
        ("2026-03-08T02:30", ST_JOHNS, "2026-03-08T06:00+00:00"),
        ("2026-11-01T01:30", ST_JOHNS, "2026-11-01T04:00+00:00"),
        ("2026-11-29T17:00", zones.find("Asia/Kathmandu"), "2026-11-29T11:15+00:00"),
    ],
)
def test_skipped_and_doubled_hours(typed: str, zone, moment: str) -> None:
    assert zones.instant(datetime.fromisoformat(typed), zone) == datetime.fromisoformat(moment)


def test_exact_names_the_zone_and_tells_doubled_hours_apart() -> None:
    first, second = datetime(2026, 4, 4, 13, 30, tzinfo=UTC), datetime(2026, 4, 4, 14, 30, tzinfo=UTC)
    assert zones.exact(first, AUCKLAND) == "5 April 2026, 02:30 Pacific/Auckland (UTC+13:00)"
    assert zones.exact(second, AUCKLAND) == "5 April 2026, 02:30 Pacific/Auckland (UTC+12:00)"
    assert zones.exact(first, ST_JOHNS) == "4 April 2026, 11:00 America/St Johns"
    assert zones.exact(datetime.max.replace(tzinfo=UTC), AUCKLAND) == "31 December 9999, 23:59 UTC"


def test_a_moment_in_words_holds_no_markup_but_its_own() -> None:
    said = moments.in_words(datetime(2026, 11, 22, 9, tzinfo=UTC), "<b>soon</b>")
    assert said == (
        '<time datetime="2026-11-22T09:00:00+00:00" title="22 November 2026, 09:00 UTC">&lt;b&gt;soon&lt;/b&gt;'
        '<span class="sr-only"> (22 November 2026, 09:00 UTC)</span></time>'
    )
    assert "<b>soon</b>" in moments.in_words(datetime(2026, 11, 22, 9, tzinfo=UTC), Markup("<b>soon</b>"))


def test_a_day_that_was_skipped_and_one_without_midnight() -> None:
    apia, santiago = zones.find("Pacific/Apia"), zones.find("America/Santiago")
    assert zones.opening(date(2011, 12, 30), apia) == zones.opening(date(2011, 12, 31), apia)
    assert f"{zones.local(zones.opening(date(2026, 9, 6), santiago), santiago):%d %H:%M}" == "06 01:00"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("europe/berlin", "Europe/Berlin"), (" new  york", "America/New_York"), ("utc", "UTC"),
     ("Asia/Calcutta", "Asia/Calcutta"),
     ("localtime", None), ("../etc/passwd", None), ("Mars/Olympus", None), ("", None), ("Europe/Berlin\x00", None)],
)  # fmt: skip
def test_what_people_type(typed: str, found: str | None) -> None:
    assert zones.guess(typed) == found


def test_without_zones_of_the_system_and_whatever_its_own_is() -> None:
    asked = (
        "from app.kernel.times import zones; from datetime import *; print(zones.exact(datetime(2026,7,1,tzinfo=UTC),"
    )
    asked += "zones.find('Europe/Berlin')), zones.find(None), len(zones.names()) > 500)"
    for machine in ("Pacific/Auckland", "America/St_Johns", "UTC"):
        bare = os.environ | {"PYTHONTZPATH": "", "TZ": machine}
        done = subprocess.run([sys.executable, "-c", asked], env=bare, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "1 July 2026, 02:00 Europe/Berlin UTC True"


@pytest.mark.parametrize("odd", ["⟦2026-13-45T99:99Z⟧", "⟦soon⟧", "⟦0000-01-01T00:00Z⟧", "⟦"])
def test_what_is_no_moment_stays(odd: str) -> None:
    assert zones.said(odd, AUCKLAND) == odd


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("until: 2026-09-26T14:30:00.123456+00:00!", "until: 27 September 2026, 03:30 Pacific/Auckland!"),
        ("2026-09-26T14:30Z", "27 September 2026, 03:30 Pacific/Auckland"),
        ('{"from":"2026-11-29T17:00+05:45"}', '{"from":"30 November 2026, 00:15 Pacific/Auckland"}'),
        ("2026-09-26T14:30", "2026-09-26T14:30"),
        ("2026-13-45T99:99Z", "2026-13-45T99:99Z"),
        ("id-2026-09-26T14:30Zebra", "id-2026-09-26T14:30Zebra"),
    ],
)
def test_what_programs_write_is_told_to_people(written: str, told: str) -> None:
    assert zones.retold(written, AUCKLAND) == told
