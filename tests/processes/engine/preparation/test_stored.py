"""What the import made of a model is kept without loss, under a name that changes with the code that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

import processes
from processes.engine import prepare
from processes.engine.preparation.stored import edition, restored, stored
from tests.processes.engine.models import model, nodes

RUNS = model(nodes("startEvent:s scriptTask:a userTask:b"), "", "s>a a>b")


@pytest.mark.parametrize("xml", [RUNS, model(nodes("startEvent:s startEvent:t userTask:a"), "", "s>a t>a"), model("")])
def test_nothing_of_a_prepared_model_is_lost(xml: bytes) -> None:
    made = prepare(xml)
    assert restored(stored(made)) == made
    assert made.assumptions or made.why


def test_other_code_has_another_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def now() -> str:
        return edition.__wrapped__()

    (tmp_path / "__init__.py").touch()
    monkeypatch.setattr(processes, "__file__", str(tmp_path / "__init__.py"))
    found = [now()]
    for write in ("a = 1", "a = 2"):
        (tmp_path / "a.py").write_text(write)
        found.append(now())
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({*found, now()}) == 4
    assert now() == now()
