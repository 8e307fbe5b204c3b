"""A kind is a folder and a name: one that is not of Stepwell is tried, refused, read off, replayed and undone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import (
    KINDS,
    Eliminate,
    Operation,
    apply,
    brief,
    carry,
    diff,
    in_words,
    is_of_another,
    operations_between,
    overlay,
    rebase,
    suggested,
)
from processes.change.draft.waypoints import bounds
from tests.processes.change.support import done, ends, read
from tests.processes.change.test_kinds import breaches
from tests.processes.change.test_laws import LIMITS
from tests.processes.models import Sketch, chain, sketches
from tests.support.toy_kind import Insert
from tests.support.toy_kind.swap import Swap

XML = chain("A", "B", "C").xml()
ADD = Insert("A", "B", "Look")


@pytest.fixture(autouse=True, scope="module")
def _listed() -> Iterator[None]:
    """Stand for the name in the registry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, Insert.kind, Insert)
        yield


@LIMITS
@given(sketch=sketches(), data=st.data())
def test_it_keeps_the_contract(sketch: Sketch, data: st.DataObject) -> None:
    assert breaches(Insert, read(sketch), data) == []


@pytest.mark.parametrize("kind", [Insert, Swap])
def test_it_can_be_made_in_most_places(kind: type[Operation], monkeypatch: pytest.MonkeyPatch) -> None:
    """One that refuses everything keeps the contract, too."""
    monkeypatch.setitem(KINDS, kind.kind, kind)
    tried = [apply(read(XML), [one]).ok for one in kind.places(read(XML))]
    assert sum(tried) * 2 > len(tried) > 0


def test_it_is_said_and_what_follows_from_it() -> None:
    changed = apply(read(XML), [ADD])
    assert changed.words == ("“Look” is added as a step.", "“B” now follows “Look”.")
    assert [e.words for e in changed.effects][:1] == ["4 steps instead of 3."]
    assert in_words(read(XML), [Eliminate("C"), ADD]) == "Take out “C”; add “Look” between “A” and “B”"
    assert changed.difference is not None and changed.model is not None
    assert brief(read(XML), changed.model, changed.difference.changes).startswith("Add “Look”")
    marks = overlay(read(XML), changed.model)
    assert {m.id for m in marks.added} > {"Inserted_0001"} and [m.id for m in marks.rerouted if m.id == "B"] == ["B"]


def test_the_drawing_moves_apart_and_all_ways_stay_docked() -> None:
    changed = apply(read(XML), [ADD, Insert("Inserted_0001", "B", "Look again")]).model
    assert changed is not None
    drawn = {s.get("bpmnElement"): bounds(s) for s in changed.root.iter() if str(s.tag).endswith("}BPMNShape")}
    row = [drawn[step] for step in ("A", "Inserted_0001", "Inserted_0002", "B", "C")]
    assert all(a is not None and b is not None and a[0] + a[2] < b[0] for a, b in pairwise(row))


def test_it_is_refused_where_no_way_leads_from_the_one_to_the_other() -> None:
    for two in (("A", "C"), ("B", "A")):
        (refusal,) = apply(read(XML), [Insert(*two, "Look")]).refusals
        assert (refusal.code, refusal.step) == ("NO_WAY_BETWEEN", two[0])
    (refusal,) = apply(read(XML), [Insert("A", "gone", "Look")]).refusals
    assert refusal.code == "NO_SUCH_STEP"


def test_what_would_not_work_names_the_way_out_of_this_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def loop(self: Insert, draft: object, also: object) -> None:
        way = next(e for e in draft.flows() if draft.ends(e) == ("B", "C"))  # type: ignore[attr-defined]
        way.set("targetRef", "B")

    monkeypatch.setattr(Insert, "act", loop)
    refusals = apply(read(XML), [ADD]).refusals
    assert {c.words for r in refusals for c in r.choices} == {"Add nothing"}
    assert all(r.words.startswith("The changed process") for r in refusals)


def test_a_title_is_offered_and_that_of_another_one_is_known() -> None:
    model = read(XML)
    assert suggested(model, [ADD]) == "Add “Look” between “A” and “B”"
    assert not is_of_another(suggested(model, [ADD]), [model], [ADD])
    assert is_of_another(suggested(model, [Insert("B", "C", "Look")]), [model], [ADD])
    assert is_of_another(suggested(model, [ADD]), [model], [Eliminate("A")])
    assert not is_of_another("Add four eyes between “A” and “B”", [model], [Eliminate("A")]), "own words"


def test_it_is_read_off_besides_others_and_replayed_on_what_is_live_by_now() -> None:
    base = read(XML)
    both = (Eliminate("C"), ADD)
    changed = apply(base, both).model
    assert changed is not None and operations_between(base, changed) == both
    live = done(XML, KINDS["retitle"].read({"kind": "retitle", "step": "B", "title": "Bee"}))
    for made in (rebase(base, live, both), carry(base, live, changed)):
        assert made.model is not None, made.refusals
        assert ends(made.model) == {("start", "A"), ("A", "Inserted_0001"), ("Inserted_0001", "B"), ("B", "end")}
        assert made.model.graph.nodes["B"].name == "Bee"


@pytest.mark.parametrize(
    ("live", "code"), [(Eliminate("B"), "ANCHOR_GONE"), (Insert("A", "B", "Wait"), "NO_WAY_BETWEEN")]
)
def test_a_version_that_leaves_no_place_for_it_is_a_conflict(live: Eliminate | Insert, code: str) -> None:
    now = apply(read(XML), [live]).model
    assert now is not None
    assert [r.code for r in rebase(read(XML), now, [ADD]).refusals] == [code]


def test_the_inverse_leads_back_to_what_the_process_was() -> None:
    base, changed = read(XML), apply(read(XML), [ADD]).model
    back = ADD.inverse(base)
    assert changed is not None and back == (Eliminate("Inserted_0001"),)
    restored = apply(changed, back).model
    assert restored is not None and ends(restored) == ends(base)
    assert {c.kind for c in diff(base, restored).changes} == {"layout"}, "the room in the drawing stays"


@LIMITS
@given(sketch=sketches().filter(lambda sketch: any(Swap.places(read(sketch)))), data=st.data())
def test_one_that_draws_two_steps_elsewhere_keeps_the_contract(sketch: Sketch, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, Swap.kind, Swap)
        assert breaches(Swap, read(sketch), data) == []


def test_two_steps_change_places_and_nothing_else_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Swap.kind, Swap)
    base, swap = read(XML), Swap(("A", "B"))
    changed = apply(base, [swap])
    assert changed.model is not None, changed.refusals
    assert ends(changed.model) == {("start", "B"), ("B", "A"), ("A", "C"), ("C", "end")}
    assert in_words(base, [swap]) == "Swap “A” and “B”" and operations_between(base, changed.model) == (swap,)
    boxes = [{s.get("bpmnElement"): bounds(s) for s in m.root.iter() if str(s.tag).endswith("}BPMNShape")}
             for m in (base, changed.model)]  # fmt: skip
    assert boxes[0]["A"] == boxes[1]["B"] and boxes[0]["C"] == boxes[1]["C"]
    assert [r.code for r in apply(base, [Swap(("A", "C"))]).refusals] == ["NOT_IN_A_ROW"]
    monkeypatch.setattr(Swap, "redraws", frozenset({"A"}))
    assert [r.code for r in apply(base, [swap]).refusals] == ["WOULD_MOVE"]
