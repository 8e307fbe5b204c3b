"""What tests wait for and count with says what was awaited, ends, and is the same on every machine."""

from __future__ import annotations

import threading
from itertools import count

import pytest

from tests.support import awaiting
from tests.support.steps import counted_steps


def test_what_never_comes_is_named_with_what_came_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awaiting, "BOUND", 0.0)
    with pytest.raises(AssertionError, match=r"Expected a mail within 0 seconds, but found \[\].\nthe log"):
        awaiting.until(list, "a mail", told=lambda: "the log")
    never = threading.Event()
    thread = threading.Thread(target=never.wait, name="a client")
    thread.start()
    with pytest.raises(AssertionError, match="Expected a client to end"):
        awaiting.ended(thread)
    never.set()
    thread.join()


def test_nothing_is_awaited_from_what_has_ended() -> None:
    with pytest.raises(AssertionError, match="a page, but what was to bring it about has ended"):
        awaiting.until(list, "a page", going=lambda: False)


def test_what_comes_is_given() -> None:
    looks = count()
    assert awaiting.until(lambda: next(looks) > 3 and "here", "the fifth look") == "here"
    assert next(looks) == 5


def test_steps_are_counted_alike_each_time() -> None:
    def work() -> int:
        return sum(abs(number) for number in range(100))

    counts = set()
    for _ in range(3):
        with counted_steps() as counted:
            assert work() == 4950
        counts.add(counted.calls)
    assert len(counts) == 1 and counts.pop() > 200
