"""States in which every token carried data of its own are read with what each field was when it was written last."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from processes.engine import Definition, definition, inspect, migrate, split_large, with_large, without_large
from processes.engine.preparation.dry_run import BEGIN
from processes.engine.runtime.stored import state
from tests.processes.engine.models import Case

STORED = json.loads((Path(__file__).parents[2] / "fixtures" / "carried.json").read_text(encoding="utf-8"))


class Found(Case):
    """A case that an earlier release has left behind."""

    def __init__(self, made: Definition, saved: bytes) -> None:
        self.definition, self.turn, self.trail = made, inspect(made, saved, BEGIN), []


def found(name: str) -> Found:
    """The case of this name."""
    made = definition(STORED[name]["runnable"].encode(), "executable")
    return Found(made, base64.b64decode(STORED[name]["state"]))


@pytest.mark.parametrize("name", STORED)
def test_it_is_saved_as_today_and_the_same_from_then_on(name: str) -> None:
    case = found(name)
    again = inspect(case.definition, case.turn.state, BEGIN)
    assert again == case.turn
    assert len(case.turn.state) <= len(base64.b64decode(STORED[name]["state"]))


def test_branches_go_on_with_one_set_of_fields() -> None:
    case = found("branches")
    assert case.turn.data == {"x": 1, "left": 1}
    assert case.do("B").turn.data == {"x": 2, "left": 1}


def test_rounds_keep_their_items_and_add_up() -> None:
    case = found("rounds")
    assert case.turn.data == {"ids": [1, 20, 300], "total": 1, "note": "first"}
    assert case.do("x").do("x").turn.data == {"ids": [1, 20, 300], "total": 321, "note": "first"}


def test_rounds_that_wait_for_a_message_know_which_one_they_are() -> None:
    case = found("waiting rounds")
    assert [(one.data or {}).get("rid") for one in case.turn.waiting] == ["t1", "t2"]
    assert case.turn.data == {"ids": ["t1", "t2"]}


@pytest.mark.parametrize("name", ["can be undone", "to be undone"])
def test_what_undoes_a_subprocess_sees_what_it_ended_with(name: str) -> None:
    case = found(name)
    if "l" in case.open:
        case.do("l")
    case.do("x", price=9)
    assert (case.open, case.turn.data) == (["z"], {"price": 9, "seen": [1]})


def test_the_main_way_sees_what_was_written_beside() -> None:
    assert found("beside").do("A").do("C").open == ["yes"]


def test_pools_keep_what_is_theirs() -> None:
    case = found("pools")
    assert case.turn.data == {"n": 3, "own": True}
    known: dict[str, Any] = {
        t.task_spec.bpmn_id: dict(t.data)
        for t in state.load(case.definition, case.turn.state, BEGIN).tokens()
        if t.is_open
    }
    assert known == {"c": {"n": 3, "own": True}, "w": {"n": 2}}


@pytest.mark.parametrize("name", STORED)
def test_it_moves_to_another_version(name: str) -> None:
    case = found(name)
    new = definition(
        STORED[name]["runnable"].replace("</definitions>", "<!-- --></definitions>").encode(), "executable"
    )
    moved = migrate(case.definition, new, base64.b64decode(STORED[name]["state"]), BEGIN)
    assert moved.result is not None, moved.words
    assert moved.quiet
    assert moved.result.data == case.turn.data


def test_a_thin_state_of_an_earlier_release_is_filled_up() -> None:
    case = found("branches")
    saved = base64.b64decode(STORED["branches"]["state"])
    large = {"left": 1}
    assert inspect(case.definition, with_large(without_large(saved, large), large), BEGIN) == case.turn
    assert split_large(case.turn.data)[1] == {}
