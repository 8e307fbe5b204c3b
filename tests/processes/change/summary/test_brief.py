"""What a version changed, in one sentence."""

from __future__ import annotations

import pytest

from processes.change import Eliminate, Instruct, Retitle, brief, diff, in_words
from processes.model import Model
from tests.processes.change.support import done, read
from tests.processes.models import chain

BASE = chain("Write", "Print", "Check", "Send")


def _brief(before: Model, after: Model, *first: str) -> str:
    return brief(before, after, diff(before, after).changes, first)


@pytest.mark.parametrize(
    "operations",
    [
        (Eliminate("Print"),),
        (Eliminate("Print"), Eliminate("Check")),
        (Retitle("Check", "Look at it"),),
        (Instruct("Check", "Look twice."),),
        (Eliminate("Print"), Retitle("Check", "Look at it"), Instruct("Send", "By post.")),
    ],
)
def test_the_same_change_reads_the_same_whether_proposed_or_drawn(operations) -> None:
    before = read(BASE)
    assert _brief(before, done(BASE, *operations)) == in_words(before, operations)


def test_back_again_names_what_comes_back() -> None:
    assert _brief(done(BASE, Eliminate("Print")), read(BASE)) == "Add “Print”"


def test_another_order_of_what_stays_is_said_beside_the_step_that_went() -> None:
    assert "“A” now follows “B”" in _brief(read(chain("A", "B", "C")), read(chain("B", "A", "C")))
    said = _brief(read(BASE), read(chain("Check", "Write", "Send")))
    assert said.startswith("Take out “Print”; ") and "“Write” now follows “Check”" in said


def test_many_changes_stay_in_one_bounded_line() -> None:
    names = [f"Step number {n} of a long list" for n in range(40)]
    said = _brief(read(chain(*names)), read(chain(*(f"{name} anew" for name in names))))
    assert said.startswith("Take out “Step number 0 of a long list”, ") and "; add “Step number 0" in said
    assert len(said) <= 270 and said.count(" more") == 2


def test_what_finds_no_room_is_counted() -> None:
    names = "ABCDEFGH"
    before = read(chain(*names))
    after = before.xml.decode()
    for name in names:
        after = after.replace(f'<userTask id="{name}"', f'<userTask implementation="{name * 60}" id="{name}"')
    said = _brief(before, read(after.encode()))
    assert said.endswith("; and 7 more changes") or said.endswith("; and 6 more changes")


def test_a_very_long_name_is_cut() -> None:
    said = _brief(read(chain("A", "B" * 5000, "C")), read(chain("A", "C")))
    assert said.startswith("Take out “BBB") and len(said) < 300


def test_nothing_and_only_the_drawing() -> None:
    assert _brief(read(BASE), read(BASE)) == "Nothing changes"
    assert _brief(read(BASE), read(BASE), "run it as it is modelled") == "Run it as it is modelled"
