"""What holds for every change of every model, tried on random ones."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.change import Eliminate, Instruct, Retitle, apply, diff, operations_between, rebase, try_each_step
from processes.change.references import dangling, moved_elements, places
from processes.model import Model, soundness
from tests.processes.change.support import ends, mentioned, read
from tests.processes.models import Sketch, sketches

LIMITS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=30)


def steps(model: Model) -> list[str]:
    """The work in a model."""
    return [n.id for n in model.graph.nodes.values() if n.is_activity]


def sound(model: Model) -> bool:
    """Whether every scope is sound."""
    return all(v.verdict == "sound" for v in soundness(model).values())


@LIMITS
@given(sketches(), st.data())
def test_eliminate_then_diff_says_exactly_that(sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    step = data.draw(st.sampled_from(steps(model)))
    changed = apply(model, [Eliminate(step)])
    if changed.model is None:
        assert changed.refusals[0].code in ("EMPTY_LOOP", "DUPLICATE_FLOW")
        return
    changes = diff(model, changed.model).changes
    assert [c.step for c in changes if c.kind == "eliminated"] == [step]
    assert {c.kind for c in changes} <= {"eliminated", "rerouted"}
    assert changed.words[0].startswith(f"“Task {step[1:]}” is taken out (lane ")


@LIMITS
@given(sketches(), st.data())
def test_sound_stays_sound_and_nothing_else_moves(sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    assert sound(model)
    for _ in range(3):
        step = data.draw(st.sampled_from(steps(model)))
        changed = apply(model, [Eliminate(step)])
        if changed.model is None:
            continue
        assert sound(changed.model)
        assert not dangling(changed.model.root)
        assert not moved_elements(places(model.root), places(changed.model.root))
        assert step not in mentioned(changed.model.xml)
        model = changed.model
        if len(steps(model)) < 2:
            break


@LIMITS
@given(sketches())
def test_a_model_does_not_differ_from_itself(sketch: Sketch) -> None:
    assert diff(read(sketch), read(sketch)).changes == ()


@LIMITS
@given(sketches(), st.data(), TEXTS)
def test_texts_are_said_to_be_what_they_are(sketch: Sketch, data: st.DataObject, text: str) -> None:
    model = read(sketch)
    step = data.draw(st.sampled_from(steps(model)))
    retitled, instructed = apply(model, [Retitle(step, text)]), apply(model, [Instruct(step, text)])
    assert retitled.model and instructed.model
    assert [(c.kind, c.step) for c in diff(model, retitled.model).changes] == [("retitled", step)]
    said = [(c.kind, c.step) for c in diff(model, instructed.model).changes]
    assert said == ([("instructed", step)] if text.strip() else [])


@LIMITS
@given(sketches(), st.data())
def test_two_people_may_eliminate_different_steps(sketch: Sketch, data: st.DataObject) -> None:
    base = read(sketch)
    if len(steps(base)) < 2:
        return
    first, second = data.draw(st.permutations(steps(base)))[:2]
    one, other = apply(base, [Eliminate(first)]), apply(base, [Eliminate(second)])
    if one.model is None or other.model is None:
        return
    forth, back = rebase(base, one.model, [Eliminate(second)]), rebase(base, other.model, [Eliminate(first)])
    assert forth.ok == back.ok
    if forth.model and back.model:
        assert sound(forth.model)
        assert ends(forth.model) == ends(back.model)
    assert [r.code for r in rebase(base, one.model, [Eliminate(first)]).refusals] == ["ANCHOR_GONE"]


@LIMITS
@given(sketches(), st.data())
def test_operations_are_read_off_two_versions(sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    first, *rest = data.draw(st.permutations(steps(model)))
    wanted = {Eliminate(first), *(Retitle(s, "Else") for s in rest[:1]), *(Instruct(s, "So.") for s in rest[1:2])}
    changed = apply(model, sorted(wanted, key=repr))
    if changed.model is not None:
        assert set(operations_between(model, changed.model)) == wanted  # type: ignore[arg-type]


@LIMITS
@given(sketches())
def test_every_step_of_a_model_has_a_result(sketch: Sketch) -> None:
    model = read(sketch)
    results = list(try_each_step(model))
    assert [r.step for r in results] == steps(model)
    for result in results:
        assert result.result in ("changed", "refused")
        assert result.sound_before is True
        assert (result.xml is not None) == (result.result == "changed") == (result.sound_after is True)
        assert result.words
