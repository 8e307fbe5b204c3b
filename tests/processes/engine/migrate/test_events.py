"""Instances that wait in parts, remember what can be undone, or undo it, go along when their model changes."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.engine import Definition, fire_timers, migrate
from processes.engine.commands.actions import begin
from processes.engine.preparation.dry_run import BEGIN, do_one_task
from processes.engine.runtime.stored import state
from processes.engine.values import Mode
from tests.processes.engine.elimination import eliminate
from tests.processes.engine.models import NOW, Case, compiled, model, nodes
from tests.processes.engine.runtime.events.test_conditional_events import catch as condition
from tests.processes.engine.runtime.events.test_messages import AROUND, SEVERAL, received
from tests.processes.engine.runtime.events.test_messages import catch as waits
from tests.processes.engine.runtime.test_compensation import nested, trip, undoable
from tests.processes.engine.shapes import ALL, block_models

STEPS = ("Task", "subProcess", "adHocSubProcess", "CatchEvent", "ThrowEvent")


def moved(case: Case, xml: bytes, mode: Mode = "executable") -> Case:
    """Take a case to another model."""
    new = compiled(xml, mode)
    done = migrate(case.definition, new, case.turn.state, NOW)
    assert done.result is not None, done.words
    case.definition = new
    return case.took(done.result)


def test_what_can_be_undone_goes_along() -> None:
    case = Case(compiled(trip(), "executable")).do("flight").do("hotel")
    without = trip().replace(b'<userTask id="after"/>', b'<userTask id="after" name="Later"/>')
    case = moved(case, without).do("car").do("undo_car")
    assert case.do("undo_hotel").do("undo_flight").open == ["after"]


def test_what_was_done_in_a_subprocess_goes_along_with_its_data() -> None:
    inner = undoable("a", "b", handler="scriptTask", inside="<script>seen = price</script>")
    case = Case(compiled(nested(inner, "is>a a>b"), "executable"), {"seen": 0}).do("a", price=1).do("b")
    changed = nested(inner, "is>a a>b").replace(b'<userTask id="z"/>', b'<userTask id="z" name="Last"/>')
    assert moved(case, changed).do("x", price=9).turn.data["seen"] == 1


def test_a_handler_that_is_gone_is_passed_over() -> None:
    body = nodes("startEvent:s userTask:z") + undoable("a", "b")
    throw = '<intermediateThrowEvent id="t"><compensateEventDefinition/></intermediateThrowEvent>'
    flows = "s>a a>b b>t t>z"
    case = Case(compiled(model(body + throw, "", flows), "executable")).do("a").do("b")
    assert case.open == ["undo_b"]
    less = nodes("startEvent:s userTask:z userTask:b") + undoable("a")
    assert moved(case, model(less + throw, "", flows)).open == ["undo_a"]
    assert case.do("undo_a").open == ["z"]


def test_several_events_keep_waiting_each_with_its_time() -> None:
    xml = model(nodes("startEvent:s userTask:b userTask:c") + waits("w", SEVERAL), AROUND, "s>w w>b b>c")
    case = Case(compiled(xml, "executable"))
    before = (case.turn.waiting, case.turn.timers)
    less = model(nodes("startEvent:s userTask:b") + waits("w", SEVERAL), AROUND, "s>w w>b")
    assert (moved(case, less).turn.waiting, case.turn.timers) == before
    assert received(Case(case.definition), "Stop").open == ["b"]
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    assert (case.open, case.turn.waiting) == (["b"], ())


def test_several_events_on_a_border_keep_waiting() -> None:
    body = nodes("startEvent:s userTask:a userTask:b userTask:c")
    body += f'<boundaryEvent id="be" attachedToRef="a">{SEVERAL}</boundaryEvent>'
    case = Case(compiled(model(body, AROUND, "s>a a>c be>b"), "executable"))
    before = case.turn.waiting
    assert moved(case, model(body.replace('<userTask id="c"/>', ""), AROUND, "s>a be>b")).turn.waiting == before
    assert received(case, "Order").open == ["b"]


def test_a_condition_goes_on_being_watched() -> None:
    case = Case(compiled(condition(), "executable"))
    changed = condition().replace(b'<userTask id="b"/>', b'<userTask id="b" name="Buy"/>')
    assert moved(case, changed).do("a", stock=1).open == ["b", "c"]


def finishes(made: Definition, saved: bytes) -> bool:
    """Whether an instance comes to its end with one of a few seeds."""
    for seed in range(6):
        instance, chance, done = state.load(made, saved, BEGIN), random.Random(seed), Counter[str]()
        for _ in range(150):
            if instance.completed or not do_one_task(instance, chance, done):
                break
            instance = state.load(made, state.save(instance), instance.now)
        if instance.completed:
            return True
    return False


@settings(max_examples=80, deadline=None)
@given(block_models(ALL), st.integers(0, 50), st.sampled_from(["executable", "documenting"]), st.data())
def test_random_instances_survive_an_elimination(xml: bytes, seed: int, mode: Mode, data: st.DataObject) -> None:
    made, chance, done = compiled(xml, mode), random.Random(seed), Counter[str]()
    instance = begin(made, {"n": 1}, BEGIN)
    for _ in range(data.draw(st.integers(0, 8))):
        if instance.completed or not do_one_task(instance, chance, done):
            break
    steps = [e.get("id") for e in etree.fromstring(xml).iter() if str(e.tag).endswith(STEPS) and e.get("id")]
    assume(steps and not instance.completed)
    changed = eliminate(xml, data.draw(st.sampled_from(steps)))
    assume(changed is not None)
    assert changed is not None
    new = compiled(changed, mode)
    moved_on = migrate(made, new, state.save(instance), BEGIN)
    assert moved_on.result is None or finishes(new, moved_on.result.state), moved_on.words
