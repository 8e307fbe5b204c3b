"""A page is older than its stream: what moved in between is told, exactly once by the same process, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.kernel.live.hub import EVERYTHING, KEPT, MARGIN, WAITING, Hub, Subscription
from app.kernel.times import clock

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
TOPICS = some.lists(some.sampled_from(["case:1", "case:2", "inbox:all"]), max_size=6)


def topics(subscription: Subscription) -> list[str]:
    """What a stream has not told yet."""
    return [topic for topic, _ in subscription.get(0) or []]


def told(hub: Hub, since: str, *wanted: str) -> list[str]:
    """What a stream is told at once that begins with a mark."""
    subscription = hub.subscribe(frozenset(wanted) or None, 99, since=since)
    try:
        return topics(subscription)
    finally:
        hub.leave(subscription)


@given(earlier=TOPICS, later=TOPICS)
def test_a_stream_begins_with_what_moved_since_its_page(earlier: list[str], later: list[str]) -> None:
    hub = Hub()
    hub.publish(earlier)
    mark = hub.mark()
    hub.publish(later)
    assert told(hub, mark) == list(dict.fromkeys(later[::-1]))[::-1]
    assert told(hub, mark, "case:1") == ["case:1"] * ("case:1" in later)
    assert told(hub, "") == []


@given(steps=some.lists(TOPICS, max_size=5), cut=some.integers(0, 6))
def test_a_stream_that_breaks_goes_on_where_it_was(steps: list[list[str]], cut: int) -> None:
    hub = Hub()
    subscription = hub.subscribe(None, 99)
    heard: list[str] = []
    mark = subscription.mark
    for moved in steps:
        hub.publish(moved)
        for topic, left in (subscription.get(0) or [])[:cut]:
            heard.append(topic)
            mark = left
        hub.leave(subscription)
        hub.publish(["while:away"])
        subscription = hub.subscribe(None, 99, since=mark)
    heard += topics(subscription)
    assert set(heard) == {topic for moved in steps for topic in moved} | ({"while:away"} if steps else set())


@pytest.mark.parametrize("mark", ["no mark", "00000000-0-0", "é" * 200, "a\r\nb", "00000000-1-99999999999999"])
def test_a_mark_that_nobody_knows_means_everything_and_is_not_repeated(mark: str) -> None:
    hub = Hub(MARGIN)
    assert told(hub, mark) == [EVERYTHING]
    assert "\n" not in hub.subscribe(None, 99, since=mark).mark


def test_too_much_to_remember_or_to_tell_is_everything() -> None:
    hub = Hub()
    mark = hub.mark()
    hub.publish([f"case:{n}" for n in range(WAITING + 1)])
    assert told(hub, mark) == [EVERYTHING]
    assert told(hub, mark, "case:7") == ["case:7"]
    hub.publish([f"case:{n}" for n in range(KEPT)])
    assert told(hub, mark, "case:7") == [EVERYTHING]


def test_marks_of_another_server_go_by_the_moment_with_room_for_its_clock() -> None:
    one, hub = Hub(MARGIN), None
    with clock.frozen(NOON):
        hub = Hub(MARGIN)
        assert told(hub, one.mark()) == [EVERYTHING], "it did not listen yet, five seconds before that mark"
    with clock.frozen(NOON + timedelta(minutes=1)):
        hub.publish(["case:1"])
    with clock.frozen(NOON + timedelta(minutes=2)):
        hub.publish(["case:2"])
        assert told(hub, one.mark()) == ["case:2"]
        assert told(Hub(), one.mark()) == [EVERYTHING], "without a margin nothing is known of others"


def test_a_clock_that_is_set_back_loses_nothing() -> None:
    with clock.frozen(NOON):
        one, hub = Hub(MARGIN), Hub(MARGIN)
    with clock.frozen(NOON + timedelta(minutes=2)):
        hub.publish(["case:1"])
        mark, own = one.mark(), hub.mark()
    with clock.frozen(NOON + timedelta(minutes=1)):
        hub.publish(["case:2"])
        assert "case:2" in told(hub, mark)
        assert told(hub, own) == ["case:2"]


def test_who_heard_nothing_for_a_while_says_so_to_all() -> None:
    hub = Hub(MARGIN)
    mark = hub.mark()
    subscription = hub.subscribe(frozenset({"case:1"}), 99)
    hub.missed()
    assert topics(subscription) == [EVERYTHING]
    assert told(hub, mark) == [EVERYTHING]
