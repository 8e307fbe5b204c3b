"""Compensation: what is completed is undone in reverse order, once; what is not completed is not undone."""

from __future__ import annotations

import pytest

from processes.engine import EngineError, inspect
from processes.engine.values import Mode
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, normalised, wired

BOTH: list[Mode] = ["executable", "documenting"]


def undoable(*steps: str, handler: str = "userTask", inside: str = "") -> str:
    """Steps, each with a handler `undo_…` tied to it."""
    return "".join(
        f'<userTask id="{step}"/><boundaryEvent id="b_{step}" attachedToRef="{step}"><compensateEventDefinition/>'
        f'</boundaryEvent><{handler} id="undo_{step}" isForCompensation="true">{inside}</{handler}>'
        f'<association id="as_{step}" sourceRef="b_{step}" targetRef="undo_{step}"/>'
        for step in steps
    )


def throw(name: str = "t", about: str = "", kind: str = "intermediateThrowEvent") -> str:
    """An event that undoes."""
    reference = f' activityRef="{about}"' if about else ""
    return f'<{kind} id="{name}"><compensateEventDefinition{reference}/></{kind}>'


def trip(about: str = "", kind: str = "intermediateThrowEvent") -> bytes:
    """Book a flight, a hotel and a car; then undo; then go on."""
    body = (
        nodes("startEvent:s userTask:after endEvent:e") + undoable("flight", "hotel", "car") + throw("t", about, kind)
    )
    flows = "s>flight flight>hotel hotel>car car>t" + (" t>after after>e" if kind != "endEvent" else "")
    return model(body, "", flows)


@pytest.mark.parametrize("mode", BOTH)
def test_all_is_undone_in_reverse_order(mode: Mode) -> None:
    assert not normalised(trip(), mode).blockers
    case = Case(compiled(trip(), mode)).do("flight", n=1).do("hotel").do("car")
    order = []
    while case.open != ["after"]:
        (step,) = case.open
        order.append(step)
        case.do(step, **{f"was_{step}": True})
    assert order == ["undo_car", "undo_hotel", "undo_flight"]
    assert case.do("after").status == "completed"
    assert case.turn.data["was_undo_flight"] is True
    assert case.passed("t") == 1


def test_one_step_is_undone() -> None:
    case = Case(compiled(trip("hotel"))).do("flight").do("hotel").do("car")
    assert case.open == ["undo_hotel"]
    assert case.do("undo_hotel").open == ["after"]


def test_an_end_may_undo() -> None:
    case = Case(compiled(trip(kind="endEvent"))).do("flight").do("hotel").do("car")
    assert case.do("undo_car").do("undo_hotel").do("undo_flight").status == "completed"


def test_what_is_not_completed_is_not_undone() -> None:
    body = nodes("startEvent:s parallelGateway:g endEvent:e userTask:after") + undoable("a", "b") + throw()
    case = Case(compiled(model(body, "", "s>g g>a g>b a>t t>after"))).do("a")
    assert case.open == ["b", "undo_a"]
    assert case.do("undo_a").open == ["after", "b"]


def test_what_is_undone_is_undone_once() -> None:
    body = nodes("startEvent:s endEvent:e") + undoable("a") + throw("t1") + throw("t2")
    case = Case(compiled(model(body, "", "s>a a>t1 t1>t2 t2>e"))).do("a")
    assert case.do("undo_a").status == "completed"


def test_what_was_done_several_times_is_undone_as_often() -> None:
    body = nodes("startEvent:s exclusiveGateway:g endEvent:e") + undoable("a") + throw()
    case = Case(compiled(model(body, "", "s>a a>g g>a g>t t>e")))
    case.do("a").do("g", choice="f2").do("a").do("g", choice="f3")
    assert case.do("undo_a").open == ["undo_a"]
    assert case.do("undo_a").status == "completed"


def test_a_handler_may_be_a_script() -> None:
    body = nodes("startEvent:s userTask:z endEvent:e") + throw()
    body += undoable("a", "b", handler="scriptTask", inside="<script>undone = undone + [len(undone)]</script>")
    xml = model(body, "", "s>a a>b b>t t>z z>e")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"), {"undone": []}).do("a").do("b")
    assert (case.open, case.turn.data) == (["z"], {"undone": [0, 1]})


def nested(inner: str, flows: str, around: str = "", more: str = "sub>x x>t t>z") -> bytes:
    """A sub-process, then x, then an event that undoes."""
    body = nodes("startEvent:s userTask:x userTask:z") + throw()
    body += f'<subProcess id="sub">{nodes("startEvent:is")}{inner}{wired(flows, "i")}</subProcess>{around}'
    return model(body, "", f"s>sub {more}")


def test_a_completed_subprocess_is_undone_inside_with_the_data_it_ended_with() -> None:
    inner = undoable("a", "b", handler="scriptTask", inside="<script>seen = (seen or '') + price</script>")
    case = Case(compiled(nested(inner, "is>a a>b"), "executable"), {"seen": ""}).do("a", price="1").do("b")
    case.do("x", price="9")
    assert case.open == ["z"]
    assert case.turn.data["seen"] == "11"
    assert case.turn.data["price"] == "9"


def test_a_subprocess_under_way_is_not_undone() -> None:
    inner = undoable("a", "b")
    body = nodes("startEvent:s parallelGateway:g userTask:x userTask:z") + throw()
    body += f'<subProcess id="sub">{nodes("startEvent:is")}{inner}{wired("is>a a>b", "i")}</subProcess>'
    case = Case(compiled(model(body, "", "s>g g>sub g>x x>t t>z"))).do("a").do("x")
    assert case.open == ["b", "z"]


def test_an_event_subprocess_undoes_its_subprocess() -> None:
    undoer = '<startEvent id="us"><compensateEventDefinition/></startEvent>' + throw("again") + nodes("userTask:tell")
    undoer = f'<subProcess id="undoer" triggeredByEvent="true">{undoer}{wired("us>tell tell>again", "u")}</subProcess>'
    case = Case(compiled(nested(undoable("a") + undoer, "is>a"), "executable")).do("a").do("x")
    assert case.open == ["tell"]
    assert case.do("tell").open == ["undo_a"]
    assert case.do("undo_a").open == ["z"]


def test_a_handler_of_its_own_undoes_a_subprocess_as_a_whole() -> None:
    own = '<boundaryEvent id="bs" attachedToRef="sub"><compensateEventDefinition/></boundaryEvent>'
    own += '<userTask id="undo_sub" isForCompensation="true"/><association sourceRef="bs" targetRef="undo_sub"/>'
    case = Case(compiled(nested(undoable("a"), "is>a", own))).do("a").do("x")
    assert case.open == ["undo_sub"]
    assert case.do("undo_sub").open == ["z"]


def test_rounds_are_undone_one_by_one() -> None:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    xml = nested(undoable("a"), "is>a").replace(b"</subProcess>", marker.encode() + b"</subProcess>")
    case = Case(compiled(xml)).do("a").do("a").do("x")
    assert case.do("undo_a").do("undo_a").open == ["z"]


def transaction(end: str = "<cancelEventDefinition/>") -> bytes:
    """A transaction that is called off after a, while b is open."""
    inner = nodes("startEvent:is parallelGateway:g userTask:off") + undoable("a", "b")
    inner += f'<endEvent id="ie">{end}</endEvent>' + wired("is>g g>a g>b a>off off>ie", "i")
    body = nodes("startEvent:s userTask:z userTask:lost endEvent:e") + f'<transaction id="tx">{inner}</transaction>'
    body += '<boundaryEvent id="be" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>'
    return model(body, "", "s>tx tx>z be>lost")


@pytest.mark.parametrize("mode", BOTH)
def test_a_transaction_that_is_called_off_undoes_what_is_done_and_leaves_by_its_border(mode: Mode) -> None:
    assert not normalised(transaction(), mode).blockers
    case = Case(compiled(transaction(), mode)).do("a", paid=7).do("off")
    assert case.open == ["undo_a"]
    case.do("undo_a", refunded=7)
    assert case.open == ["lost"]
    assert case.do("lost").status == "completed"
    assert case.turn.data == {"paid": 7, "refunded": 7}


def test_a_handler_that_is_interrupted_does_not_hold_up_the_rest() -> None:
    late = '<boundaryEvent id="late" attachedToRef="undo_b"/>'
    body = nodes("startEvent:s userTask:z userTask:y") + undoable("a", "b") + throw() + late
    case = Case(compiled(model(body, "", "s>a a>b b>t t>z late>y"))).do("a").do("b")
    assert case.open == ["late", "undo_b"]
    assert case.do("late").open == ["undo_a", "y"]
    assert case.do("undo_a").open == ["y", "z"]


def test_what_undoes_nothing_is_said() -> None:
    alone = model(nodes("startEvent:s userTask:a") + throw() + '<task id="h" isForCompensation="true"/>', "", "s>a a>t")
    assert codes(alone) == {"COMPENSATION_ASIDE", "NOTHING_TO_UNDO"}
    assert Case(compiled(alone)).do("a").status == "completed"


def test_records_survive_being_saved_and_loaded() -> None:
    case = Case(compiled(nested(undoable("a", "b"), "is>a a>b"), "executable")).do("a", price=1).do("b")
    assert inspect(case.definition, case.turn.state, NOW).state == case.turn.state
    other = compiled(nested("", "", ""))
    with pytest.raises(EngineError):
        inspect(other, Case(compiled(trip())).turn.state, NOW)
