"""What changes make of models that others drew: nothing overlaps, slants or runs through that did not before."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from processes.change import KINDS, apply
from processes.change.references import shapes_moved
from processes.model import Model, Refused, parse
from tests.processes.change.kinds.looks import Fault, faults
from tests.processes.corpus import CORPUS, needs_corpus

pytestmark = needs_corpus
WHOLE = os.environ.get("STEPWELL_WHOLE_CORPUS") == "1"
# Where the room is too narrow for a label that has no other place, and what others drew so that boxes mean nothing.
LABELS = {("A.3.0", "move"), ("A.3.0", "swap"), ("C.6.0", "serialise")}
ODD = ("Enterprise-Explorer", "actiBPM", "iGrafx")


def worse(before: Model, after: Model) -> Counter[Fault]:
    """What is wrong with a drawing that was not before; ends that hung in the air may do so under another name."""
    was, now = faults(before), faults(after)
    loose = [sum(count for fault, count in found.items() if fault[0] == "undocked") for found in (was, now)]
    new = now - was
    return new if loose[1] > loose[0] else Counter({f: n for f, n in new.items() if f[0] != "undocked"})


def files() -> list[Path]:
    """The reference models; all that others exported as well, where all are asked for."""
    folders = ("miwg", "vendor") if WHOLE else ("miwg",)
    found = [path for folder in folders for path in sorted((CORPUS / folder).glob("*.bpmn"))]
    return [path for path in found if not path.name.startswith(ODD)]


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"remodel"}))  # that is drawn by people
def test_a_change_draws_nothing_worse_and_always_the_same(kind: str) -> None:
    found: list[object] = []
    for path in files():
        try:
            model = parse(path.read_bytes())
        except Refused:
            continue
        places = [*KINDS[kind].places(model)]
        random.Random(path.name + kind).shuffle(places)
        changes = ((one, changed) for one in places[:5] if (changed := apply(model, [one]).model) is not None)
        operation, changed = next(changes, (None, None))
        if operation is None or changed is None:
            continue
        wrong = worse(model, changed)
        if (path.stem, kind) in LABELS:
            wrong = Counter({fault: n for fault, n in wrong.items() if fault[0] != "label"})
        found += [(path.name, operation, sorted(wrong))] if wrong else []
        again = apply(parse(path.read_bytes()), [operation]).model
        assert again is not None and again.xml == changed.xml, "the same change draws the same"
    assert found == []


@pytest.mark.parametrize("name", ["A.1.0", "A.4.1", "C.1.1", "C.2.0", "C.3.0"])
def test_a_gap_closes_and_draws_nothing_worse(name: str) -> None:
    model = parse((CORPUS / "miwg" / f"{name}.bpmn").read_bytes())
    steps = [node.id for node in model.graph.nodes.values() if node.is_activity]
    moved, found = 0, []
    for step in steps[:5]:
        sent = {"kind": "eliminate", "step": step, "cascade": True}
        made = (KINDS["eliminate"].read({**sent, "close_gap": gap}) for gap in (False, True))
        plain, closed = (apply(model, [one]).model for one in made)
        if plain is not None and closed is not None:
            moved += bool(shapes_moved(plain.root, closed.root))
            found += worse(model, closed) - worse(model, plain)
    assert moved and not found


def test_pools_that_stand_upright_are_changed_as_they_stand() -> None:
    model = parse((CORPUS / "miwg" / "A.4.1.bpmn").read_bytes())
    first, second = "sid-3D477D07-D669-4A26-9454-12AD775FDE70", "sid-1208A5BA-9E1C-49D2-82E3-5DB2C0E9887D"
    changed = apply(model, [KINDS["parallelise"].read({"kind": "parallelise", "steps": [first, second]})]).model
    assert changed is not None and worse(model, changed) == Counter()
    bounds = changed.graph.bounds
    gates = [node.id for node in changed.graph.nodes.values() if node.type == "parallelGateway"]
    split, join = sorted(gates, key=lambda one: bounds[one].y)
    assert bounds[split].y + 50 < bounds[first].y < bounds[second].y < bounds[join].y, "the way leads down"
    assert bounds[second].x > bounds[first].x, "the second stands beside it"
