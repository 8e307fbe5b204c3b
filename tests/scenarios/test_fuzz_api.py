"""schemathesis makes up requests from our own description of the interface: no server error, no dear answer."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import brotli
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy.orm import Session

from app.kernel.http.application import StepwellApp
from tests.support import town
from tests.support.described import differences
from tests.support.steps import counted_steps

Unit = Callable[[], AbstractContextManager[Session]]
STEPS = 3_000_000
UNPACKED = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


def real(path: str, ids: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Give parts of an address that exist, most of the time."""
    found = {name: value for name, value in ids.items() if f"{{{name}}}" in path}
    return found if chance.random() < 0.8 else {}


def fuzzed(app: StepwellApp, place: town.Town, examples: int) -> int:
    """Send made-up requests to every operation as an administrator and give how many; fails with what fell over."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    asked, wrong, chance = 0, [], random.Random(5)

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.path_parameters = {**(case.path_parameters or {}), **real(case.path, place.ids, chance)}
            case.headers = {**(case.headers or {}), **place.headers["admin"]}
            with counted_steps() as counted:
                answer = case.call()
            if answer.status_code >= 500 or counted.calls > STEPS:
                said = f"{case.method} {case.formatted_path} {case.body!r:.200}"
                wrong.append(f"{said} -> {answer.status_code}, {counted.calls} steps")
            kind = answer.headers.get("content-type", [""])[0]
            coding = answer.headers.get("content-encoding", [""])[0]
            body = UNPACKED[coding](answer.content)
            wrong.extend(differences(app, case.method, case.formatted_path, answer.status_code, kind, body))

        send()
    assert not wrong, "\n".join(wrong[:20])
    return asked


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> town.Town:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit() as session:
        return town.build(session, app)


@pytest.mark.timeout(900)
@pytest.mark.databases("postgresql")
def test_the_description_makes_nothing_fall_over(app: StepwellApp, place: town.Town) -> None:
    assert fuzzed(app, place, 5) > 200


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_the_description_makes_nothing_fall_over_however_long(app: StepwellApp, place: town.Town) -> None:
    asked = fuzzed(app, place, 150)
    print(f"\n{asked} requests made up from the description: no server error")
    assert asked > 1000
