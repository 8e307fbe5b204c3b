"""What holds for every kind of change there is, through its contract alone."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import (
    KINDS,
    CannotChange,
    Operation,
    apply,
    diff,
    operation_from,
    operation_to,
    operations_between,
)
from processes.change.contract import About, Besides, Blank, Consent, Kinds, Label, Parameter, Step, Steps
from processes.change.kinds import Retitle, codes
from processes.model import Model, parse
from tests.processes.change.support import read
from tests.processes.change.test_laws import LIMITS
from tests.processes.models import Sketch, chain, sketches, varied

SURE = Consent(name="sure", about="", blank=Blank("sure", "Accept it"))
BESIDES = About("", "", "", "", besides=Besides("others", "", ""))


def asks(field: str) -> tuple[Parameter, ...]:
    """Parameters of a retitling whose title is asked for in this field."""
    return Step(), Label(name="title", about="the new name", blank=Blank(field, "New name"))


def breaches(kind: type[Operation], model: Model, data: st.DataObject) -> list[object]:
    """Try an operation of a kind somewhere in a model: what is not the same once sent, made, read off and undone."""
    places = [*kind.places(model)]
    if not places:
        return []
    operation = data.draw(st.sampled_from(places))
    sent = operation_from(json.loads(json.dumps(operation_to(operation))))
    found: list[object] = [] if sent == operation else [sent]
    changed = apply(model, [operation])
    if changed.model is None:
        return [*found, *(r for r in changed.refusals if r.code not in codes())]
    seen = operations_between(model, changed.model)
    if seen != (operation,) and not kind.is_last_resort:
        found.append(seen)
    back = operation.inverse(model)
    if back is None:
        return found
    undone = apply(changed.model, back)
    if undone.model is None:
        return [*found, undone.refusals]
    left = diff(model, undone.model).changes
    return [*found, *(c.words for c in left if c.kind != "layout" or not kind.may_shift)]


def with_partner(model: Model) -> Model:
    """The model, in which every step tells the same partner something."""
    told = [node.id for node in model.graph.nodes.values() if node.is_activity]
    flows = "".join(
        f'<messageFlow id="m{number}" name="News {number}" sourceRef="{step}" targetRef="they"/>'
        for number, step in enumerate(told)
    )
    pools = '<participant id="we" processRef="p"/><participant id="they" name="They"/>'
    both = f'<collaboration id="both">{pools}{flows}</collaboration>'
    return parse(model.xml.replace(b"<process ", both.encode() + b"<process ", 1))


def with_places(kind: str, model: Model) -> Model:
    """The model, in which two steps or one lie in a sub-process, or a partner is told, where a kind is about such."""
    if kind == "contact_reduction":
        return with_partner(model)
    made = (apply(model, [one]).model for one in KINDS["extract"].places(model)) if kind == "inline" else ()
    return next((one for one in made if one is not None), model)


@pytest.mark.parametrize("kind", sorted(KINDS))
@LIMITS
@given(sketch=sketches(), data=st.data())
def test_a_kind_keeps_its_contract(kind: str, sketch: Sketch, data: st.DataObject) -> None:
    assert breaches(KINDS[kind], with_places(kind, read(sketch)), data) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_can_be_made_somewhere(kind: str) -> None:
    """One that refuses everything, or has no place anywhere, keeps the contract above."""
    model = with_places(kind, read(varied().xml()))
    made = [changed for one in KINDS[kind].places(model) if (changed := apply(model, [one])).ok]
    assert made and all(changed.difference and changed.difference.changes for changed in made)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("retitle2", {"kind": "retitle2"}, "is registered as 'retitle2', which is not its kind"),
        ("entitle", {}, "is registered as 'entitle', which is not its kind"),
        ("apply", {"kind": "apply"}, "is called like a command"),
        ("e" * 21, {"kind": "e" * 21}, "2 to 20 small letters"),
        ("entitle", {"kind": "entitle"}, "asks in the field 'name', which retitle has: give the blank another name"),
        ("entitle", {"kind": "entitle", "parameters": asks("reason")}, "'reason', which the form itself has"),
        ("entitle", {"kind": "entitle", "parameters": asks("also")}, "'also', which eliminate has"),
        ("entitle", {"kind": "entitle", "parameters": asks("fresh")[::-1]}, "name the same in the same order"),
        ("entitle", {"kind": "entitle", "parameters": (Label(name="kind", about=""),)}, "a parameter 'kind'"),
        ("entitle", {"kind": "entitle", "parameters": (Label(name="file", about=""),)}, "a parameter 'file'"),
        ("entitle", {"kind": "entitle", "parameters": (Steps(), SURE)}, "takes no step chosen on top"),
        ("entitle", {"kind": "entitle", "parameters": (Step(required=False), SURE)}, "takes no step chosen on top"),
        ("entitle", {"kind": "entitle", "parameters": (Steps(),), "about": BESIDES}, "takes no step chosen on top"),
        ("entitle", {"kind": "entitle", "parameters": asks("fresh"), "codes": {"LAST_STEP": "No."}}, "code LAST_STEP"),
    ],
)  # fmt: skip
def test_what_would_collide_in_silence_is_refused_when_a_kind_is_listed(
    name: str, changes: dict[str, object], words: str
) -> None:
    kind = type("Entitle", (Retitle,), {"__slots__": (), **changes})
    with pytest.raises(ValueError, match="Expected a kind of change that keeps its contract") as refused:
        Kinds(*KINDS.values())[name] = kind
    assert words in str(refused.value)


@pytest.mark.parametrize(("kind", "step"), [("retitle", "A"), ("retitle", "gone"), ("instruct", "gone")])
def test_what_no_operation_can_give_has_no_inverse(kind: str, step: str) -> None:
    model = read(chain("A" * 401 if step == "A" else "A").xml())
    (first,) = [n.id for n in model.graph.nodes.values() if n.name.startswith("A")]
    sent = {"kind": kind, "step": first if step == "A" else step, "title" if kind == "retitle" else "text": "New"}
    assert operation_from(sent).inverse(model) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_programs_are_told_of_a_kind_is_what_it_reads(kind: str) -> None:
    schema = jsonschema.Draft202012Validator(dict(KINDS[kind].schema()))
    sent = [operation_to(operation) for operation in KINDS[kind].places(with_places(kind, read(varied().xml())))]
    assert sent and all(schema.is_valid(one) for one in sent)
    required = [p.name for p in KINDS[kind].parameters if p.required]
    less = [{field: value for field, value in sent[0].items() if field != name} for name in required]
    for wrong in ({**sent[0], "strange": 1}, {**sent[0], "kind": "strange"}, *less):
        assert not schema.is_valid(wrong)
        with pytest.raises(CannotChange):
            operation_from(wrong)
