"""The order in which a result is written stands in one place, and has every part."""

from __future__ import annotations

import pytest

from app.cases.actions.result import writers
from app.cases.actions.result.writers import FOLLOW_UPS, WRITERS, follows, writes


def test_every_part_of_a_result_is_put_in_by_somebody() -> None:
    assert set(writers._writers) == set(WRITERS)
    assert set(writers._follow_ups) == set(FOLLOW_UPS)


def test_what_happened_is_written_first_and_the_row_after_what_it_counts() -> None:
    assert WRITERS.index("history") == 0
    assert max(WRITERS.index("waits"), WRITERS.index("incidents")) < WRITERS.index("row") < WRITERS.index("thrown")


def test_a_part_without_a_place_in_the_order_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Expected one of history, tasks, .* but this is postcards"):
        writes("postcards")(lambda session, instance, turn, writing: None)
    with pytest.raises(ValueError, match=r"Expected one of calls, .* but this is postcards"):
        follows("postcards")(lambda session, instance, turn, writing: [])
