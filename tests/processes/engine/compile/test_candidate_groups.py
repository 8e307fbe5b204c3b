"""For which groups a step is, by the words of its model."""

from __future__ import annotations

import pytest

from processes.engine import NamedGroups, named_groups


@pytest.mark.parametrize(
    ("text", "words", "one_at_a_time", "others"),
    [
        ("lawyers, clerks", ("lawyers", "clerks"), False, False),
        ('="lawyers"', ("lawyers",), False, False),
        ('=["lawyers", "clerks"]', ("lawyers", "clerks"), False, False),
        ('=["lawyers", team]', ("lawyers",), True, True),
        ('=if department = "Legal" then "lawyers" else "clerks"', ("lawyers", "clerks"), True, False),
        ("""${region == 'North' ? 'lawyers' : 'clerks'}""", ("lawyers", "clerks"), True, False),
        ("""${region eq 'North' ? 'lawyers' : 'clerks'}""", ("lawyers", "clerks"), True, False),
        ('=if far then "desk" else "in-house"', ("desk", "in-house"), True, False),
        ('=if "EU" in regions then "lawyers" else "= clerks"', ("lawyers", "= clerks"), True, False),
        ('="law \\"and\\" order"', ('law "and" order',), False, False),
        ('=if far then "lawyers" else "clerks + \\"', ("lawyers",), True, False),
        ('=if urgent then "lawyers" else null', ("lawyers",), True, False),
    ],
)
def test_what_is_named_and_what_is_only_compared(
    text: str, words: tuple[str, ...], one_at_a_time: bool, others: bool
) -> None:
    assert named_groups({"candidateGroups": text}) == NamedGroups(words, one_at_a_time, others)


@pytest.mark.parametrize("text", ["${team}", "=team", ""])
def test_what_only_data_know_is_not_named(text: str) -> None:
    assert named_groups({"candidateGroups": text}) is None
