"""Facts as text: whatever people write comes back as it was, one line a fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.commands.library import facts

VALUES = some.text(some.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)
FACTS = some.lists(some.tuples(some.sampled_from(("note", "title", "approved")), VALUES), max_size=8)


@given(FACTS)
def test_what_was_written_is_read(told: list[facts.Fact]) -> None:
    text = facts.written(told)
    assert sorted(facts.read(text, ("note", "title", "approved"))) == sorted(told)
    assert text.count(b"\n") == len(text.splitlines()) == len(told)
    assert facts.written(reversed(told)) == text
    assert facts.read(text.replace(b"\n", b"\r\n"), ("note", "title", "approved")) == facts.read(
        text, ("note", "title", "approved")
    )


@given(some.datetimes(timezones=some.sampled_from((UTC, timezone(timedelta(hours=5, minutes=30))))))
def test_a_moment_comes_back(at: datetime) -> None:
    if datetime(1900, 1, 1, tzinfo=UTC) < at < datetime(2200, 1, 1, tzinfo=UTC):
        assert facts.moment_of(facts.moment(at)) == at


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "UTF-8"), (b"title Offer", "name: value"), (b"colour: red", "nobody here knows"),
        (b"title: a\\q", "stands for nothing"), (b"title: \\ud800", "stands for nothing"),
        (b"title: \\u0000", "stands for nothing"),
    ],
)  # fmt: skip
def test_other_text_is_refused_with_its_line(content: bytes, words: str) -> None:
    with pytest.raises(facts.UnreadableFacts, match=words):
        facts.read(content, ("title",))


@pytest.mark.parametrize("said", ["yesterday", "2026-05-04T10:00:00", "", "9" * 40])
def test_what_is_no_moment_is_refused(said: str) -> None:
    with pytest.raises(facts.UnreadableFacts):
        facts.moment_of(said)
