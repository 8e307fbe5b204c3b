"""Changed texts, read word by word, however long they are and whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import change
from processes.change import Change, compared, readable
from processes.change.diff.text import MOST_SHOWN, plainly

WORDS = st.lists(st.sampled_from(["call", "the", "customer", "twice", "\n", "never", "Ärger"]), max_size=60).map(
    " ".join
)


def _side(reading: change.Reading, other: str) -> str:
    return "".join(piece.text for piece in reading.pieces if piece.kind != other)


@given(before=WORDS, after=WORDS)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    reading = compared(before, after)
    assert _side(reading, "new").split() == before.split()
    assert _side(reading, "gone") == after or after.split() == before.split()


def test_only_the_words_that_differ_are_marked() -> None:
    said = [
        (p.kind, p.text) for p in compared("Call the customer once.", "Call the customer twice, then write.").pieces
    ]
    assert said == [("same", "Call the customer "), ("gone", "once."), ("new", "twice, then write.")]


def test_a_long_text_shows_what_is_near_the_change() -> None:
    words = [f"word{n}" for n in range(2000)]
    reading = compared(" ".join(words), " ".join([*words[:1000], "other", *words[1001:]]))
    assert [p.kind for p in reading.pieces] == ["left", "same", "gone", "new", "same", "left"]
    assert "960 words that stay" in reading.pieces[0].text


@pytest.mark.parametrize(
    ("before", "after"),
    [("a " * 30_000, "b a " * 15_000), ("x" * 300_000, "y" * 200_000), ("a b " * 9000, "b a c " * 7000),
     (" ".join(f"a{n} z" for n in range(9000)), " ".join(f"b{n} z" for n in range(9000)))],
)  # fmt: skip
def test_what_would_cost_too_much_is_shown_whole(before: str, after: str) -> None:
    reading = compared(before, after)
    assert reading.whole or len(reading.pieces) < 100
    assert sum(len(piece.text) for piece in reading.pieces) <= 2 * change.LONGEST


def test_many_long_texts_are_bounded_together() -> None:
    many = [Change("instructed", f"s{n}", "Changed.", "old " * 9000, f"new {n} " * 9000) for n in range(100)]
    read = readable(many)
    assert len(read) == 100 and all(one.words == "Changed." for one in read)
    shown = sum(len(piece.text) for one in read if one.reading for piece in one.reading.pieces)
    assert shown <= MOST_SHOWN + 2 * change.LONGEST


def test_xml_is_read_as_names_and_values() -> None:
    xml = '<camunda:formData><camunda:formField id="sum" label="Sum &amp; tax" type="long"/></camunda:formData>'
    assert plainly(xml) == "form data\n  form field (id = sum, label = Sum & tax, type = long)"
    assert plainly("if a < b: c") == "if a < b: c"
    assert plainly("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>").startswith("<!DOCTYPE")


def test_what_its_sentence_says_has_no_text() -> None:
    gone = Change("eliminated", "a", "“A” is taken out.", "A")
    renamed = Change("retitled", "a", "“A” is now called “B”.", "A", "B")
    assert [one.reading is None for one in readable([gone, renamed])] == [True, False]
