"""Two people in one change: what each took out and added is put together, and nothing is lost."""

from __future__ import annotations

import pytest

from app.improve.values import Content, merged, moved, without

A, B, C, D = ({"kind": "retitle", "step": step, "title": step.lower()} for step in "ABCD")
BASE = Content((A, B), "", "Why")


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ((A, B, C), (A, B, D), (A, B, D, C)),
        ((A, B, C), (A,), (A, C)),
        ((B,), (A, B, D), (B, D)),
        ((B, A), (A, B), (B, A)),
        ((A, B, C), (A, B, C), (A, B, C)),
        ((A, B), (B, A), (B, A)),
        ((), (A, B, D), (D,)),
    ],
)
def test_changes_of_both_are_there(mine, theirs, both) -> None:
    assert merged(BASE, Content(mine, "", "Why"), Content(theirs, "", "Why")).operations == both


def test_texts_of_both_are_there() -> None:
    mine, theirs = Content((A, B), "Mine", "Because"), Content((A, B), "Theirs", "Since")
    assert merged(BASE, mine, theirs) == Content((A, B), "Mine", "Since\n\nBecause")
    assert merged(BASE, BASE, theirs) == theirs
    assert merged(BASE, mine, BASE) == mine
    longer = Content((A, B), "", "Why and how")
    assert merged(Content((A, B), "", ""), Content((A, B), "", "Why"), longer).reason == "Why and how"


def test_what_both_made_under_one_id_becomes_two() -> None:
    mine = {"kind": "insert", "title": "M", "id": "Activity_0001"}
    also = {"kind": "move", "step": "Activity_0001", "at": {"after": "Activity_0001"}}
    theirs = {"kind": "insert", "title": "T", "id": "Activity_0001"}
    both = merged(Content(), Content((mine, also)), Content((theirs,)))
    other = "Activity_0001_2"
    assert both.operations == (theirs, mine | {"id": other}, {"kind": "move", "step": other, "at": {"after": other}})


def test_one_comes_earlier_later_or_goes() -> None:
    content = Content((A, B, C))
    assert content.in_order(moved(content, 2, -1)).operations == (A, C, B)
    assert content.in_order(moved(content, 0, -1)).operations == (A, B, C), "it cannot go further"
    assert content.in_order(without(content, 1)).operations == (A, C)
