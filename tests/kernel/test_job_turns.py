"""The turn of a job can be said for any moment that a person or a model writes."""

from __future__ import annotations

from datetime import UTC, datetime

from app.kernel.jobs.fairness import MOST_COUNTED, START, STEP, rank, turn

MOMENTS = [datetime.min.replace(tzinfo=UTC), START, datetime(2095, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]


def test_every_rank_is_a_number_of_32_bits_and_none_is_out_of_order() -> None:
    ranks = [rank(moment) for moment in MOMENTS]
    assert ranks == sorted(ranks, reverse=True)
    assert all(-(2**31) <= each < 2**31 for each in ranks)


def test_a_job_at_the_end_of_time_waits_behind_others_too() -> None:
    assert turn(MOMENTS[-1], MOST_COUNTED) > turn(MOMENTS[-1], 0)
    assert turn(START, 2) - START == 2 * STEP
