"""A sleep until something is due ends then, however long it took to find out when that is."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from app.kernel.jobs import alarm
from app.kernel.jobs.alarm import Alarm
from app.kernel.times import clock
from tests.support.awaiting import ended


@pytest.fixture(autouse=True)
def long_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a sleep that is missed last longer than a test."""
    monkeypatch.setattr(alarm, "LONGEST", timedelta(hours=1))


@pytest.mark.parametrize("milliseconds", [-3_600_000, -1, 0, 1, 50])
def test_a_moment_that_passed_meanwhile_is_not_missed(milliseconds: int) -> None:
    sleep = Alarm()
    due = clock.now() + timedelta(milliseconds=milliseconds)
    sleeper = Thread(target=sleep.wait, args=(sleep.rung(), due), daemon=True)
    sleeper.start()
    ended(sleeper)
    assert not sleeper.is_alive()


def test_what_rings_between_a_look_and_the_wait_is_heard() -> None:
    sleep = Alarm()
    rung = sleep.rung()
    sleep.ring()
    sleeper = Thread(target=sleep.wait, args=(rung, None), daemon=True)
    sleeper.start()
    ended(sleeper)
    assert not sleeper.is_alive()
