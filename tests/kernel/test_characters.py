"""Names are compared as they are seen."""

from __future__ import annotations

import pytest

from app.kernel.characters import looks, one_line, unseen

# A family, a couple, a coder with a skin tone, a flag by a joiner and one by tags, a keycap, a heart, a flag, and one
# that is newer than the tables of this Python.
EMOJI = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb", "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "1\ufe0f\u20e3", "\u2764\ufe0f",
    "\U0001f1e9\U0001f1ea", "\U0001fae9",
]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Anna\u200bBerg", "Anna\u202eBerg", "Anna\u2066Berg", "Anna\u00adBerg", "Anna\ufeff", "\u3164", "Anna\u2800Berg",
     "Anna\x07Berg", "\U0001f469\u200d Berg", "Anna\u200d\U0001f467", "\U0001f469\u200d\u200d\U0001f467", "1\ufe0f",
     "\U0001f3f4\U000e0041\U000e007f", "علی\u200c", "عل\u200c\u200cی", "\U0001f469\u202e\u200d\U0001f467", "An\ufe01",
     "Anna\U000e0041", "Anna\ufe0f", "Anna\u200d Berg", "A\u034fnna", "Anna\u061cBerg"],
)  # fmt: skip
def test_characters_that_nobody_sees_are_found(name):
    assert unseen(name)


@pytest.mark.parametrize(
    "name",
    [
        "Anna Berg",
        "Zoë O’Brien",
        "山田太郎",
        "نورا",
        "علی\u200cرضا",
        "क्\u200dष",
        "ශ\u0dca\u200dරී",
        "ന\u0d4d\u200d",
        "র\u200d\u09cdয",
        "ه\u200d",
        "\u06dd12",
        "葛\U000e0100飾",
        "Nguyễn Thị",
        *EMOJI,
    ],
)
def test_names_of_people_everywhere_are_fine(name):
    assert not unseen(name)


@pytest.mark.parametrize("name", EMOJI)
def test_an_emoji_stays_one_in_a_line_and_with_other_joiners_looks_the_same(name):
    assert one_line(f"The {name} team\u202e") == f"The {name} team"
    assert looks(name) == looks(name.replace("\u200d", "").replace("\ufe0f", ""))


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


@pytest.mark.parametrize("sign", ["\U000e01f0", "\U000e0200", "\U000e0fff", "\U000e0080"])
def test_what_is_no_variant_of_a_han_sign_is_not_seen_after_one(sign):
    assert unseen(f"葛{sign}飾")
