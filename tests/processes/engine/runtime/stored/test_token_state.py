"""What a token keeps is stored under the keys of the last release, and read from what that release has stored."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from processes.engine.runtime.stored import state
from processes.engine.runtime.token_state import Iterations, TokenState
from processes.schedule.timers import Due

FIXTURES = Path(__file__).parents[2] / "fixtures"
AT = datetime(2026, 1, 1, 9, tzinfo=UTC)
RECORD = {"step": "book", "own": {"loopCounter": 1}}

# Each row is what release 0.1.0 stored, and what it means.
STORED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "on its way": ({"via": "f1"}, {"via": "f1"}),
    "at a border": ({"host": "k", "part": 0}, {"host": "k", "event_index": 0}),
    "beside": ({"watch": True}, {"watches_scope": True}),
    "racing": ({"race": "k"}, {"race": "k"}),
    "an iteration": ({"of": "k", "round": 0}, {"iteration_of": "k", "iteration": 0}),
    "iterations of a list": (
        {"rounds": {"items": ["a", "b"], "begun": 2, "done": 1, "made": [None, 1]}},
        {"iterations": Iterations(["a", "b"], 2, 1, [None, 1])},
    ),
    "iterations of a loop": (
        {"rounds": {"items": None, "begun": 1, "done": 0}},
        {"iterations": Iterations(None, 1, 0)},
    ),
    "decided": ({"chosen": ["f2", "f3"], "closing": True}, {"chosen": ["f2", "f3"], "closing": True}),
    "joining": ({"arrived": {"f1": 2}}, {"arrived": {"f1": 2}}),
    "nothing has arrived any more": ({"arrived": {}}, {"arrived": {}}),
    "passed already": ({"spent": ["f1"]}, {"spent": ["f1"]}),
    "compensating": ({"undoing": [RECORD]}, {"compensating": [RECORD]}),
    "a handler": ({"undoes": "k"}, {"compensates": "k"}),
    "failed before it began": ({"outside": "inputs", "error": "No."}, {"failed_before": "inputs", "error": "No."}),
    "failed when it ended": ({"unheard": "end", "error": "No."}, {"failed_after": "end", "error": "No."}),
    "an error without a code": ({"error": "No.", "code": ""}, {"error": "No.", "code": ""}),
    "where a script stopped": ({"error": "No.", "place": [2, "a / b"]}, {"error": "No.", "failed_at": [2, "a / b"]}),
    "asking a condition": ({"seen": 0, "held": True}, {"condition_asked": 0, "condition_held": True}),
    "waiting once": (
        {"due": "2026-01-01T09:00:00+00:00", "left": 0, "every": ""},
        {"timer": Due(AT)},
    ),
    "waiting time and again": (
        {"due": "2026-01-01T09:00:00+00:00", "left": None, "every": "PT1H", "start": "2026-01-01T08:00:00+00:00",
         "count": 1, "until": "", "zone": "Europe/Berlin"},
        {"timer": Due(AT, None, "PT1H", "2026-01-01T08:00:00+00:00", 1, "", "Europe/Berlin")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORED)
def test_it_is_stored_under_the_keys_of_the_last_release(name: str) -> None:
    stored, means = STORED[name]
    read = TokenState.read(stored)
    assert {field: getattr(read, field) for field in means} == means
    assert vars(read).keys() == means.keys()
    assert read.stored() == stored


def test_every_field_of_a_token_is_stored() -> None:
    """Whoever adds a field says under which key, and adds a row here."""
    fields = set(TokenState.__annotations__)
    assert {field for _, means in STORED.values() for field in means} == fields


def test_what_says_no_is_not_stored() -> None:
    read = TokenState.read({"held": False, "via": ""})
    assert read.stored() == {}
    read.host = "k"
    read.host = ""
    assert read.stored() == {}


def test_a_copy_goes_its_own_way() -> None:
    one = TokenState.read({"host": "k", "arrived": {"f1": 1}})
    other = one.copy()
    other.count_arrival("f2")
    assert (one.arrived, other.arrived, other.host) == ({"f1": 1}, {"f1": 1, "f2": 1}, "k")
    assert (other.take_arrivals(), other.arrived) == ({"f1": 1, "f2": 1}, None)


def tokens_of(path: Path) -> list[dict[str, Any]]:
    """What the tokens of all states of a file keep, as it stands there."""
    stored = json.loads(path.read_text(encoding="utf-8")).values()
    states = [one["state"] for case in stored for one in case.get("states", [case])]
    bodies = [state.read(base64.b64decode(one))[0] for one in states]
    return [row[3] for body in bodies for scope in body[2] for row in scope[3]]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_what_earlier_releases_stored_is_read_without_loss(path: Path) -> None:
    kept = [one for one in tokens_of(path) if one]
    assert kept
    for one in kept:
        held = {key: value for key, value in one.items() if value is not False}
        assert TokenState.read(one).stored() == held
