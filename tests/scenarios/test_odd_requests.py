"""Odd and hostile requests, each of a kind: none is a mistake of ours, and each answer says what was amiss."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.api import schemas
from tests.factories import accounts, models

Unit = Callable[[], AbstractContextManager[Session]]
API = "/api/v1"
PLAIN = models.linear("A").decode()
HALF = "\ud800"
FORM = '{"properties": {"n": {"type": "number"}, "o": {"type": "object", "properties": {"x": {"type": "number"}}}}}'


class Asking:
    """A manager's program that sends whatever it likes."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    def send(self, path: str, body: Any, method: str = "POST") -> TestResponse:
        """Send JSON, written by us or already."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"}
        return self._client.open(API + path, method=method, data=data, headers=self._headers | kind)

    def form(self, path: str, fields: dict[str, Any]) -> TestResponse:
        """Send a form."""
        return self._client.post(API + path, data=fields, headers=self._headers)

    def loaded(self, key: str, bpmn: str, **more: Any) -> None:
        """Load a process that runs."""
        answer = self.send("/processes", {"key": key, "title": key, "bpmn": bpmn, **more})
        assert (answer.status_code, answer.get_json()["live"]["runs"]) == (201, True), answer.text

    def started(self, key: str) -> str:
        """Start a case and give its task."""
        answer = self.send(f"/processes/{key}/instances", {})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["tasks"][0]["id"])


@pytest.fixture
def asking(client: FlaskClient, unit: Unit) -> Asking:
    with unit() as session:
        return Asking(client, accounts.bearer(session, accounts.person(session, "Ann", "manager")))


def told(answer: TestResponse, status: int, code: str) -> str:
    """Give the words of a refusal: one sentence about what was expected, whole, with what to do."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    problem = answer.get_json()
    words = str(problem["detail"])
    assert problem["code"] == code and words.startswith("Expected ") and ".." not in words and ": ." not in words, words
    return words


@pytest.mark.parametrize(
    "more",
    [{"files": {f"a{HALF}.form": "{}"}}, {"title": HALF}, {"bpmn": HALF}, {"unit": HALF}, {"key": "k" + HALF}],
)
def test_half_a_character_in_a_model_s_request_is_said(asking: Asking, more: dict[str, Any]) -> None:
    assert told(asking.send("/processes", {"key": "k", "title": "K", "bpmn": PLAIN} | more), 422, "BAD_CHARACTER")


@pytest.mark.parametrize(
    "schema",
    [
        '{"properties": {"a": {"type": "string", "title": "\\ud800", "default": "\\ud800", "enum": ["\\ud800"]}}}',
        '{"properties": {"\\ud800": {"type": "string"}}}',
        '{"properties": {"a": {"type": "number", "default": NaN, "maximum": 1e999}}}',
        '{"properties": {"a": {"type": "integer", "minimum": ' + "9" * 100 + "}}}",
        '{"properties": ' * 2000 + "{}" + "}" * 2000,
    ],
)
def test_a_form_of_a_model_that_no_json_can_hold_is_not_asked(asking: Asking, schema: str) -> None:
    asking.loaded("odd", models.with_form("A", schema).decode())
    answer = asking.send(f"/tasks/{asking.started('odd')}/complete", {"data": {}})
    assert answer.get_json()["state"] == "completed", answer.text


def test_files_of_forms_that_hold_half_a_character_are_compared(asking: Asking) -> None:
    form = '{{"components": [{{"key": "a", "type": "textfield", "label": "{}"}}]}}'
    asking.loaded("odd", PLAIN, files={"a.form": form.format("\\ud800")})
    sent = {"file": (io.BytesIO(PLAIN.encode()), "m.bpmn"), "files": (io.BytesIO(form.format("x").encode()), "a.form")}
    answer = asking.form("/processes/odd/versions", sent)
    assert answer.status_code == 201, answer.text
    changes = asking.send("/processes/odd/diff?from=1&to=2", b"", "GET")
    assert (changes.status_code, "a.form" in changes.text) == (200, True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"n": "1"}, "but n: “n” has to be a number. Correct"),
        ({"o": []}, "but o: “o” has to be a group of fields. Correct"),
        ({"n": "1", "o": 2}, "a number; o: “o” has to be a group of fields. Correct"),
        ({"s": "x" * 2_000_000}, "This has 2,000,008 bytes, and there is room for 1,000,000. Correct"),
    ],
)
def test_values_that_do_not_fit_a_form_are_said_in_one_sentence(
    asking: Asking, data: dict[str, Any], words: str
) -> None:
    asking.loaded("formed", models.with_form("A", FORM).decode())
    task = asking.started("formed")
    assert words in told(asking.send(f"/tasks/{task}/complete", {"data": data}), 422, "INVALID_FORM")


def test_wrong_kinds_of_values_are_said_in_one_sentence(asking: Asking) -> None:
    words = told(asking.send("/processes", {"key": 5, "title": [], "bpmn": None}), 422, "INVALID")
    assert "key: Not a valid string; title: Not a valid string; bpmn: Field may not be null. Correct" in words


@pytest.mark.parametrize("number", [b"1e308", b"1e400", b"99999999999", b"-99999999999", b"1.5e9"])
def test_a_policy_takes_no_numbers_without_end(asking: Asking, number: bytes) -> None:
    asking.loaded("abc", PLAIN)
    sent = b'{"quorum": {"kind": "turnout", "absolute": ' + number + b"}}"
    code = "NUMBER_TOO_LARGE" if number == b"1e400" else "INVALID"
    assert told(asking.send("/processes/abc/policy", sent, "PUT"), 422, code)


def test_a_form_of_too_many_parts_is_said_to_be_that(asking: Asking) -> None:
    words = told(
        asking.form("/processes", {"file": (io.BytesIO(b""), "m.bpmn")} | {f"f{n}": "x" for n in range(1100)}),
        413,
        "HTTP_413",
    )
    assert "at most 1,000 fields" in words and "MB, but this is larger" not in words


def test_whole_numbers_that_are_sent_have_bounds() -> None:
    """JSON writes 1e308 as a whole number, too, and no column holds it."""
    sent = [one for one in _all(schemas.Strict) if one.__module__.startswith("app.")]
    assert len(sent) > 30
    free = [f"{one.__name__}.{name}" for one in sent for name, field in one._declared_fields.items() if _is_free(field)]
    assert free == []


def _all(schema: type[schemas.Strict]) -> set[type[schemas.Strict]]:
    return {schema} | {inner for one in schema.__subclasses__() for inner in _all(one)}


def _is_free(field: Any) -> bool:
    bounds = [one for one in getattr(field, "validators", []) if isinstance(one, validate.Range)]
    return isinstance(field, fields.Integer) and not any(one.max is not None and one.min is not None for one in bounds)
