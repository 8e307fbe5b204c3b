"""What is drawn by hand: the smallest part in its place, told by what differs, replayed only where that is the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.change import CannotChange, apply, diff, in_words, operation_from, operation_to, rebase, whole_change
from processes.change.kinds import Insert, Remodel, Retitle
from processes.change.kinds.remodel.reading import smallest_part
from processes.model import Model, parse
from tests.processes.change.kinds.looks import faults
from tests.processes.change.support import read
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.models import Sketch, chain, sketches, varied

INNER = (
    '<startEvent id="is"/><task id="inner" name="Inner"/><endEvent id="ie"/>'
    '<sequenceFlow id="i1" sourceRef="is" targetRef="inner"/><sequenceFlow id="i2" sourceRef="inner" targetRef="ie"/>'
)


def nested() -> Model:
    """A row with a sub-process in it."""
    sketch = chain("A", "S", "B")
    sketch.nodes["S"] = ("subProcess", "S", "", INNER)
    return read(sketch)


def by_hand(model: Model, old: str, new: str) -> Model:
    """The model with a piece of its file written otherwise."""
    assert old in model.xml.decode()
    return parse(model.xml.decode().replace(old, new).encode())


def test_the_smallest_part_is_what_holds_all_that_differs() -> None:
    base = nested()
    assert smallest_part(base, by_hand(base, 'name="Inner"', 'name="Within"')) == "S"
    assert smallest_part(base, by_hand(base, 'name="A"', 'name="Ask"')) == "p"
    moved = by_hand(by_hand(base, 'name="Inner"', 'name="Within"'), '<dc:Bounds x="150"', '<dc:Bounds x="151"')
    assert smallest_part(base, moved) == "p"


def test_what_no_other_kind_says_is_a_part_drawn_anew() -> None:
    base = nested()
    script = '<scriptTask id="inner" name="Inner"><script>x = 1</script></scriptTask>'
    drawn = by_hand(base, '<task id="inner" name="Inner"/>', script)
    (operation,) = whole_change(base, drawn) or ()
    assert isinstance(operation, Remodel) and operation.scope == "S"
    assert operation_from(operation_to(operation)) == operation
    sentence = in_words(base, [operation])
    assert sentence.startswith("Redraw “S” by hand: ") and "a script step" in sentence
    made = apply(base, [operation])
    assert made.model is not None and diff(made.model, drawn).changes == ()
    undone = apply(made.model, operation.inverse(base) or ())
    assert undone.model is not None and diff(base, undone.model).changes == ()
    assert set(operation.work(base.graph)) == {"S", "inner"}


def test_what_others_say_is_said_by_them() -> None:
    base = nested()
    assert whole_change(base, by_hand(base, 'name="A"', 'name="Ask"')) == (Retitle("A", "Ask"),)
    assert whole_change(base, base) == ()


def test_it_is_made_again_only_where_its_part_is_the_same() -> None:
    base = nested()
    script = '<scriptTask id="inner" name="Inner"><script>x = 1</script></scriptTask>'
    operation = Remodel(by_hand(base, '<task id="inner" name="Inner"/>', script).xml.decode(), "S")
    beside = apply(base, [Retitle("B", "Bill")]).model
    assert beside is not None
    again = rebase(base, beside, [operation])
    assert again.model is not None and again.model.graph.nodes["B"].name == "Bill"
    within = apply(base, [Retitle("inner", "Within")]).model
    assert within is not None
    (refusal,) = rebase(base, within, [operation]).refusals
    assert (refusal.code, [one.id for one in refusal.choices]) == ("CHANGED_MEANWHILE", ["drop", "revise"])
    assert refusal.words.startswith("“S” was changed in the live version since it was redrawn by hand.")
    gone = parse(base.xml.decode().replace('id="S"', 'id="T"').replace('"S"', '"T"').encode())
    assert [r.code for r in rebase(base, gone, [operation]).refusals] == ["ANCHOR_GONE"]


@pytest.mark.parametrize(
    ("scope", "old", "new", "code"),
    [("nowhere", "x", "x", "NO_SUCH_PART"), ("A", "x", "x", "NO_SUCH_PART"), ("S", 'id="inner"', 'id="A"', "ID_TAKEN")],
)
def test_it_is_said_why_a_part_cannot_be_put_in_its_place(scope: str, old: str, new: str, code: str) -> None:
    base = nested()
    text = base.xml.decode().replace(
        INNER, INNER.replace(old, new).replace('="inner"', '="A"') if code == "ID_TAKEN" else INNER
    )
    (refusal,) = apply(base, [Remodel(text, scope)]).refusals
    assert refusal.code == code and refusal.words.endswith(".")
    assert [one.id for one in refusal.choices] == ["keep"]


def test_what_would_not_work_is_refused_as_always() -> None:
    base = read(varied())
    text = base.xml.decode().replace('<parallelGateway id="and"', '<exclusiveGateway id="and"')
    text = text.replace("</parallelGateway>", "</exclusiveGateway>", 1)
    assert "WOULD_DEADLOCK" in [r.code for r in apply(base, [Remodel(text, "p")]).refusals]


@pytest.mark.parametrize("sent", [{"bpmn": ""}, {"bpmn": "<x/>"}, {"bpmn": 1}, {"bpmn": "nothing", "scope": ""}, {}])
def test_what_is_no_model_is_refused_at_its_field(sent: dict[str, object]) -> None:
    with pytest.raises(CannotChange) as cannot:
        operation_from({"kind": "remodel", **sent})
    assert cannot.value.refusal.code == "UNKNOWN_OPERATION" and cannot.value.field in ("bpmn", "scope")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sketch=sketches(), data=st.data())
def test_a_step_put_in_by_hand_comes_out_as_it_was_drawn(sketch: Sketch, data: st.DataObject) -> None:
    base = read(sketch)
    drawn = apply(base, [data.draw(st.sampled_from([*Insert.places(base)]))]).model
    if drawn is not None:
        operation = Remodel.between(base, drawn)
        assert operation is not None
        made = apply(base, [operation]).model
        assert made is not None and diff(made, drawn).changes == () and faults(made) == faults(drawn)


@needs_corpus
@pytest.mark.parametrize("name", ["A.4.1", "B.2.0", "C.1.0", "C.5.0"])
def test_files_of_others_are_drawn_anew_and_back(name: str) -> None:
    base = parse((CORPUS / "miwg" / f"{name}.bpmn").read_bytes())
    made = 0
    for operation in [*Remodel.places(base)][:3]:
        changed = apply(base, [operation]).model
        if changed is not None:
            made += 1
            undone = apply(changed, operation.inverse(base) or ()).model
            assert undone is not None and diff(base, undone).changes == ()
    assert made
