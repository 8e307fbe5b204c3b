"""Taking out more than a step: rows, events, ends, gateways around others; and closing the gap that is left."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from processes.change import CannotChange, apply, diff, in_words, operation_from, operations_between, undo
from processes.change.kinds import Eliminate
from processes.change.references import shapes_moved
from processes.model import Model
from tests.processes.change.support import change, done, ends, read
from tests.processes.change.test_eliminate import choice
from tests.processes.change.test_refusals import with_timer
from tests.processes.models import Sketch, chain, varied

MESSAGE = "<messageEventDefinition/>"
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"


def out(*steps: str, **more: bool) -> Eliminate:
    """The operation as a program sends it."""
    sent = {"kind": "eliminate", "step": steps[0]} if len(steps) == 1 else {"kind": "eliminate", "steps": [*steps]}
    found = operation_from(json.loads(json.dumps({**sent, **more})))
    assert isinstance(found, Eliminate) and operation_from(found.write()) == found
    return found


def without(sketch: Sketch, *steps: str, **more: bool) -> Model:
    """The model without these; read off two versions it is the same operation."""
    wanted = out(*steps, **more)
    model = done(sketch, wanted)
    assert operations_between(read(sketch), model) == (wanted,)
    return model


def refused(sketch: Sketch, *steps: str, **more: bool) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The code with which it is refused, and the steps of each way out."""
    (refusal,) = change(sketch, out(*steps, **more)).refusals
    assert refusal.choices[-1].id == "keep" and len(refusal.words.split()) > 4
    return refusal.code, {one.id: one.steps for one in refusal.choices[:-1]}


def test_a_row_goes_in_one_act_and_the_arrow_in_stays() -> None:
    model = without(chain("A", "B", "C", "D"), "B", "C")
    assert ends(model) == {("start", "A"), ("A", "D"), ("D", "end")}
    assert model.graph.flows["f2"].target == "D"


def test_one_of_several_is_a_step() -> None:
    assert operation_from({"kind": "eliminate", "steps": ["B"]}) == Eliminate("B")


@pytest.mark.parametrize(
    "sent",
    [{}, {"step": "A", "steps": ["A", "B"]}, {"steps": []}, {"steps": ["A", "A"]}, {"step": "A", "close_gap": "yes"}],
)
def test_what_goes_is_told_strictly(sent: dict[str, object]) -> None:
    with pytest.raises(CannotChange) as refusal:
        operation_from({"kind": "eliminate", **sent})
    assert refusal.value.refusal.code == "UNKNOWN_OPERATION" and refusal.value.field


def test_steps_that_do_not_follow_one_another_go_one_by_one() -> None:
    code, ways = refused(chain("A", "B", "C", "D"), "A", "C")
    assert (code, ways) == ("NOT_A_SEQUENCE", {"apart": ("A", "C")})
    apart = out("A", "C").instead("apart", ("A", "C"))
    assert apart == (Eliminate("A"), Eliminate("C"))


def test_a_whole_block_goes_with_its_gateways() -> None:
    sketch = choice()
    assert ends(without(sketch, "split", "B", "C", "join")) == {("start", "end")}
    assert refused(sketch, "split", "B")[0] == "NOT_SESE"


@pytest.mark.parametrize("tag", ["intermediateCatchEvent", "intermediateThrowEvent"])
def test_an_event_in_the_way_goes(tag: str) -> None:
    sketch = chain("A", "B", "C")
    sketch.nodes["B"] = (tag, "B", "", TIMER if "Catch" in tag else MESSAGE)
    assert ends(without(sketch, "B")) == {("start", "A"), ("A", "C"), ("C", "end")}


def test_a_jump_to_another_place_stays() -> None:
    sketch = chain("A", "B", "C")
    sketch.nodes["B"] = ("intermediateThrowEvent", "B", "", '<linkEventDefinition name="there"/>')
    assert refused(sketch, "B") == ("LINK_EVENT", {})


def test_an_event_at_a_border_goes_with_its_path_where_that_is_agreed_to() -> None:
    assert refused(with_timer(), "timer") == ("ONLY_WAY", {"cascade": ()})
    model = without(with_timer(), "timer", cascade=True)
    assert set(model.graph.nodes) == {"start", "A", "B", "C", "end"}
    assert set(done(with_timer(), out("timer", "Remind", "late")).graph.nodes) == {"start", "A", "B", "C", "end"}


def test_an_event_at_a_border_that_leads_back_to_the_others_goes_alone() -> None:
    model = without(with_timer((), back="C"), "timer")
    assert ends(model) == {("start", "A"), ("A", "B"), ("B", "C"), ("C", "end")}


def test_a_start_or_an_end_stays_where_it_is_the_only_one() -> None:
    sketch = chain("A", "B")
    assert refused(sketch, "start") == ("START_NEEDED", {"instead": ("A",)})
    assert refused(sketch, "end") == ("END_NEEDED", {"instead": ("B",)})
    assert refused(sketch, "B", "end") == ("END_NEEDED", {"only": ("B",)})


def test_a_start_goes_where_another_one_leads_to_the_same() -> None:
    sketch = chain("A", "B")
    sketch.node("call", "startEvent", "Call")
    sketch.flow("call", "B")
    assert ends(without(sketch, "call")) == {("start", "A"), ("A", "B"), ("B", "end")}
    assert refused(sketch, "start")[0] == "START_NEEDED"


def test_an_end_goes_with_its_branch_where_the_others_go_on_all_the_same() -> None:
    sketch = Sketch()
    for id_, tag in (("start", "startEvent"), ("and", "parallelGateway"), ("A", "task"), ("B", "task"), ("C", "task")):
        sketch.node(id_, tag, id_ if len(id_) == 1 else "")
    for end in ("end", "done", "over"):
        sketch.node(end, "endEvent", end)
    for way in ("start>and", "and>A", "and>B", "and>C", "A>end", "B>done", "C>over"):
        sketch.flow(*way.split(">"))
    assert ends(without(sketch, "B", "done")) == {
        ("start", "and"), ("and", "A"), ("and", "C"), ("A", "end"), ("C", "over")
    }  # fmt: skip


def optional() -> Sketch:
    """B is skipped on a condition."""
    sketch = chain("A", "B", "C")
    sketch.flows = {i: f for i, f in sketch.flows.items() if i not in ("f2", "f3")}
    sketch.node("split", "exclusiveGateway", attributes='default="do"')
    sketch.node("join", "exclusiveGateway")
    sketch.flow("A", "split", id_="in")
    sketch.flow("split", "B", id_="do")
    sketch.flow("B", "join", id_="on")
    sketch.flow("split", "join", "small", id_="skip")
    sketch.flow("join", "C", id_="out")
    return sketch


def test_the_gateways_around_one_branch_go_and_it_is_always_done() -> None:
    model = without(optional(), "split", "join")
    assert ends(model) == {("start", "A"), ("A", "B"), ("B", "C"), ("C", "end")}
    assert {model.graph.flows["in"].target, model.graph.flows["on"].target} == {"B", "C"}
    assert in_words(read(optional()), [out("split", "join")]) == "Take out the gateways around “B”"


@pytest.mark.parametrize("gateway", ["split", "join"])
def test_a_gateway_alone_leads_to_the_one_that_belongs_to_it(gateway: str) -> None:
    assert refused(optional(), gateway) == ("GATEWAY_OF_A_PAIR", {"only": ("split", "join")})


def test_of_several_branches_it_is_said_which_stay() -> None:
    sketch = choice("parallelGateway")
    code, ways = refused(sketch, "split", "join")
    assert (code, set(ways)) == ("SEVERAL_BRANCHES", {"cascade", "only"})
    row = done(sketch, out("split", "join", cascade=True))
    assert ends(row) == {("start", "B"), ("B", "C"), ("C", "end")}
    assert operations_between(read(sketch), row) == (operation_from({"kind": "serialise", "steps": ["B", "C"]}),)
    chosen = without(choice(), "split", "join", cascade=True)
    assert ends(chosen) == ends(row) and not any(flow.condition for flow in chosen.graph.flows.values())
    one = done(sketch, out(*ways["only"]))
    assert len(one.graph.nodes) == 3


def test_a_choice_of_events_keeps_one_of_them() -> None:
    sketch = choice()
    sketch.nodes["split"] = ("eventBasedGateway", "", "", "")
    for step in "BC":
        sketch.nodes[step] = ("intermediateCatchEvent", step, "", TIMER)
    sketch.flows |= {i: (s, t, "") for i, (s, t, _c) in sketch.flows.items()}
    code, ways = refused(sketch, "split", "join", cascade=True)
    assert (code, set(ways)) == ("SEVERAL_BRANCHES", {"only"})
    assert ends(done(sketch, out("split", "C", "join"))) == {("start", "B"), ("B", "end")}


def test_a_loop_goes_with_its_way_back() -> None:
    sketch = chain("A", "B")
    looped = operation_from({"kind": "loop", "steps": ["A"], "again_while": "wrong"})
    model = apply(read(sketch), [looped]).model
    assert model is not None
    gates = [node.id for node in model.graph.nodes.values() if node.type == "exclusiveGateway"]
    straight = apply(model, [out(*gates)]).model
    assert straight is not None and ends(straight) == ends(read(sketch))


def test_several_go_although_one_of_them_went_with_another() -> None:
    model = done(with_timer(), Eliminate("B", cascade=True), out("timer", "Remind", cascade=True))
    assert set(model.graph.nodes) == {"start", "A", "C", "end"}


def test_what_is_right_of_the_gap_moves_up_and_nothing_else() -> None:
    before = read(chain("A", "B", "C", "D"))
    wanted = out("B", close_gap=True)
    after = apply(before, [wanted]).model
    assert after is not None and operations_between(before, after) == (wanted,)
    assert shapes_moved(before.root, after.root) == ["C", "D", "end"]
    was, now = before.graph.bounds, after.graph.bounds
    assert {one: was[one].x - now[one].x for one in ("A", "C", "D", "end")} == {"A": 0, "C": 150, "D": 150, "end": 150}
    assert all(was[one].y == now[one].y for one in now if one in was)


def test_a_gap_closes_only_as_far_as_nothing_else_stands_there() -> None:
    before = read(varied())
    changed = apply(before, [out("D", close_gap=True)])
    assert changed.model is not None
    bounds = changed.model.graph.bounds
    boxes = [(one.x, one.x + one.width) for one in bounds.values()]
    assert len(boxes) == len({*boxes}), "all of them stand side by side"
    ordered = sorted(boxes)
    assert all(first[1] + 19 < second[0] for first, second in pairwise(ordered))


def test_a_drawing_that_leads_down_closes_upwards() -> None:
    xml = chain("A", "B", "C").xml().decode()
    turned = xml.replace('x="', 'X="').replace('y="', 'x="').replace('X="', 'y="')
    before = read(turned.encode())
    after = apply(before, [out("B", close_gap=True)]).model
    assert after is not None
    was, now = before.graph.bounds, after.graph.bounds
    assert was["C"].y - now["C"].y == 150 and was["C"].x == now["C"].x


def test_it_leads_back_from_a_row_and_from_gateways() -> None:
    for sketch, operation in ((chain("A", "B", "C", "D"), out("B", "C")), (optional(), out("split", "join"))):
        model = read(sketch)
        changed = apply(model, [operation]).model
        assert changed is not None
        restored = apply(changed, undo(model, [operation])).model
        assert restored is not None and [c.words for c in diff(model, restored).changes if c.kind != "layout"] == []


def test_a_branch_that_goes_with_the_gateways_is_named() -> None:
    said = in_words(read(choice()), [out("split", "C", "join")])
    assert said == "Take out “C”; take out the gateways around “B”"
