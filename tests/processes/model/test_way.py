"""What is certain after a step, and where it depends."""

from __future__ import annotations

import pytest

from processes.model import parse
from processes.model.way import Ahead, ahead

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">'
TAIL = "</process></definitions>"


def _told(body: str, *here: str) -> str:
    """Give what is ahead on one line; `…` where it depends."""
    graph = parse((HEAD + body + TAIL).encode()).graph
    return " ".join(f"… {one.step}".strip() if one.depends else one.step for one in ahead(graph, here))


def _nodes(text: str) -> str:
    """Give nodes by their first letters: S start, E end, X exclusive, P parallel; anything else is work."""
    tags = {"S": "startEvent", "E": "endEvent", "X": "exclusiveGateway", "P": "parallelGateway"}
    return "".join(f'<{tags.get(name[0], "userTask")} id="{name}" name="{name}"/>' for name in text.split())


def _flows(text: str) -> str:
    """Give flows written as a>b."""
    pairs = (pair.split(">") for pair in text.split())
    return "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


LOOP = _nodes("S brief decide X book E") + _flows("S>brief brief>decide decide>X X>book X>brief book>E")
CHOICE = _nodes("S a X b c X2 d E") + _flows("S>a a>X X>b X>c b>X2 c>X2 X2>d d>E")
ENDS = _nodes("S a X b E E2") + _flows("S>a a>X X>b X>E2 b>E")
TOGETHER = _nodes("S a P b c P2 d E") + _flows("S>a a>P P>b P>c b>P2 c>P2 P2>d d>E")


@pytest.mark.parametrize(
    ("body", "here", "told"),
    [
        (_nodes("S a b c E") + _flows("S>a a>b b>c c>E"), "a", "b c"),
        (_nodes("S a b c E") + _flows("S>a a>b b>c c>E"), "c", ""),
        (CHOICE, "a", "… d"),
        (CHOICE, "b", "d"),
        (LOOP, "brief", "decide … book"),
        (LOOP, "decide", "… book"),
        (ENDS, "a", "…"),
        (TOGETHER, "a", "b c d"),
        (TOGETHER, "b", "d"),
        (TOGETHER, "b c", "d"),
        ("", "gone", ""),
    ],
)
def test_what_each_way_leads_through_is_certain(body: str, here: str, told: str) -> None:
    assert _told(body, *here.split()) == told


def test_an_event_that_interrupts_is_a_way_like_others() -> None:
    boundary = '<boundaryEvent id="late" attachedToRef="b"{}><timerEventDefinition/></boundaryEvent>'
    body = _nodes("S a b c E E2") + _flows("S>a a>b b>c c>E late>E2")
    assert _told(body + boundary.format(""), "a") == "b …"
    assert _told(body + boundary.format(' cancelActivity="false"'), "a") == "b c"


def test_steps_of_a_part_stand_in_its_place_unless_it_is_repeated() -> None:
    loop = "<multiInstanceLoopCharacteristics/>"
    part = '<subProcess id="part">{}' + _nodes("S1 x y E1") + _flows("S1>x x>y y>E1") + "</subProcess>"
    body = _nodes("S a b E") + _flows("S>a a>part part>b b>E")
    assert _told(body + part.format(""), "a") == "x y b"
    assert _told(body + part.format(""), "x") == "y b"
    assert _told(body + part.format(loop), "a") == "part b"
    assert _told(body + part.format(loop), "x") == "y b"


def test_what_may_be_done_at_the_end_of_a_part_may_be_done_before_what_is_certain_after_it() -> None:
    part = '<subProcess id="part">' + _nodes("S1 x X1 y E1") + _flows("S1>x x>X1 X1>y X1>E1 y>E1") + "</subProcess>"
    body = part + _nodes("S a b E") + _flows("S>a a>part part>b b>E")
    graph = parse((HEAD + body + TAIL).encode()).graph
    assert ahead(graph, ["a"]) == (Ahead("x"), Ahead("b", True))
    assert ahead(graph, ["x"]) == (Ahead("b", True),)


def test_a_part_without_steps_hides_no_other_way_to_it() -> None:
    part = '<subProcess id="part">' + _nodes("S1 E1") + _flows("S1>E1") + "</subProcess>"
    body = part + _nodes("S a X c b E") + _flows("S>a a>X X>c c>part X>part part>b b>E")
    assert _told(body, "a") == "… b"


def test_a_way_without_an_end_tells_nothing_that_is_not_met() -> None:
    body = _nodes("S a b c E") + _flows("S>a a>b b>a c>E")
    assert _told(body, "a") == "b …"


def test_what_is_told_are_values() -> None:
    assert ahead(parse((HEAD + LOOP + TAIL).encode()).graph, ["decide"]) == (Ahead("book", True),)
