"""What a change leaves alone: elements that it is not about, their drawing, and changes of other places."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.change import KINDS, Operation, apply
from processes.change.apply import apply_to
from processes.change.gate import Baseline
from processes.change.rebase.operations import operations_between
from processes.model import Model, parse
from tests.processes.change.kinds.looks import faults
from tests.processes.change.support import read
from tests.processes.corpus import CORPUS, needs_corpus
from tests.processes.models import Sketch, chain, sketches

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OURS = sorted(KINDS.keys() - {"eliminate", "retitle", "instruct", "remodel"})
# What none of these files has a place for: a block of single steps, two exchanges of which nothing comes between.
NOWHERE = frozenset({"serialise", "contact_reduction"})
FILES = ("A.2.0", "A.4.1", "C.1.0", "C.3.0", "C.5.0", "C.7.0")


def around(model: Model, operation: Operation) -> set[str]:
    """The elements that an operation is about, with what leads to and from them two steps far, and what holds them."""
    graph = model.graph
    found = set(operation.anchors)
    found |= {node.id for one in operation.anchors for node in graph.scopes.get(one, ())}
    found |= {end for one in operation.anchors if one in graph.flows for end in _ends(model, one)}
    for _ in range(2):
        found |= {near for one in found & graph.nodes.keys() for near in (*graph.before(one), *graph.after(one))}
    return found | {graph.nodes[one].scope for one in found & graph.nodes.keys()}


def _ends(model: Model, flow: str) -> tuple[str, str]:
    return model.graph.flows[flow].source, model.graph.flows[flow].target


def ways(model: Model) -> Counter[tuple[str, str, str]]:
    """The ways of a model by what stands at their ends: names and types, whatever new elements are called."""
    said = {node.id: f"{node.type} {node.name or node.id[:1]}" for node in model.graph.nodes.values()}
    return Counter((said[f.source], said[f.target], f.condition) for f in model.graph.flows.values())


@FEW
@given(sketch=sketches(), data=st.data())
def test_changes_of_unrelated_places_come_out_the_same_in_either_order(sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    chance = random.Random(data.draw(st.integers(0, 10_000)))
    kinds = chance.sample(OURS, 2)
    found = [[*KINDS[kind].places(model)] for kind in kinds]
    if not all(found):
        return
    one, other = (chance.choice(places) for places in found)
    if around(model, one) & around(model, other):
        return
    forth, back = apply(model, [one, other]), apply(model, [other, one])
    assert forth.ok == back.ok, (forth.refusals, back.refusals)
    if forth.model is not None and back.model is not None:
        assert ways(forth.model) == ways(back.model)


def apart(model: Model, changed: Model, operation: Operation) -> list[str]:
    """The elements far from an operation that are not written byte by byte as they were."""
    near = around(model, operation)
    now = {str(e.get("id")): e for e in changed.root.iter(etree.Element) if e.get("id")}
    left = [node for node in model.graph.nodes if node not in near]
    was = {str(e.get("id")): e for e in model.root.iter(etree.Element) if e.get("id")}
    return [one for one in left if one not in now or _text(was[one]) != _text(now[one])]


def _text(element: etree._Element) -> bytes:
    return etree.tostring(element, with_tail=False)


@pytest.mark.parametrize("kind", OURS)
@needs_corpus
def test_models_that_others_drew_are_changed_as_said_and_drawn_no_worse(kind: str) -> None:
    made = 0
    for name in FILES:
        model = parse((CORPUS / "miwg" / f"{name}.bpmn").read_bytes())
        places = [*KINDS[kind].places(model)]
        random.Random(name).shuffle(places)
        for operation in places[:1]:
            changed = apply_to(Baseline(model), [operation]).model
            if changed is None:
                continue
            made += 1
            assert operations_between(model, changed) == (operation,), name
            assert apart(model, changed, operation) == [], name
            assert Counter(f[0] for f in faults(changed).elements()) <= Counter(f[0] for f in faults(model).elements())
    assert made or kind in NOWHERE, "it could be made nowhere"


@dataclass
class Larger(Sketch):
    """A row in which A is drawn larger than all others."""

    size: tuple[int, int] = (100, 80)

    def box(self, id_: str) -> tuple[float, float, float, float]:
        """Round the same height; what follows stands as much further on."""
        x, y, width, height = super().box(id_)
        if id_ == "A":
            return x, y + height / 2 - self.size[1] / 2, *self.size
        return (x if id_ == "start" else x + self.size[0] - 100), y, width, height


@pytest.mark.parametrize("size", [(260, 80), (100, 200), (320, 220), (60, 40)])
@pytest.mark.parametrize("other", ["B", "C"])
def test_a_step_of_another_size_overlaps_nothing_where_it_comes(size: tuple[int, int], other: str) -> None:
    plain = chain("A", "B", "C", "D")
    model = read(Larger(plain.nodes, plain.flows, size=size))
    changed = apply(model, [KINDS["swap"].read({"kind": "swap", "step": "A", "with": other})])
    assert changed.model is not None, changed.refusals
    assert [fault for fault in faults(changed.model) if fault not in faults(model)] == []
