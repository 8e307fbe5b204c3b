"""What there is to choose at a step: nearest first, in words, and nothing that could not be done there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.change import KINDS, TROUBLES, Parameter, against, apply, in_words, operation_from
from processes.change.contract import Flag
from processes.model import Model, parse
from tests.factories import models
from tests.processes.change.support import read
from tests.processes.models import Sketch, chain, sketches

DEMO = sorted(Path("bpmn").glob("*/*.bpmn"))
TYPED = {"title": "Look twice", "skip_when": "it is small", "again_while": "something is missing", "count": "3",
         "condition": "the customer agrees", "titles": "Look\nSign", "text": "Look, then sign."}  # fmt: skip

PARTS = {"schema": ("Remark", "text", "", ""), "after": ("2", "days"), "then": ("Remind", "")}


def offers(kind: str, name: str, model: Model, step: str) -> dict[str, str]:
    """What a kind offers for one of its parameters at a step: the words by the value, as forms send it."""
    parameter = next(p for p in KINDS[kind].parameters if p.name == name)
    assert parameter.blank is not None and parameter.blank.options is not None
    return {parameter.in_form(one.value): str(one.words) for one in parameter.blank.options(model, step)}


def words(kind: str, name: str, model: Model, step: str) -> list[str]:
    """What people read of it."""
    return [*offers(kind, name, model, step).values()]


def row(*names: str) -> Model:
    """Steps in a row."""
    return read(chain(*names))


def block() -> Model:
    """Two steps at the same time, with others before and behind."""
    sketch = Sketch()
    for node, tag in (("start", "startEvent"), ("A", ""), ("split", "parallelGateway"), ("B", ""), ("C", ""),
                      ("join", "parallelGateway"), ("D", ""), ("end", "endEvent")):  # fmt: skip
        sketch.node(node, tag or "userTask", node if not tag else "")
    for ends in ("start A", "A split", "split B", "split C", "B join", "C join", "join D", "D end"):
        sketch.flow(*ends.split())
    return read(sketch)


def test_rows_begin_with_what_comes_next() -> None:
    model = row("Write", "Check", "Sign", "Send")
    assert words("parallelise", "steps", model, "Check") == [
        "“Sign”", "“Write”", "“Sign” and “Send”", "“Write” and “Sign”", "“Write”, “Sign” and “Send”",
    ]  # fmt: skip
    assert words("optional", "steps", model, "Send")[:2] == ["“Send” alone", "“Sign”"]


def test_what_is_done_at_the_same_time_can_follow_one_another_in_any_order() -> None:
    assert words("serialise", "steps", block(), "B") == ["“C”, then “B”", "“B”, then “C”"]
    assert words("serialise", "steps", block(), "A") == [] == words("parallelise", "steps", block(), "B")
    assert not KINDS["serialise"].fits(block(), "D") and KINDS["serialise"].fits(block(), "C")


def test_places_are_said_by_what_they_lie_between_and_steps_of_one_name_are_told_apart() -> None:
    model = row("Write", "Check", "Send")
    assert words("insert", "at", model, "Check") == ["between “Check” and “Send”", "between “Write” and “Check”"]
    assert "between “Write” and “Check”" not in words("move", "at", model, "Write")
    assert words("swap", "with", model, "Write") == ["“Check”", "“Send”"]
    twice = parse(models.linear("Check", "Send").replace(b'name="Send"', b'name="Check"'))
    assert words("swap", "with", twice, "Check") == ["“Check” (after “Check”)"]


def test_ways_are_named_by_where_they_lead_and_what_they_are_taken_on() -> None:
    sketch = Sketch()
    for node, tag in (("start", "startEvent"), ("Ask", ""), ("gate", "exclusiveGateway"), ("Pay", ""), ("Drop", ""),
                      ("paid", "endEvent"), ("gone", "endEvent")):  # fmt: skip
        sketch.node(node, tag or "userTask", node if not tag else "")
    for ends in ("start Ask", "Ask gate", "Pay paid", "Drop gone"):
        sketch.flow(*ends.split())
    sketch.flow("gate", "Pay", "sum > 5", "yes")
    sketch.flow("gate", "Drop", "sum == 0", "no")
    model = read(sketch)
    assert words("condition", "flow", model, "Ask") == [
        "to “Pay”, now when “sum > 5”",
        "to “Drop”, now when “sum == 0”",
    ]
    assert [*offers("condition", "flow", model, "Drop")] == ["yes", "no"]
    assert "between the choice after “Ask” and “Pay”, when “sum > 5”" in words("insert", "at", model, "Ask")


def test_lanes_are_those_of_others_and_none_where_the_step_says_who_does_it() -> None:
    sketch = chain("Write", "Check")
    sketch.lanes = {"Sales": ["Write"], "Legal": ["Check"]}
    assert (
        words("reassign", "lane", read(sketch), "Write") == ["Legal"] == words("insert", "lane", read(sketch), "Write")
    )
    own = sketch.xml().replace(b'id="Write"', b'id="Write" camunda:assignee="ada" '
                               b'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"')  # fmt: skip
    assert words("reassign", "lane", parse(own), "Write") == []


def test_how_a_step_is_done_is_said_without_what_it_is_now() -> None:
    assert "Somebody does it" not in words("replace", "type", row("Write", "Check"), "Write")
    assert words("insert", "type", row("Write", "Check"), "Write")[0] == "Somebody does it"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_against_every_trouble_three_kinds_help_and_the_best_comes_first(trouble: str) -> None:
    ranks = [kind.about.troubles[trouble] for kind in against(trouble) if trouble in kind.about.troubles]
    assert len(ranks) >= 3 and ranks == sorted(set(ranks)) and ranks[0] == 1


def chosen(kind: str, model: Model, step: str, value: Parameter | None, text: str) -> dict[str, object]:
    """An operation as the form makes it: of one parameter this text, of all others what is offered first or typed."""
    said: dict[str, object] = {"kind": kind}
    instead = KINDS[kind].one_of if value is not None and value.name in KINDS[kind].one_of else ()
    for p in KINDS[kind].parameters:
        if p is value:
            said[p.name] = p.from_form(text)
        elif p.name in instead:
            continue
        elif p.blank is None and p.required:
            said[p.name] = step
        elif p.blank is not None and p.blank.options is not None and (p.required or p.name in KINDS[kind].one_of[-1:]):
            said[p.name] = p.from_form(next(iter(offers(kind, p.name, model, step))))
        elif p.blank is not None and p.name in TYPED and not isinstance(p, Flag):
            said[p.name] = p.from_form(TYPED[p.name])
        if p.blank is not None and p.in_parts and p.name in PARTS:
            said[p.name] = p.from_several(PARTS[p.name])
    return said


def _first(kind: str, said: list[Parameter], model: Model, step: str) -> list[tuple[Parameter | None, str]]:
    """The first options of the first thing that is asked for, or of each of those of which one is enough."""
    asked = [p for p in said if p.name in KINDS[kind].one_of] or said[:1]
    # A field that is read later on is offered, for it is said by whom; a new one can be asked for everywhere.
    start = -1 if kind == "field" else 0
    return [(p, text) for p in asked for text in list(offers(kind, p.name, model, step))[start:][:3]] or [(None, "")]


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_what_is_offered_in_the_demo_can_be_done(path: Path) -> None:
    model = parse(path.read_bytes())
    refused = []
    for node in [n for n in model.graph.nodes.values() if n.is_activity][::3]:
        for name, kind in KINDS.items():
            # Whether a reminder may come while the last one is open is known only when it is tried.
            if name in ("eliminate", "reorder", "deadline") or not kind.fits(model, node.id):
                continue
            said = [p for p in kind.parameters if p.blank and p.blank.options and (p.required or p.name in kind.one_of)]
            for asked, text in _first(name, said, model, node.id):
                one = operation_from(chosen(name, model, node.id, asked, text))
                if not (changed := apply(model, [one])).ok:
                    refused.append((in_words(model, [one]), changed.refusals[0].words))
    assert not refused


@settings(deadline=None)
@given(sketches(), st.data())
def test_every_option_is_a_value_that_comes_back_from_its_form(sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    step = data.draw(st.sampled_from(sorted(model.graph.nodes)))
    for kind in KINDS.values():
        for p in kind.parameters:
            if p.blank is None or p.blank.options is None:
                continue
            for option in p.blank.options(model, step):
                sent = p.from_form(p.in_form(option.value))
                assert sent == option.value and option.words
                p.value(kind.kind, json.loads(json.dumps(sent)))
