"""The key of an upload is that of all its parts: fields, the model and the files beside it."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.catalog.tables import Process
from tests.factories import models
from tests.processes.decisions.tables import dmn, table

FRESH = {
    "key": "fresh",
    "file": models.linear("A"),
    "files": dmn(table("credit", "age:number", "limit", "> 1 => 1")),
}
NAMES = {"file": "m.bpmn", "files": "credit.dmn"}
OTHERS = {
    "field": {"key": "other"},
    "model": {"file": models.linear("B")},
    "file": {"files": dmn(table("credit", "age:number", "limit", "> 2 => 1"))},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_part_makes_it_another_request(client, people, unit, other):
    """A multipart body has no bytes left once its parts are read: they count, not what is left."""
    headers = {**people["as_manager"], "Idempotency-Key": "k"}

    def send(**changed):
        told = FRESH | changed
        parts = {name: (io.BytesIO(told[name]), NAMES[name]) if name in NAMES else told[name] for name in told}
        return client.post("/api/v1/processes", data=parts, headers=headers)

    first, second, reused = send(), send(), send(**OTHERS[other])
    assert first.status_code == second.status_code == 201 and first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (reused.status_code, reused.json["code"]) == (422, "KEY_REUSED")
    with unit() as session:
        assert session.scalars(select(Process.key)).all() == ["fresh"]
