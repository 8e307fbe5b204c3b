"""What leads back from a change: by its own inverse where that restores all of it, else by the process as it was."""

from __future__ import annotations

import random

import pytest

from processes.change import KINDS, apply, diff, undo
from processes.model import parse
from tests.processes.change.support import read
from tests.processes.change.test_kinds import with_places
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.models import varied


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_leads_back_from_every_kind(kind: str) -> None:
    model, tried = read(varied().xml()), 0
    places = [*KINDS[kind].places(model)]
    random.Random(kind).shuffle(places)
    for operation in places[:12]:
        changed = apply(model, [operation]).model
        if changed is not None:
            tried += 1
            restored = apply(changed, undo(model, [operation])).model
            assert restored is not None, operation
            assert [c.words for c in diff(model, restored).changes if c.kind != "layout"] == [], operation
    assert tried or not places


@pytest.mark.parametrize(
    ("kind", "back"),
    [
        ("optional", {"eliminate"}),
        ("loop", {"eliminate"}),
        ("insert", {"eliminate"}),
        ("deadline", {"eliminate"}),
        ("inline", {"extract"}),
    ],
)
def test_what_other_kinds_can_say_is_led_back_by_them(kind: str, back: set[str]) -> None:
    model = with_places(kind, read(varied().xml()))
    made = [one for one in KINDS[kind].places(model) if apply(model, [one]).ok][-3:]
    assert made and all({one.kind for one in undo(model, [operation])} == back for operation in made)


@needs_corpus
@pytest.mark.parametrize(("name", "kind"), [("A.2.1", "condition"), ("C.1.0", "condition"), ("B.1.0", "extract")])
def test_an_inverse_that_restores_only_part_of_it_is_not_taken(name: str, kind: str) -> None:
    model = parse((CORPUS / "miwg" / f"{name}.bpmn").read_bytes())
    for operation in [*KINDS[kind].places(model)][:6]:
        changed = apply(model, [operation]).model
        back = undo(model, [operation]) if changed is not None else ()
        restored = apply(changed, back).model if changed is not None and back else None
        if restored is not None:
            assert [c.words for c in diff(model, restored).changes if c.kind != "layout"] == [], operation


def test_several_are_led_back_in_turned_order() -> None:
    model = read(varied().xml())
    steps = [node for node in model.graph.nodes.values() if node.is_activity][:2]
    made = [KINDS["retitle"].read({"kind": "retitle", "step": one.id, "title": f"{one.name} anew"}) for one in steps]
    back = undo(model, made)
    assert [one.anchors for one in back] == [(one.id,) for one in steps[::-1]]
