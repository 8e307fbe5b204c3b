"""States that earlier releases left behind load and finish (invariant I11): each file bears the name of a release."""

from __future__ import annotations

import base64
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from processes.engine import Definition, definition, inspect, migrate
from processes.engine.preparation.dry_run import BEGIN, do_one_task
from processes.engine.preparation.prepare import prepare
from processes.engine.runtime.stored import state
from tests.processes.engine.fixtures.stored import STORED

FILES = sorted((Path(__file__).parents[2] / "fixtures").glob("states-*.json"))
CASES = [
    pytest.param(path, name, stored, id=f"{path.stem} {name}")
    for path in FILES
    for name, stored in json.loads(path.read_text(encoding="utf-8")).items()
]


def finishes(made: Definition, saved: bytes) -> bool:
    """Whether an instance comes to its end, saved and loaded after every step."""
    for seed in range(4):
        chance, done = random.Random(seed), Counter[str]()
        instance = state.load(made, saved, BEGIN)
        for _ in range(100):
            if instance.completed or not do_one_task(instance, chance, done):
                break
            instance = state.load(made, state.save(instance), instance.now)
        if instance.completed:
            return True
    return False


@pytest.mark.parametrize(("path", "name", "stored"), CASES)
def test_states_of_earlier_releases_load_and_finish(path: Path, name: str, stored: dict[str, Any]) -> None:
    made = definition(stored["runnable"].encode(), stored["mode"])
    for one in stored["states"]:
        saved = base64.b64decode(one["state"])
        turn = inspect(made, saved, BEGIN)
        assert sorted(task.step_id for task in turn.open) == one["open"]
        assert turn.status == "running"
        assert finishes(made, saved)


@pytest.mark.parametrize(("path", "name", "stored"), CASES)
def test_states_of_earlier_releases_move_to_the_same_model_imported_anew(
    path: Path, name: str, stored: dict[str, Any]
) -> None:
    xml = STORED[name.rpartition(" (")[0]][0]
    runnable = prepare(xml, stored["mode"]).runnable
    assert runnable is not None
    made, new = definition(stored["runnable"].encode(), stored["mode"]), definition(runnable, stored["mode"])
    for one in stored["states"]:
        moved = migrate(made, new, base64.b64decode(one["state"]), BEGIN)
        assert moved.result is not None, moved.words
        assert sorted(task.step_id for task in moved.result.open) == one["open"]
        assert finishes(new, moved.result.state)
