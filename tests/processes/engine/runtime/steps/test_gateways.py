"""Inclusive and complex gateways: waiting for all that can still come, or for as much as their condition asks."""

from __future__ import annotations

import pytest

from tests.processes.engine.models import Case, codes, compiled, model, nodes, normalised

STEPS = "startEvent:s parallelGateway:g userTask:a userTask:b userTask:c userTask:z endEvent:e"
FLOWS = "s>g g>a g>b g>c a>j b>j c>j j>z z>e"


def complex_join(condition: str) -> bytes:
    """Three branches meet at a complex gateway."""
    inner = f"<activationCondition>{condition}</activationCondition>" if condition else ""
    return model(nodes(STEPS) + f'<complexGateway id="j">{inner}</complexGateway>', "", FLOWS)


def test_a_complex_join_goes_on_when_enough_have_come_and_swallows_the_rest() -> None:
    xml = complex_join("activationCount &gt;= 2")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable")).do("a")
    assert case.open == ["b", "c"]
    assert case.do("c", found=3).open == ["b", "z"]
    assert case.do("z").open == ["b"]
    assert case.do("b", late=1).status == "completed"
    assert (case.passed("z"), case.turn.data) == (1, {"found": 3, "late": 1})


def test_it_may_ask_which_branches_have_come_and_what_they_found() -> None:
    case = Case(compiled(complex_join("f4 &gt; 0 and price &lt; 100"), "executable"), {"price": 500}).do("b", price=20)
    assert case.open == ["a", "c"]
    assert case.do("a").open == ["c", "z"]


def test_it_may_ask_in_feel() -> None:
    xml = complex_join("= activationCount &gt;= 2")
    assert not normalised(xml, "executable").blockers
    assert Case(compiled(xml, "executable")).do("a").do("b").open == ["c", "z"]


def test_one_whose_condition_is_never_met_is_an_incident() -> None:
    case = Case(compiled(complex_join("activationCount &gt; 7"), "executable")).do("a").do("b").do("c")
    assert (case.status, [e.step_id for e in case.turn.events if e.event == "incident"]) == ("failed", ["j"])


@pytest.mark.parametrize("condition", ["", "two of three"])
def test_without_a_condition_it_works_like_an_inclusive_one_and_says_so(condition: str) -> None:
    assert "COMPLEX_GATEWAY" in {one.code for one in normalised(complex_join(condition), "executable").blockers}
    case = Case(compiled(complex_join(condition))).do("a").do("b")
    assert case.open == ["c"]
    assert case.do("c").open == ["z"]


def test_a_complex_split_follows_all_whose_condition_holds() -> None:
    body = nodes("startEvent:s complexGateway:g userTask:a userTask:b userTask:c")
    xml = model(body, "", "s>g g>a:n~>~1 g>b:n~>~2 g>c:n~>~3")
    assert "COMPLEX_GATEWAY" in codes(xml, "executable")
    assert Case(compiled(xml, "executable"), {"n": 3}).open == ["a", "b"]


def test_an_inclusive_join_in_a_loop_waits_for_its_own_round() -> None:
    body = nodes(
        "startEvent:s inclusiveGateway:g userTask:a userTask:b inclusiveGateway:j exclusiveGateway:x endEvent:e"
    )
    case = Case(compiled(model(body, "", "s>g g>a g>b a>j b>j j>x x>g x>e")))
    case.do("g", choices=["f1", "f2"]).do("a")
    assert case.open == ["b"]
    case.do("b").do("x", choice="f6").do("g", choices=["f2"])
    assert case.open == ["b"]
    assert case.do("b").do("x", choice="f7").status == "completed"


def test_two_inclusive_joins_in_a_row_do_not_wait_for_each_other() -> None:
    body = nodes(
        "startEvent:s parallelGateway:g userTask:a userTask:b userTask:c inclusiveGateway:j1 inclusiveGateway:j2"
    )
    body += nodes("userTask:z")
    case = Case(compiled(model(body, "", "s>g g>a g>b g>c a>j1 b>j1 j1>j2 c>j2 j2>z"), "executable"))
    case.do("a").do("c")
    assert case.open == ["b"]
    assert case.do("b").open == ["z"]
    assert case.do("z").status == "completed"


def test_an_inclusive_join_knows_of_a_step_that_a_boundary_event_cut_off() -> None:
    body = nodes("startEvent:s parallelGateway:g userTask:a userTask:b inclusiveGateway:j userTask:z userTask:out")
    body += '<boundaryEvent id="be" attachedToRef="b"/>'
    case = Case(compiled(model(body, "", "s>g g>a g>b a>j b>j j>z be>out"))).do("a")
    assert case.open == ["b", "be"]
    assert case.do("be").open == ["out", "z"]
