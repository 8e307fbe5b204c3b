"""The files beside a model are compared down to fields and cells."""

from __future__ import annotations

import json

import pytest

from processes.change import file_changes as by_file

DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="u">
  <decision id="off" name="Discount"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="Amount"><inputExpression id="ie"><text>amount</text></inputExpression></input>
    <output id="o" name="percent"/>
    <rule id="r1"><inputEntry id="c1"><text>&gt; 100</text></inputEntry>
      <outputEntry id="e1"><text>5</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="c2"><text>-</text></inputEntry>
      <outputEntry id="e2"><text>0</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""
FORM = {
    "id": "f",
    "components": [
        {"key": "amount", "label": "Amount", "type": "number", "validate": {"required": True}},
        {"key": "why", "label": "Why", "type": "textfield"},
    ],
}


def file_changes(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[str, ...]:
    """All that is said of the files."""
    return tuple(words for said in by_file(before, after).values() for words in said)


def dmn(old: str, new: str) -> tuple[str, ...]:
    """What is said when one text in the table is another."""
    assert DMN.count(old) == 1
    return file_changes({"d.dmn": DMN.encode()}, {"d.dmn": DMN.replace(old, new).encode()})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("&gt; 100", "&gt; 50", "rule 1 of the decision “Discount”, input “Amount” changed from “> 100” to “> 50”."),
        ("<text>0<", "<text>1<", "rule 2 of the decision “Discount”, output “percent” changed from “0” to “1”."),
        ("<text>amount<", "<text>sum<", "changed from “amount” to “sum”."),
        ("FIRST", "UNIQUE", "hitPolicy changed from “FIRST” to “UNIQUE”."),
    ],
)
def test_a_cell_of_a_table_is_named(old: str, new: str, words: str) -> None:
    (said,) = dmn(old, new)
    assert said.startswith("In “d.dmn”, ") and said.endswith(words)


def form(new: object) -> tuple[str, ...]:
    """What is said when the form is another."""
    return file_changes({"f.form": json.dumps(FORM).encode()}, {"f.form": json.dumps(new).encode()})


def test_a_field_of_a_form_is_named() -> None:
    first, second = FORM["components"]
    assert form({**FORM, "components": [{**first, "label": "Sum"}, second]}) == (
        "In “f.form”, the field “Amount”: the label changed from “Amount” to “Sum”.",
    )
    assert form({**FORM, "components": [first]}) == ("In “f.form”, the field “Why” is gone.",)
    assert form({**FORM, "components": [second, first]}) == (
        "In “f.form”, what stands in the form is in another order.",
    )
    required = form({**FORM, "components": [{**first, "validate": {"required": False}}, second]})
    assert required == ("In “f.form”, the field “Amount”: validate: the required changed from “true” to “false”.",)


def test_files_that_came_went_or_cannot_be_read_are_said() -> None:
    assert file_changes({"a.form": b"{}"}, {"b.form": b"{}"}) == (
        "The file “a.form” is gone.",
        "The file “b.form” is new.",
    )
    assert file_changes({"a.dmn": b"x"}, {"a.dmn": b"y"}) == ("The file “a.dmn” changed.",)
    assert file_changes({"a.form": b"{}"}, {"a.form": b" {}"}) == ("The file “a.form” is only written otherwise.",)


def test_what_is_said_of_one_file_is_bounded() -> None:
    old, new = ({"a.json": json.dumps({f"k{i}": v for i in range(90)}).encode()} for v in (1, 2))
    said = file_changes(old, new)
    assert (len(said), said[-1]) == (21, "In “a.json”, 70 more places changed.")
