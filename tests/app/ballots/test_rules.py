"""The arithmetic of ballots: known cases, and laws that hold for every tally."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ballots.methods.yes_no_abstain import rules
from app.ballots.methods.yes_no_abstain.rules import Majority, Quorum, Settings, Tally
from app.ballots.values import FAILED, PASSED

DEFAULT = Settings()
TURNOUT = Settings(Quorum("turnout", None, 1, 2), Majority())
TWO_THIRDS = Majority(2, 3, "yes_and_no")


@pytest.mark.parametrize(
    ("yes", "no", "eligible", "expected"),
    [
        (3, 0, 40, PASSED), (2, 0, 40, FAILED), (3, 3, 40, FAILED), (10, 10, 40, FAILED), (4, 3, 40, PASSED),
        (1, 0, 2, PASSED), (1, 1, 2, FAILED), (1, 0, 1, PASSED), (0, 0, 0, FAILED), (0, 0, 5, FAILED),
        (2, 1, 4, PASSED), (2, 0, 3, PASSED), (1, 0, 3, FAILED), (2, 0, 5, FAILED), (3, 2, 5, PASSED),
    ],
)  # fmt: skip
def test_default_rule(yes: int, no: int, eligible: int, expected: str) -> None:
    assert rules.outcome(Tally(yes, no), eligible, DEFAULT) == expected


def test_two_thirds_depends_on_the_named_base() -> None:
    votes = Tally(12, 6, 4)
    quorum = Quorum("approval_quorum", 1, None, None)
    decided = {b: rules.outcome(votes, 40, Settings(quorum, Majority(2, 3, b))) for b in rules.BASES}
    assert decided == {"yes_and_no": PASSED, "cast": FAILED, "eligible": FAILED}


def test_turnout_quorum_has_the_no_show_paradox_and_approval_quorum_has_not() -> None:
    assert rules.outcome(Tally(19, 0), 40, TURNOUT) == FAILED
    assert rules.outcome(Tally(19, 1), 40, TURNOUT) == PASSED
    half = Settings(Quorum("approval_quorum", None, 1, 2), Majority())
    assert rules.outcome(Tally(19, 0), 40, half) == rules.outcome(Tally(19, 1), 40, half) == FAILED


def test_early_close_on_known_cases() -> None:
    assert rules.can_still_change(Tally(0, 0), 5, DEFAULT)
    assert rules.can_still_change(Tally(2, 0), 5, DEFAULT)
    assert not rules.can_still_change(Tally(3, 0), 5, DEFAULT)
    assert not rules.can_still_change(Tally(0, 3), 5, DEFAULT)
    assert rules.can_still_change(Tally(3, 0), 6, DEFAULT), "three no would make a tie, and a tie keeps things"
    assert not rules.can_still_change(Tally(1, 1, 1), 3, DEFAULT), "everybody voted"


tallies = st.builds(Tally, st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
shares = st.sampled_from([(1, 2), (2, 3), (3, 4), (1, 3), (1, 1)])
quorums = st.builds(
    lambda kind, absolute, share: Quorum(kind, absolute, *(share or (None, None))),
    st.sampled_from(rules.QUORUMS), st.one_of(st.none(), st.integers(1, 9)), st.one_of(st.none(), shares),
)  # fmt: skip
majorities = st.builds(lambda share, base: Majority(*share, base), shares, st.sampled_from(rules.BASES))
settings = st.builds(Settings, quorums, majorities)


def _futures(tally: Tally, rest: int) -> list[Tally]:
    return [
        Tally(tally.yes + a, tally.no + b, tally.abstain + c)
        for a, b, c in product(range(rest + 1), repeat=3)
        if a + b + c <= rest
    ]


@given(tallies, st.integers(0, 5), settings)
def test_early_close_agrees_with_trying_every_future(tally: Tally, rest: int, rule: Settings) -> None:
    eligible = tally.cast + rest
    outcomes = {rules.outcome(future, eligible, rule) for future in _futures(tally, rest)}
    assert rules.can_still_change(tally, eligible, rule) == (len(outcomes) > 1)


@given(settings, st.integers(1, 40))
def test_needed_is_the_fewest_who_could_pass_it_if_all_said_yes(rule: Settings, eligible: int) -> None:
    passing = [yes for yes in range(eligible + 1) if rules.outcome(Tally(yes), eligible, rule) == PASSED]
    assert rules.needed(eligible, rule) == min(passing, default=rules.needed(eligible, rule))
    assert bool(passing) == (rules.needed(eligible, rule) <= eligible)


@given(tallies, st.integers(0, 9), settings)
def test_status_quo_wins_ties_and_an_empty_ballot(tally: Tally, rest: int, rule: Settings) -> None:
    if tally.yes <= tally.no:
        assert rules.outcome(tally, tally.cast + rest, rule) == FAILED


@given(tallies, st.integers(1, 9), settings)
def test_another_yes_never_hurts(tally: Tally, rest: int, rule: Settings) -> None:
    eligible = tally.cast + rest
    if rules.outcome(tally, eligible, rule) == PASSED:
        assert rules.outcome(Tally(tally.yes + 1, tally.no, tally.abstain), eligible, rule) == PASSED


@given(tallies, st.integers(1, 9), quorums.filter(lambda q: q.kind == "approval_quorum"), majorities)
def test_with_an_approval_quorum_another_no_never_helps(
    tally: Tally, rest: int, quorum: Quorum, majority: Majority
) -> None:
    rule, eligible = Settings(quorum, majority), tally.cast + rest
    if rules.outcome(tally, eligible, rule) == FAILED:
        assert rules.outcome(Tally(tally.yes, tally.no + 1, tally.abstain), eligible, rule) == FAILED


@given(settings, st.integers(0, 60))
def test_a_rule_survives_storing_and_says_what_it_needs(rule: Settings, eligible: int) -> None:
    assert rules.settings_from(rule.to_dict()) == rule
    assert str(rule.quorum.needed(eligible)) in rules.words(rule, eligible)


def test_the_default_rule_in_words() -> None:
    assert rules.words(DEFAULT, 11) == (
        "Passes when more people say yes than no and at least 3 of the 11 people asked say yes. "
        "A tie keeps things as they are."
    )


def test_who_left_without_a_vote_cannot_turn_it() -> None:
    rule = rules.Settings(rules.Quorum("turnout", absolute=2, numerator=None, denominator=None))
    two_to_one = rules.Tally(yes=2, no=1)
    assert rules.can_still_change(two_to_one, 4, rule)
    assert not rules.can_still_change(two_to_one, 4, rule, gone=1)
