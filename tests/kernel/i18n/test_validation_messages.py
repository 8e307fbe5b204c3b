"""What libraries say in English of what does not fit is known as a message, and read in German."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.exceptions import default_exceptions

from app.kernel.api import validation_messages
from app.kernel.http import refusals
from app.kernel.http.problems import invalid
from app.kernel.i18n import catalogues
from app.kernel.i18n.languages import speaking
from processes.messages import Message

USED = re.compile(r"\b(?:fields|validate)\.([A-Z]\w+)")
VALIDATORS: dict[str, list[tuple[Any, Any]]] = {
    "Range": [
        (validate.Range(1, 3), 5), (validate.Range(1, None), 0), (validate.Range(None, 3), 5),
        (validate.Range(1, 3, min_inclusive=False), 1), (validate.Range(1, 3, max_inclusive=False), 3),
        (validate.Range(1, 3, min_inclusive=False, max_inclusive=False), 3),
        (validate.Range(1, None, min_inclusive=False), 1), (validate.Range(None, 3, max_inclusive=False), 3),
    ],
    "Length": [
        (validate.Length(1, 3), "long one"), (validate.Length(1), ""), (validate.Length(max=3), "long one"),
        (validate.Length(equal=3), "x"),
    ],
    "OneOf": [(validate.OneOf(["a", "b"]), "c")],
    "ContainsOnly": [(validate.ContainsOnly(["a", "b"]), ["c"])],
    "Regexp": [(validate.Regexp("a"), "b")], "Equal": [(validate.Equal(3), 2)], "Email": [(validate.Email(), "b")],
    "URL": [(validate.URL(), "b")],
}  # fmt: skip


def used() -> set[str]:
    """Give the fields and validators that features name."""
    found: set[str] = set()
    for file in sorted((catalogues.ROOT / "app").rglob("*.py")):
        found |= set(USED.findall(file.read_text()))
    return found


def is_known(words: str) -> bool:
    return isinstance(validation_messages.said(words), Message)


def test_every_field_in_use_speaks_in_messages() -> None:
    kinds = {name: getattr(fields, name, None) for name in used()}
    names = {name for name, kind in kinds.items() if inspect.isclass(kind) and issubclass(kind, fields.Field)}
    assert {"String", "Integer", "DateTime", "Nested"} <= names
    for name in names:
        kind = getattr(fields, name)
        for key, words in kind.default_error_messages.items():
            if key in ("format", "validator_failed", "invalid_awareness"):
                continue
            said = words.format(obj_type=getattr(kind, "OBJ_TYPE", ""), choices="a, b")
            assert is_known(said), (name, said)
    for words in Schema._default_error_messages.values():
        assert is_known(words)


def test_every_validator_in_use_speaks_in_messages() -> None:
    names = {name for name in used() if inspect.isclass(getattr(validate, name, None))}
    assert names - {"And"} <= VALIDATORS.keys()
    for tried in VALIDATORS.values():
        for validator, value in tried:
            with pytest.raises(ValidationError) as raised:
                validator(value)
            assert all(map(is_known, raised.value.messages)), raised.value.messages


def test_what_is_not_known_stays_as_it_is() -> None:
    assert validation_messages.said("Something else.") == "Something else."


def test_what_a_schema_found_is_said_in_german() -> None:
    error = invalid({"json": {"limit": ["Must be less than or equal to 200."], "name": ["Unknown field."]}})
    english = (
        "Expected other values, but: limit: Must be less than or equal to 200; name: Unknown field. Correct them and"
    )
    assert error.detail.startswith(english)
    with speaking("de"):
        assert str(error.detail) == (
            "Erwartet wurden andere Werte, aber: limit: Muss höchstens 200 sein; name: Unbekanntes Feld. "
            "Korrigieren Sie sie und senden Sie es noch einmal."
        )
        assert str(error.errors["limit"]) == "Muss höchstens 200 sein."


def test_errors_of_http_have_names_in_german() -> None:
    with speaking("de"):
        for code, kind in default_exceptions.items():
            if code in refusals.NAMES:
                assert refusals.NAMES[code] == kind().name
                assert str(refusals.NAMES[code]) not in (kind().name, "")
    assert {400, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503} <= refusals.NAMES.keys()
