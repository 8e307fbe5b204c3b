"""The event log tells what happened in the order in which it happened, and only what is known."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from sqlalchemy import select

from app.cases.queries.export import write_csv, write_ocel, write_xes
from app.cases.tables import Task
from tests.factories import accounts, catalog, models

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def session(client, unit):
    """Two tasks side by side that were open together, the later one done by somebody else."""
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        catalog.process(session, manager, models.parallel("A", "B"), key="offer")
        headers = accounts.bearer(session, accounts.person(session, "Wilma Worker"))
    case = client.post("/api/v1/processes/offer/instances", json={}, headers=headers).json
    while case["tasks"]:
        case = client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}, headers=headers).json
    with unit() as session:
        for name, opened, closed in (("Plan", 0, 1), ("A", 1, 3), ("B", 1, 2), ("Finish", 3, 3)):
            task = session.scalars(select(Task).where(Task.step_name == name)).one()
            task.opened_at, task.closed_at = (BEGIN + timedelta(minutes=m) for m in (opened, closed))
        session.flush()
        yield session


def test_a_trace_stands_in_the_order_of_time(session):
    out = io.StringIO()
    assert write_xes(session, out) == 4
    events = [
        {e.get("key"): e.get("value") for e in event}
        for event in etree.fromstring(out.getvalue().encode()).iter("{*}event")
    ]
    assert [(e["concept:name"], e["lifecycle:transition"]) for e in events] == [
        ("Plan", "schedule"), ("Plan", "complete"), ("B", "schedule"), ("A", "schedule"), ("B", "complete"),
        ("A", "complete"), ("Finish", "schedule"), ("Finish", "complete"),
    ]  # fmt: skip
    assert [e["time:timestamp"] for e in events] == sorted(e["time:timestamp"] for e in events)
    named = [e["lifecycle:transition"] for e in events if "org:resource" in e]
    assert named == ["complete"] * 4


def test_the_other_forms_are_in_order_too(session):
    out = io.StringIO()
    write_ocel(session, out)
    assert [e["type"] for e in json.loads(out.getvalue())["events"]][:3] == ["Plan", "B", "A"]
    out = io.StringIO()
    write_csv(session, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [r["end_time"] for r in rows] == sorted(r["end_time"] for r in rows)
