"""`pytest --clocks`: what asks the time runs on other days, in other zones and at the edges of days and years.

Each test of FILES runs under one of the clocks, in turn, so that most files meet most of them. The clock of this
process and of every Python process it starts is ahead by the same time and ticks on; databases and browsers keep the
real one, as they may stand on other machines. `pytest --clock "45 days on"` runs every test under that one clock, and
what is made before the tests, too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.kernel import ids
from tests.support.clockwork.sitecustomize import AHEAD, moved, real_now

ROOT = Path(__file__).resolve().parents[2]
CLOCKWORK = Path(__file__).parent / "clockwork"
FILES = (
    "app/sign_in/test_forgotten.py", "app/privacy/test_handing_over.py", "app/accounts/test_policy.py",
    "app/privacy/test_privacy.py", "app/sign_in/test_sign_in.py", "app/sign_in/test_single_sign_on.py",
    "app/sign_in/test_ways_in.py", "app/accounts/test_zone.py", "app/ballots",
    "app/demo/test_fresh.py", "app/demo/test_moments.py",
    "app/discussion/test_windows.py", "app/notices", "app/impact/test_forecast.py", "app/proposals/test_live.py",
    "app/proposals/test_loop.py", "app/proposals/test_running.py", "app/rollout/test_rollout.py",
    "app/rollout/test_what_waits.py", "app/services/test_client.py", "app/services/test_external.py",
    "app/services/test_pages.py", "app/test_outside.py", "app/assignment/test_absence_pages.py",
    "app/cases/test_calls.py",
    "app/cases/test_case_list.py", "app/correlation/test_events.py", "app/cases/test_export.py",
    "app/tasks/test_follow_up.py",
    "app/taskforms/test_form_files.py", "app/taskforms/test_form_reading.py", "app/tasks/test_inbox_order.py",
    "app/cases/test_incidents.py", "app/correlation/test_kept_messages.py", "app/staffing/test_leaving.py",
    "app/tasks/test_bulk_pages.py",
    "app/correlation/test_messages.py", "app/correlation/test_outbox.py", "app/tasks/test_reminders.py",
    "app/assignment/test_rules_pages.py", "app/cases/test_saved_filters.py", "app/assignment/test_sharing.py",
    "app/assignment/test_sharing_pages.py", "app/correlation/test_triggers.py", "app/cases/test_suspend_and_modify.py",
    "app/cases/test_timers.py", "app/cases/test_timers_on_time.py", "app/correlation/test_waiting.py",
    "app/tasks/test_zones.py", "contract/test_installed.py", "contract/test_jobs.py", "contract/test_serving.py",
    "contract/test_upgrade.py", "kernel/test_audit.py", "kernel/test_clock_jumps.py", "kernel/test_ids.py",
    "kernel/test_job_lanes.py", "kernel/test_job_turns.py", "kernel/test_rate_limits.py", "kernel/test_live_marks.py",
    "kernel/test_mail.py", "kernel/test_zones.py", "processes/engine/test_stock.py",
    "processes/engine/runtime/events/test_timeout_listeners.py", "processes/engine/runtime/events/test_timers.py",
    "processes/schedule", "app/staffing/test_unstaffed.py", "kernel/test_outbox.py",
    "scenarios/test_long_lists.py", "scenarios/test_loop_api.py",
)  # fmt: skip


def leap_day(now: datetime) -> datetime:
    """The next 29 February at noon."""
    years = (year for year in count(now.year) if year % 4 == 0 and (year % 100 or year % 400 == 0))
    return next(day for day in (datetime(year, 2, 29, 12, tzinfo=UTC) for year in years) if day > now)


def change(now: datetime, zone: str, *, forward: bool) -> datetime:
    """Ten seconds before summer time begins (or ends) in a zone, whose hours may begin at half past those of UTC."""
    place, day, step = ZoneInfo(zone), timedelta(days=1), timedelta(minutes=15)

    def turns(at: datetime, later: datetime) -> bool:
        before, after = at.astimezone(place).utcoffset(), later.astimezone(place).utcoffset()
        return before is not None and after is not None and before != after and (after > before) == forward

    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    days = (start + day * number for number in range(800))
    first = next(at for at in days if turns(at, at + day))
    return next(at for at in (first + step * n for n in range(1, 97)) if turns(at - step, at)) - timedelta(seconds=10)


def leap_night(now: datetime) -> datetime:
    """The last second of the next 29 February."""
    return leap_day(now).replace(hour=23, minute=59, second=59)


def last_second(now: datetime, *, of_year: bool) -> datetime:
    """23:59:59 of tomorrow, or of the year."""
    day = datetime(now.year, 12, 31, tzinfo=UTC) if of_year else now + timedelta(days=1)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


CLOCKS: dict[str, tuple[str, Callable[[datetime], datetime]]] = {
    "a day on": ("UTC", lambda now: now + timedelta(days=1)),
    "45 days on": ("Pacific/Auckland", lambda now: now + timedelta(days=45)),
    "400 days on": ("America/St_Johns", lambda now: now + timedelta(days=400)),
    "29 February": ("America/St_Johns", leap_day),
    "summer begins": ("Europe/Berlin", lambda now: change(now, "Europe/Berlin", forward=True)),
    "summer begins in St John's": ("America/St_Johns", lambda now: change(now, "America/St_Johns", forward=True)),
    "summer ends": ("Pacific/Auckland", lambda now: change(now, "Pacific/Auckland", forward=False)),
    "last second of 29 February": ("Pacific/Auckland", leap_night),
    "last second of a day": ("UTC", lambda now: last_second(now, of_year=False)),
    "last second of a year": ("Europe/Berlin", lambda now: last_second(now, of_year=True)),
}


def pytest_configure(config: pytest.Config) -> None:
    """Set the one clock that was asked for at once, for what is made before the tests."""
    if (name := config.getoption("--clock")) is None:
        return
    if name not in CLOCKS:
        raise pytest.UsageError(f"Expected --clock to be one of {', '.join(CLOCKS)}, but it is {name}.")
    if config.getoption("numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        return  # the workers set it
    patch = pytest.MonkeyPatch()
    travel = _set(name, patch)
    travel.start()
    config.add_cleanup(time.tzset)
    config.add_cleanup(patch.undo)
    config.add_cleanup(travel.stop)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Look only at the files where time plays a part, unless one clock for all was asked for."""
    asked = [ROOT / "tests" / name for name in FILES]
    inside = any(collection_path.is_relative_to(one) or one.is_relative_to(collection_path) for one in asked)
    return None if inside or config.getoption("--clock") else True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the clock that was asked for, or one of them by its name: the same in every run."""
    names, first = list(CLOCKS), crc32(f"{metafunc.module.__name__}.{metafunc.function.__name__}".encode())
    asked = metafunc.config.getoption("--clock")
    chosen = asked or names[first % len(names)]
    metafunc.parametrize("the_clock", [chosen], indirect=True, ids=[chosen])


@pytest.fixture(autouse=True)
def the_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set the clock and the zone for one test, here and in the processes it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_last", 0)
        with _set(request.param, patch):
            yield
    time.tzset()


def _set(name: str, patch: pytest.MonkeyPatch) -> time_machine.travel:
    """Set the zone, tell processes to come, and give what sets this one's clock."""
    zone, moment = CLOCKS[name]
    now = real_now()
    ahead = (moment(now) - now).total_seconds()
    path = os.pathsep.join(dict.fromkeys(filter(None, (str(CLOCKWORK), os.environ.get("PYTHONPATH")))))
    for key, value in {"TZ": zone, AHEAD: str(ahead), "PYTHONPATH": path}.items():
        patch.setenv(key, value)
    time.tzset()
    return moved(ahead)
