"""Changing a form or decision file that was changed on the live side, too: by fields and rows, or a conflict."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from processes import change
from processes.decisions import decisions_in
from processes.model import parse
from tests.processes.engine.models import model, nodes

FORM: dict[str, Any] = {
    "title": "Order",
    "properties": {"amount": {"type": "number", "title": "Amount"}, "note": {"type": "string"}},
    "required": ["amount"],
}
JS: dict[str, Any] = {
    "components": [
        {"key": "amount", "id": "F1", "label": "Amount", "type": "number", "validate": {"required": True}},
        {"key": "note", "id": "F2", "label": "Note", "type": "textfield"},
        {"id": "T1", "type": "text", "text": "Thank you"},
    ],
    "type": "default",
}


def carried(base: Any, live: Any, wanted: Any, name: str = "order.form") -> change.Carried:
    """The change from the first to the last of these, made on the one in the middle."""
    return change.carry_file(name, *(json.dumps(one, indent=2).encode() for one in (base, live, wanted)))


def made(base: Any, live: Any, wanted: Any) -> Any:
    found = carried(base, live, wanted)
    assert found.content is not None, found.refusals
    return json.loads(found.content)


def with_(form: Any, **fields: Any) -> Any:
    """A form of a schema with these properties in it; None takes one out."""
    other = copy.deepcopy(form)
    for name, rule in fields.items():
        if rule is None:
            del other["properties"][name]
        else:
            other["properties"][name] = rule
    return other


def test_fields_that_each_side_changed_are_both_kept() -> None:
    live = with_(FORM, note={"type": "string", "title": "Remark"}, colour={"type": "string"})
    live["required"] = ["amount", "colour"]
    wanted = with_(FORM, amount={"type": "integer", "title": "Amount"}, size={"type": "string"})
    wanted["required"] = ["amount", "size"]
    found = made(FORM, live, wanted)
    assert found["properties"] == {
        "amount": {"type": "integer", "title": "Amount"}, "note": {"type": "string", "title": "Remark"},
        "colour": {"type": "string"}, "size": {"type": "string"},
    }  # fmt: skip
    assert found["required"] == ["amount", "size", "colour"]


def test_components_are_known_by_their_key_wherever_they_stand() -> None:
    live, wanted = copy.deepcopy(JS), copy.deepcopy(JS)
    live["components"].insert(0, {"key": "who", "id": "F0", "label": "Who", "type": "textfield"})
    live["components"][1]["label"] = "How much"
    wanted["components"].reverse()
    wanted["components"][2]["validate"]["min"] = 1
    del wanted["components"][1]
    found = made(JS, live, wanted)["components"]
    assert [one["id"] for one in found] == ["F0", "T1", "F1"]
    assert (found[2]["label"], found[2]["validate"]) == ("How much", {"required": True, "min": 1})


def test_the_file_keeps_the_indent_that_it_has() -> None:
    live = json.dumps(with_(FORM, note={"type": "string", "title": "Remark"}), indent=4) + "\n"
    wanted = json.dumps(with_(FORM, amount={"type": "integer"}))
    found = change.carry_file("a.form", json.dumps(FORM).encode(), live.encode(), wanted.encode())
    assert (
        found.content == live.replace('"type": "number",\n            "title": "Amount"', '"type": "integer"').encode()
    )
    assert found.words == (
        "In “a.form”, the field “amount”: the type changed from “number” to “integer”.",
        "In “a.form”, the field “amount”: the title is gone; it was “Amount”.",
    )


@pytest.mark.parametrize(
    ("live", "wanted", "words"),
    [
        (
            with_(FORM, note={"type": "string", "title": "Remark"}),
            with_(FORM, note={"type": "string", "title": "Hint"}),
            "In “order.form”, the field “note”: the title is to be “Hint”, but it is “Remark” in the live version now. "
            "Say which of them holds.",
        ),
        (
            with_(FORM, note={"type": "number"}), with_(FORM, note=None),
            "In “order.form”, the field “note” is to go, but it is “{\"type\": \"number\"}” in the live version now. "
            "Say which of them holds.",
        ),
        (
            with_(FORM, note=None), with_(FORM, note={"type": "number"}),
            "In “order.form”, the field “note” is to be “{\"type\": \"number\"}”, but it is gone from the live "
            "version. Say which of them holds.",
        ),
    ],
)  # fmt: skip
def test_a_field_that_both_sides_changed_is_named(live: Any, wanted: Any, words: str) -> None:
    found = carried(FORM, live, wanted)
    assert (found.content, [(one.code, one.words) for one in found.refusals]) == (None, [("CHANGED_MEANWHILE", words)])


def test_a_component_that_both_sides_changed_and_an_order_of_both_are_named() -> None:
    live, wanted = copy.deepcopy(JS), copy.deepcopy(JS)
    live["components"][1]["label"], wanted["components"][1]["label"] = "Remark", "Hint"
    live["components"].reverse()
    wanted["components"] = [wanted["components"][n] for n in (1, 0, 2)]
    said = [one.words for one in carried(JS, live, wanted).refusals]
    assert said == [
        "In “order.form”, the field “Hint”: the label is to be “Hint”, but it is “Remark” in the live version now. "
        "Say which of them holds.",
        "In “order.form”, what stands in the form was put in another order on both sides. Say which of them holds.",
    ]


def test_what_one_side_alone_changed_or_both_alike_is_no_conflict() -> None:
    other = with_(FORM, note=None)
    assert carried(FORM, FORM, other).content == json.dumps(other, indent=2).encode()
    assert carried(FORM, other, other).words == ("This is already so.",)
    assert carried(FORM, other, FORM).words == ("Nothing changes.",)
    broken = change.carry_file("a.form", b"{", b"[", b"(")
    assert broken.refusals[0].words == "“a.form” was changed on both sides, and cannot be read part by part."


def rule(name: str, test: str, says: str) -> str:
    """One row of a table."""
    cells = "".join(
        f'<{kind}Entry id="{name}{kind}"><text>{text}</text></{kind}Entry>'
        for kind, text in (("input", test), ("output", says))
    )
    return f'<rule id="{name}">{cells}</rule>'


ROWS = (rule("r1", "&lt; 10", '"low"'), rule("r2", "[10..20]", '"middle"'), rule("r3", "&gt; 20", '"high"'))


def table(*rows: str, policy: str = "UNIQUE", columns: str = "") -> bytes:
    """A decision file with one table."""
    head = '<input id="i" label="Amount"><inputExpression><text>amount</text></inputExpression></input>' + columns
    body = (
        f'<decisionTable id="t" hitPolicy="{policy}">{head}<output id="o" name="level"/>{"".join(rows)}</decisionTable>'
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="F" namespace="n">'
        f'<decision id="level" name="Level">{body}</decision></definitions>'
    ).encode()


def test_rows_that_each_side_changed_put_in_or_took_out_are_all_so() -> None:
    live = table(ROWS[0], rule("n1", "10", '"ten"'), rule("r2", "(10..20]", '"middle"'), ROWS[2])
    wanted = table(ROWS[0], rule("r2", "[10..20]", '"medium"'), rule("n2", "null", '"none"'))
    found = change.carry_file("level.dmn", table(*ROWS), live, wanted)
    assert found.content is not None, found.refusals
    (made_of,) = decisions_in({"level.dmn": found.content}).values()
    assert [(*one.inputs, *one.outputs) for one in made_of.rules] == [
        ("< 10", '"low"'), ("10", '"ten"'), ("(10..20]", '"medium"'), ("null", '"none"'),
    ]  # fmt: skip
    assert "rule 3 of the decision “Level”" in " ".join(found.words)


@pytest.mark.parametrize(
    ("live", "wanted", "words"),
    [
        (
            table(ROWS[0], rule("r2", "[10..20]", '"mid"'), ROWS[2]),
            table(ROWS[0], rule("r2", "[10..20]", '"medium"'), ROWS[2]),
            'output “level” changed from “"middle"” to “"medium"”, but the live version says “"mid"” there.',
        ),
        (table(ROWS[0], ROWS[2]), table(ROWS[0], rule("r2", "10", '"middle"'), ROWS[2]), "no longer holds what this"),
        (table(ROWS[0], rule("r2", "10", '"middle"'), ROWS[2]), table(ROWS[0], ROWS[2]), "is gone, but it was changed"),
    ],
)
def test_a_row_that_both_sides_changed_is_named(live: bytes, wanted: bytes, words: str) -> None:
    found = change.carry_file("level.dmn", table(*ROWS), live, wanted)
    assert found.content is None
    assert words in found.refusals[0].words
    assert found.refusals[0].words.startswith("In “level.dmn”, ")


def test_rows_at_one_place_are_a_conflict_only_where_their_order_counts() -> None:
    for policy, fits in (("UNIQUE", True), ("COLLECT", True), ("FIRST", False), ("RULE ORDER", False)):
        sides = [table(*ROWS, *more, policy=policy) for more in ((), (rule("n1", "-", "1"),), (rule("n2", "-", "2"),))]
        found = change.carry_file("level.dmn", *sides)
        assert (found.content is not None) is fits
        assert fits or "in which the order of rules counts" in found.refusals[0].words
    sides = [table(*rows, policy="FIRST") for rows in (ROWS, (ROWS[0], rule("n", "-", "1"), *ROWS[1:]))]
    found = change.carry_file("level.dmn", *sides, table(*ROWS, rule("m", "-", "2"), policy="FIRST"))
    assert found.content is not None


@pytest.mark.parametrize("policy", ["UNIQUE", "COLLECT"])
def test_rows_that_each_side_gave_the_same_id_are_two_rows(policy: str) -> None:
    ours, theirs, other = rule("r4", "1", '"one"'), rule("r4", "2", '"two"'), rule("r4-2", "3", '"three"')
    sides = [table(*ROWS, *more, policy=policy) for more in ((), (ours,), (theirs, other))]
    found = change.carry_file("level.dmn", *sides)
    assert found.content is not None, found.refusals
    (made_of,) = decisions_in({"level.dmn": found.content}).values()
    assert sorted(one.inputs[0] for one in made_of.rules[3:]) == ["1", "2", "3"]
    known = [one.decode() for one in re.findall(rb' id="([^"]+)"', found.content)]
    assert len(set(known)) == len(known), known
    assert {"r4", "r4-2", "r4-3", "r4input-2"} <= set(known)


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST"])
def test_a_row_that_both_sides_put_in_is_one_whatever_its_ids(policy: str) -> None:
    sides = [table(*ROWS, *more, policy=policy) for more in ((), (rule("n", "1", "2"),), (rule("m", "1", "2"),))]
    found = change.carry_file("level.dmn", *sides)
    assert found.content is not None and found.content.endswith(sides[1]), found.refusals


def test_a_new_column_and_a_new_row_do_not_fit_together() -> None:
    wide = [one.replace("<outputEntry", '<inputEntry id="x"><text>-</text></inputEntry><outputEntry') for one in ROWS]
    column = '<input id="j" label="Kind"><inputExpression><text>kind</text></inputExpression></input>'
    live = table(*(one.replace('id="x"', f'id="x{n}"') for n, one in enumerate(wide)), columns=column)
    found = change.carry_file("level.dmn", table(*ROWS), live, table(*ROWS, rule("n", "-", "1")))
    assert (
        "rule 4 of “Level” does not fit the columns: one side changed rows, the other columns"
        in found.refusals[0].words
    )


def test_the_drawing_of_decisions_stays_as_it_is_live() -> None:
    drawn = '<d:DMNDI xmlns:d="http://www.omg.org/spec/DMN/20191111/DMNDI/"><d:x y="{}"/></d:DMNDI></definitions>'
    sides = [
        table(*rows).replace(b"</definitions>", drawn.format(n).encode())
        for n, rows in enumerate((ROWS, (*ROWS, rule("n", "-", "1")), (ROWS[0], rule("r2", "1", "2"), ROWS[2])))
    ]
    found = change.carry_file("level.dmn", *sides)
    assert found.content is not None and b'y="1"' in found.content and b'y="2"' not in found.content


def with_form(form: Any) -> bytes:
    """A model with a form in it."""
    text = json.dumps(form).replace("<", "&lt;")
    task = f"<extensionElements><stepwell:form>{text}</stepwell:form></extensionElements>"
    task = f'<userTask id="a" name="Ask">{task}</userTask>'
    return model(nodes("startEvent:s endEvent:e") + task, "", "s>a a>e")


def test_a_form_inside_a_model_is_carried_by_its_fields() -> None:
    live, wanted = with_(FORM, colour={"type": "string"}), with_(FORM, note={"type": "number"})
    found = change.carry(*(parse(with_form(one)) for one in (FORM, live, wanted)))
    assert found.model is not None, found.refusals
    text = next(e for e in found.model.root.iter("{*}form")).text
    assert json.loads(text or "") == with_(FORM, colour={"type": "string"}, note={"type": "number"})
    other = with_(FORM, note={"type": "boolean"})
    refused = change.carry(*(parse(with_form(one)) for one in (FORM, other, wanted)))
    assert [one.words for one in refused.refusals] == [
        "“note” of “Ask” was made to read otherwise in the live version meanwhile. Say which of them holds."
    ]
