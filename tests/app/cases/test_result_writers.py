"""The order in which a result is written stands in one place, and has every part."""

from __future__ import annotations

import pytest

from app import FEATURES
from app.cases.actions.result import writers
from app.cases.actions.result.writers import FOLLOW_UPS, WRITERS, follows, writes
from app.kernel import features


@pytest.fixture(autouse=True)
def _all_features() -> None:
    for name in FEATURES:
        features.manifest(name)


def test_every_part_of_a_result_is_put_in_by_somebody() -> None:
    assert set(writers._writers) == set(WRITERS)
    assert set(writers._follow_ups) == set(FOLLOW_UPS)


def test_what_happened_is_written_first_and_the_row_after_what_it_counts() -> None:
    assert WRITERS.index("history") == 0
    assert max(WRITERS.index("waits"), WRITERS.index("incidents")) < WRITERS.index("row") < WRITERS.index("thrown")


def test_a_part_without_a_place_in_the_order_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Expected one of history, tasks, .* but this is postcards"):
        writes("postcards")(lambda session, instance, result, writing: None)
    with pytest.raises(ValueError, match=r"Expected one of calls, .* but this is postcards"):
        follows("postcards")(lambda session, instance, result, writing: [])


def test_no_part_is_put_in_twice_so_that_none_is_lost() -> None:
    first = writers._writers["history"]
    with pytest.raises(ValueError, match=r"Expected one who writes history, but app\.cases\..*history does already"):
        writes("history")(lambda session, instance, result, writing: None)
    assert writes("history")(first) is first is writers._writers["history"]
    with pytest.raises(ValueError, match=r"calls, but app\.cases\..*follow_ups does already"):
        follows("calls")(lambda session, instance, result, writing: [])
