"""What the engine, forms, decisions and timers say: kept without a language, read in that of who reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from app.kernel.i18n.languages import speaking
from processes.decisions import CannotDecide
from processes.decisions.dmn_files import DmnFiles
from processes.engine import inspect, prepare
from processes.engine.preparation.child import prepare_in_child, stop
from processes.engine.preparation.stored import restored, stored
from processes.engine.runtime.token_state import TokenState
from processes.errors import EngineError, InvalidForm, ScriptRejected, words_of
from processes.expressions.language import script_fault
from processes.expressions.sandbox import SANDBOX
from processes.forms import check, in_words
from processes.forms.schema import choice_schema
from processes.messages import Message, in_english
from processes.schedule.timers import first_due
from tests.processes.engine.models import NOW, Case, compiled, model, nodes

DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n"><decision id="d" name="Fee">'
    '<decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>amount</text></inputExpression></input>'
    '<output name="fee"/><rule><inputEntry><text>{first}</text></inputEntry><outputEntry><text>1</text></outputEntry>'
    "</rule><rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
    "</decisionTable></decision></definitions>"
)


def choosing(condition: str) -> bytes:
    """A choice whose only conditions do not hold."""
    return model(
        nodes("startEvent:s exclusiveGateway:g userTask:a userTask:b"), "", f"s>g g>a:{condition} g>b:{condition}"
    )


def stuck() -> Case:
    return Case(compiled(choosing("amount~>~5"), "executable"), {"amount": 1})


def test_an_incident_is_kept_without_a_language() -> None:
    case = stuck()
    english = "Expected one of the conditions to hold, but none does, and there is no default way."
    assert [one.words for one in case.turn.incidents] == [english]
    (incident,) = inspect(case.definition, case.turn.state, NOW).incidents
    assert isinstance(incident.words, Message) and incident.words == english
    with speaking("de"):
        assert str(incident.words).startswith("Erwartet wurde, dass eine der Bedingungen erfüllt ist")
        again = inspect(case.definition, case.turn.state, NOW)
    assert again.state == case.turn.state


def test_what_an_earlier_release_kept_is_read_as_it_is() -> None:
    state = TokenState.read({"error": "It went wrong."})
    with speaking("de"):
        assert state.error == str(state.error) == "It went wrong."
    assert state.stored() == {"error": "It went wrong."}


def test_a_script_that_fails_says_so_in_german() -> None:
    with pytest.raises(ScriptRejected) as told, speaking("de"):
        SANDBOX.evaluate("1 // amount", {"amount": 0})
    assert in_english(told.value.words).startswith("Expected the script or condition to run, but: ")
    with speaking("de"):
        assert str(told.value.words).startswith("Erwartet wurde, dass das Skript oder die Bedingung läuft, aber: ")
        assert str(script_fault("yield 1\nimport os")) == (
            "Zeile 2 importiert „os“, was Skripte nicht verwenden dürfen; Zeile 1 verwendet yield"
        )


def test_what_the_import_assumes_comes_from_the_child_and_is_kept() -> None:
    body = nodes("startEvent:s endEvent:e") + '<serviceTask id="a" name="Send invoice"/>'
    try:
        prepared = prepare_in_child(model(body, "", "s>a a>e"))
    finally:
        stop()
    assert prepared.assumptions == prepare(model(body, "", "s>a a>e")).assumptions
    (assumed,) = restored(stored(prepared)).assumptions
    assert assumed.text == "“Send invoice” stands for a service of its own: a person does or confirms it."
    with speaking("de"):
        assert str(assumed.text).endswith("steht für einen eigenen Dienst: Eine Person erledigt oder bestätigt das.")


RULES: list[tuple[dict[str, Any], object, str]] = [
    ({"type": "integer"}, "x", "„Amount“ muss eine ganze Zahl sein."),
    ({"type": "number", "minimum": 2.5}, 1, "„Amount“ muss mindestens 2,5 sein."),
    ({"type": "string", "minLength": 2}, "x", "„Amount“ muss mindestens 2 Zeichen haben."),
    ({"type": "array", "maxItems": 1}, [1, 2], "„Amount“ nimmt höchstens 1 Eintrag."),
    ({"type": "string", "format": "time"}, "x", "„Amount“ muss eine Uhrzeit wie 10:30 sein."),
    ({"enum": ["a", "b"]}, "x", "„Amount“ muss eine der angebotenen Möglichkeiten sein."),
]


@pytest.mark.parametrize(("rule", "value", "german"), RULES)
def test_a_form_says_in_german_what_is_amiss(rule: dict[str, Any], value: object, german: str) -> None:
    schema = {"properties": {"amount": {**rule, "title": "Amount"}}}
    with pytest.raises(InvalidForm) as told:
        check(schema, {"amount": value})
    with speaking("de"):
        assert {name: str(words) for name, words in told.value.errors.items()} == {"amount": german}
        assert str(told.value.words) == f"Erwartet wurde ein ausgefülltes Formular, aber: {german}"


def test_a_form_names_the_entry_of_a_list() -> None:
    items = {
        "type": "array",
        "title": "Items",
        "items": {"properties": {"price": {"title": "Price", "type": "number"}}},
    }
    with pytest.raises(InvalidForm) as told:
        check({"properties": {"items": items}}, {"items": [{"price": 1}, {"price": "x"}]})
    assert told.value.errors == {"items.1.price": "“Price” in entry 2 of “Items” has to be a number."}
    with speaking("de"):
        assert str(told.value.errors["items.1.price"]) == "„Price“ in Eintrag 2 von „Items“ muss eine Zahl sein."


def test_words_of_forms_made_here_are_known_again_after_they_were_kept() -> None:
    task = compiled(model(nodes("startEvent:s userTask:a"), "", "s>a")).spec.task_specs["a"]
    choice = choice_schema("", [("f1", "Yes"), ("f2", "All is done")], several=False)
    own = {"properties": {"result": {"type": "string", "title": "Result of the check"}}}
    with speaking("de"):
        kept = [in_words(orjson.loads(orjson.dumps(form))) for form in (task.form, choice, own)]
        said = [
            [str(rule["title"]), *(str(label) for label in rule.get("x-labels", {}).values())]
            for form in kept
            for rule in form["properties"].values()
        ]
    assert said == [["Ergebnis"], ["Welcher Weg?", "Yes", "Alles ist erledigt"], ["Result of the check"]]
    assert kept == [task.form, choice, own]
    question = in_words({"type": "object", "properties": {}, "description": "Has the message come? Done means: yes."})
    with speaking("de"):
        assert str(question["description"]) == "Ist die Nachricht gekommen? Erledigt heißt: ja."


def test_a_decision_says_in_german_why_it_has_no_answer() -> None:
    two = DmnFiles({"a.dmn": DMN.format(first="&gt; 0").encode()}).answer("Fee", {"amount": 2})[1]
    bad = DmnFiles({"a.dmn": DMN.format(first="&gt; (").encode()}).answer("Fee", {"amount": 2})[1]
    with speaking("de"):
        assert str(two) == (
            "Erwartet wurde, dass in „Fee“ nur eine Regel zutrifft, aber es sind 2: 1 und 2. "
            "Korrigieren Sie die Tabelle."
        )
        assert str(bad) == (
            "Erwartet wurde eine lesbare Entscheidung, aber „Fee“ ist es nicht: "
            "Regel 1, Eingabe 1: vor „Textende“ fehlt ein Name."
        )
    assert CannotDecide("x").words == "x"


def test_a_timer_says_in_german_what_is_no_time() -> None:
    with pytest.raises(ValueError, match="Expected a duration") as told:
        first_due("timeDuration", "soon", datetime(2026, 1, 1, tzinfo=UTC))
    with speaking("de"):
        assert str(words_of(told.value)) == "Erwartet wurde eine Dauer wie PT1H oder P3D, aber da steht 'soon'."
    assert words_of(EngineError("one")) == words_of(OverflowError("one")) == "one"
