"""A change made on one version is carried to another as a whole, or refused in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from lxml import etree

from processes.change import Change, Changed, Eliminate, Refusal, Retitle, apply, carry, diff
from processes.change.kinds import codes
from processes.change.tree.canonical import canonical
from processes.model import Model, parse
from tests.processes.change.diff.test_catchall import MODELS, OTHERS
from tests.processes.change.rich import BUILT_IN, RICH, mutated
from tests.processes.change.support import ends, read
from tests.processes.corpus import needs_corpus
from tests.processes.models import chain

LIMITS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def edited(*pairs: tuple[str, str]) -> Model:
    """The model with one of everything, texts of its file replaced."""
    text = RICH.decode()
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse(text.encode())


CODE = ('errorCode="E1"', 'errorCode="E2"')
OTHER_CODE = ('errorCode="E1"', 'errorCode="E3"')
TITLE = ('name="Check"', 'name="Look"')
NO_GROUP = ('<bpmn:group id="group" categoryValueRef="value"/>', "")
FIELD = '<camunda:formField id="why" label="Why" type="string"/>'
NEW_FIELD = (FIELD, FIELD + '<camunda:formField id="when" label="When" type="date"/>')
OTHER_FIELD = (FIELD, FIELD + '<camunda:formField id="who" label="Who" type="string"/>')


def done(changed: Changed) -> Model:
    """The model that a change made."""
    assert changed.model is not None, changed.refusals
    return changed.model


@pytest.mark.parametrize("mine", [CODE, NO_GROUP, NEW_FIELD, ("total = amount + 1", "total = 2")])
def test_what_no_operation_says_is_carried_over(mine: tuple[str, str]) -> None:
    made = carry(parse(RICH), edited(TITLE), edited(mine))
    assert diff(done(made), edited(TITLE, mine)).summary == "Nothing changed."
    assert made.words == tuple(c.words for c in diff(edited(TITLE), edited(TITLE, mine)).changes)


def test_both_may_add_different_fields_to_one_form() -> None:
    made = done(carry(parse(RICH), edited(OTHER_FIELD), edited(NEW_FIELD)))
    fields = [e.get("id") for e in made.root.iter("{*}formField")]
    assert sorted(fields[:2]) == ["amount", "why"]
    assert set(fields) == {"amount", "why", "when", "who"}


def test_operations_are_replayed_and_the_rest_is_carried() -> None:
    base = parse(RICH)
    mine = apply(edited(CODE), [Retitle("ship", "Send"), Eliminate("sum")])
    assert mine.model is not None, mine.refusals
    made = done(carry(base, edited(TITLE), mine.model))
    assert ("check", "big") in ends(made)
    assert (made.graph.nodes["ship"].name, made.graph.nodes["check"].name) == ("Send", "Look")
    assert b'errorCode="E2"' in made.xml


def test_one_value_changed_to_two_is_a_conflict_in_words() -> None:
    refusal = carry(parse(RICH), edited(OTHER_CODE), edited(CODE)).refusals[0]
    assert refusal.code == "CHANGED_MEANWHILE"
    assert refusal.words == (
        "The error “Too late” now has the code E2 (was E1). But the live version says “E3” there. "
        "Say which of them holds."
    )
    assert done(carry(parse(RICH), edited(CODE), edited(CODE))).xml == edited(CODE).xml


PLAIN = "<bpmn:text>Do that now</bpmn:text>"
MARKED = "<bpmn:text>Do <x:b xmlns:x='urn:x'>this</x:b> now</bpmn:text>"
MARKED_TWICE = "<bpmn:text>Do <x:b xmlns:x='urn:x'>this</x:b> or <x:i xmlns:x='urn:x'>that</x:i></bpmn:text>"
ONLY_MARKED = "<bpmn:text><x:b xmlns:x='urn:x'>this</x:b></bpmn:text>"
EMPTY = "<bpmn:text/>"


def _noting(text: str, *pairs: tuple[str, str]) -> Model:
    return edited(("<bpmn:text>by phone</bpmn:text>", text), *pairs)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (MARKED, PLAIN), (PLAIN, MARKED), (MARKED, MARKED_TWICE), (MARKED, ONLY_MARKED), (ONLY_MARKED, MARKED),
        (MARKED, EMPTY), (EMPTY, MARKED), (ONLY_MARKED, PLAIN),
    ],
)  # fmt: skip
def test_a_text_is_carried_with_its_mark_up_and_nothing_of_the_old_one(was: str, now: str) -> None:
    made = done(carry(_noting(was), _noting(was, TITLE), _noting(now)))
    texts = [etree.tostring(m.root.find(".//{*}text"), with_tail=False) for m in (made, _noting(now))]
    assert etree.canonicalize(texts[0].decode()) == etree.canonicalize(texts[1].decode())
    assert diff(made, _noting(now, TITLE)).summary == "Nothing changed."


@pytest.mark.parametrize("now", [PLAIN, MARKED])
def test_a_text_where_mark_up_was_put_meanwhile_is_a_conflict(now: str) -> None:
    assert carry(_noting(EMPTY), _noting(ONLY_MARKED), _noting(now)).refusals[0].code == "CHANGED_MEANWHILE"


def test_what_is_gone_meanwhile_is_a_conflict_in_words() -> None:
    value = ('<bpmn:categoryValue id="value" value="Urgent"/>', '<bpmn:categoryValue id="value" value="Later"/>')
    gone = ('<bpmn:category id="cat"><bpmn:categoryValue id="value" value="Urgent"/></bpmn:category>', "")
    refusal = carry(parse(RICH), edited(gone, NO_GROUP), edited(value)).refusals[0]
    assert (refusal.code, refusal.choices[0].id) == ("ANCHOR_GONE", "drop")
    assert "no longer holds what this is about" in refusal.words


def test_what_was_changed_meanwhile_is_not_taken_out() -> None:
    label = ('label="Why"', 'label="Reason"')
    refusal = carry(parse(RICH), edited(label), edited((FIELD, ""))).refusals[0]
    assert refusal.code == "CHANGED_MEANWHILE"
    assert refusal.words.startswith("“Why” of “Check” was made to read otherwise in the live version meanwhile.")


def test_a_reference_to_what_is_gone_is_refused() -> None:
    assert carry(parse(RICH), parse(RICH), edited(('<bpmn:signal id="alarm" name="Alarm"/>', ""))).ok
    gone = ('<bpmn:error id="late" name="Too late" errorCode="E1"/>', "")
    assert [r.code for r in carry(parse(RICH), edited(TITLE), edited(gone)).refusals] == ["WOULD_DANGLE"]


def test_a_step_drawn_in_by_hand_comes_along_with_its_drawing() -> None:
    base, mine, live = chain("A", "B", "C"), chain("A", "B", "New", "C"), chain("A", "B", "C")
    live.nodes["A"] = ("userTask", "First", "", "")
    made = done(carry(read(base), read(live), read(mine)))
    assert ends(made) == ends(read(mine))
    assert made.graph.nodes["A"].name == "First"
    drawn = {e.get("bpmnElement") for e in made.root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    assert drawn == {*made.graph.nodes, *made.graph.flows}


def test_which_editor_wrote_the_file_is_no_conflict() -> None:
    mine, live = (
        edited(('exporter="Editor"', f'exporter="{name}"'), with_) for name, with_ in (("A", CODE), ("B", TITLE))
    )
    made = done(carry(parse(RICH), live, mine))
    assert (made.root.get("exporter"), b'errorCode="E2"' in made.xml) == ("B", True)


@LIMITS
@given(st.sampled_from(MODELS), st.integers(0, 2**32))
def test_a_single_change_is_carried_or_refused(model: Model, seed: int) -> None:
    assert _amiss(model, seed) == []


@needs_corpus
@LIMITS
@given(st.sampled_from(OTHERS or BUILT_IN), st.integers(0, 2**32))
def test_a_single_change_of_a_model_of_others_is_carried_or_refused(path: Path, seed: int) -> None:
    assert _amiss(parse(path.read_bytes()), seed) == []


def test_most_single_changes_are_carried() -> None:
    """A carrier that refuses everything keeps the law above."""
    models = [*MODELS, *(parse(path.read_bytes()) for path in OTHERS[:10])]
    made = [found for n in range(60) if (found := _carried_change(models[n % len(models)], n)) is not None]
    assert len(made) > 30 and sum(carried.model is not None for _, _, carried, _ in made) * 2 > len(made)


def _carried_change(base: Model, seed: int) -> tuple[str, Model, Changed, str | None] | None:
    """One random change of a model, and it carried over to the model with a new name; None where nothing changed."""
    made = mutated(base, seed)
    if made is None:
        return None
    what, mine = made
    step = next((n.id for n in base.graph.nodes.values() if n.is_activity), None)
    live = apply(base, [Retitle(step, "Live")]).model if step else base
    return what, mine, carry(base, live or base, mine), step


def _amiss(base: Model, seed: int) -> list[Refusal | Change | str]:
    """What of one random change is neither carried nor refused with a code and in words."""
    found = _carried_change(base, seed)
    assume(found is not None)
    assert found is not None
    what, mine, carried, step = found
    note(what)
    if carried.model is None:
        bare = [r for r in carried.refusals if r.code not in codes() or len(r.words.split()) <= 4]
        return [*bare] if carried.refusals else ["It is refused without a reason."]
    left = [c for c in diff(carried.model, mine).changes if c.kind != "layout"]
    given = {twig.id for twig in canonical(base).root.walk() if twig.unnamed}  # An operation writes them down.
    return [c for c in left if (c.kind, c.step) != ("retitled", step) and not (c.before in given and c.after is None)]


NAMELESS = re.sub(rb'(<sequenceFlow) id="[^"]*"', rb"\1", chain("A", "B", "C").xml())


def test_a_way_that_has_an_id_on_one_side_only_is_the_same_way() -> None:
    """What an operation gave an id leads nowhere any more: said of the way, not as one gone and one new."""
    ways = parse(NAMELESS)
    nowhere = parse(NAMELESS.replace(b' targetRef="B"', b"", 1))
    made = done(carry(ways, done(apply(ways, [Retitle("A", "Live")])), nowhere))
    left = [c.words for c in diff(made, nowhere).changes if c.kind != "retitled"]
    assert left == ["The way “Flow_A_” has no id any more (was “Flow_A_B”)."]


def test_what_is_carried_keeps_its_name_space_where_an_editor_took_the_default_away() -> None:
    """As Modelio writes it: `xmlns=""` and a prefix of its own on each member of a list."""
    own = b'<ns5:\\1 xmlns:ns5="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns="">\\2</ns5:\\1>'
    file = re.sub(rb"<(incoming|outgoing)>([^<]*)</\1>", own, chain("A", "B", "C").xml())
    base, mine = parse(file), parse(file.replace(b">f2</ns5:out", b" xmlns:z='urn:z' z:odd='1'>f2</ns5:out"))
    assert file.count(b'xmlns=""') > 5
    made = done(carry(base, done(apply(base, [Retitle("A", "Live")])), mine))
    assert [c.kind for c in diff(made, mine).changes] == ["retitled"]
