"""Names are compared as they are seen."""

from __future__ import annotations

import pytest

from app.kernel.characters import looks, unseen


@pytest.mark.parametrize(
    "name",
    ["Anna\u200bBerg", "Anna\u202eBerg", "Anna\u2066Berg", "Anna\u00adBerg", "Anna\ufeff", "\u3164", "Anna\u2800Berg",
     "Anna\x07Berg", "Anna\U000e0041", "Anna\ufe0f", "Anna\u200d Berg", "A\u034fnna", "Anna\u061cBerg"],
)  # fmt: skip
def test_characters_that_nobody_sees_are_found(name):
    assert unseen(name)


@pytest.mark.parametrize(
    "name", ["Anna Berg", "Zoë O’Brien", "山田太郎", "نورا", "علی\u200cرضا", "क्\u200dष", "Nguyễn Thị"]
)
def test_names_of_people_everywhere_are_fine(name):
    assert not unseen(name)


@pytest.mark.parametrize(
    "copy",
    ["anna berg", "ANNA BERG", "\u0410nna Berg", "Ann\u0430 Berg", "Anna\u00a0Berg", "Anna  Berg", "\uff21nna Berg",
     "\U0001d400nna Berg", "Anna\u200b Berg", "\u0391nna Berg", "Anna B\u0435rg"],
)  # fmt: skip
def test_copies_look_like_the_name(copy):
    assert looks(copy) == looks("Anna Berg")


def test_a_capital_i_inside_a_word_is_taken_for_an_l_and_other_names_differ():
    assert looks("PauI Berg") == looks("Paul Berg")
    assert looks("O\u2019Brien") == looks("O'Brien")
    names = ["Anna Berg", "Anna Bergs", "Änna Berg", "Ana Berg", "Anne Berg", "Иван", "Ivan"]
    assert len({looks(name) for name in names}) == len(names)
