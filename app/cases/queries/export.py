"""The event log in the forms that process mining tools read: CSV, XES (IEEE 1849), OCEL 2.0 JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple, TextIO
from xml.sax.saxutils import quoteattr

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import Person
from app.cases.tables import Task
from app.catalog.tables import Process, Version
from app.kernel.api.schemas import iso
from app.kernel.pages.spreadsheet import inert
from processes.called import UNNAMED
from processes.messages import in_english

COLUMNS = (
    "case_id", "activity", "enable_time", "start_time", "end_time", "resource", "process", "version", "step_id",
    "in_place_of",
)  # fmt: skip


class _Row(NamedTuple):
    """A completed task as texts, and when it was opened and closed."""

    texts: dict[str, str]
    opened: datetime
    closed: datetime


def _rows(session: Session) -> Iterator[_Row]:
    """Give every completed task, case by case in the order of their ends.

    Start time is when it was opened, for nobody signs in to begin.
    """
    away = aliased(Person)
    statement = (
        select(Task, Process.key, Version.number, Person.email, away.email)
        .join(Process, Process.id == Task.process_id)
        .join(Version, Version.id == Task.version_id)
        .outerjoin(Person, Person.id == Task.closed_by)
        .outerjoin(away, away.id == Task.for_id)
        .where(Task.state == "done")
        .order_by(Task.instance_id, Task.closed_at, Task.opened_at, Task.id)
        .execution_options(yield_per=1000)
    )
    for task, process, version, email, instead in session.execute(statement):
        texts = {
            "case_id": task.instance_id,
            "activity": in_english(task.step_name or UNNAMED),
            "enable_time": iso(task.opened_at) or "",
            "start_time": iso(task.opened_at) or "",
            "end_time": iso(task.closed_at) or "",
            "resource": email or "",
            "process": process,
            "version": str(version),
            "step_id": task.step_id,
            "in_place_of": instead or "",
            "task": task.id,
        }
        yield _Row(texts, task.opened_at, task.closed_at or task.opened_at)


def write_csv(session: Session, out: TextIO) -> int:
    """Write one line per completed task and give their number."""
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    count = 0
    for row in _rows(session):
        writer.writerow({key: inert(value) for key, value in row.texts.items()})
        count += 1
    return count


def write_xes(session: Session, out: TextIO) -> int:
    """Write a trace per instance with a schedule and a complete event per task; give the number of tasks."""
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2023" xmlns="http://www.xes-standard.org/">\n'
    )
    for name, uri in (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org")):
        out.write(f'<extension name="{name}" prefix="{uri}" uri="http://www.xes-standard.org/{uri}.xesext"/>\n')
    count = 0
    for case, rows in groupby(_rows(session), key=lambda row: row.texts["case_id"]):
        out.write(f'<trace><string key="concept:name" value={quoteattr(case)}/>\n')
        for event in _in_order(rows):
            count += event.transition == "complete"
            out.write(_xes_event(event))
        out.write("</trace>\n")
    out.write("</log>\n")
    return count


class _Event(NamedTuple):
    """A moment in the life of a task; `rank` orders what happened at the same moment: what ends lets others begin."""

    at: datetime
    rank: int
    number: int
    transition: str
    texts: dict[str, str]


def _in_order(rows: Iterable[_Row]) -> list[_Event]:
    """Give the events of a case in the order in which they happened: readers take the order of the file for it."""
    found = []
    for number, row in enumerate(rows):
        found.append(_Event(row.opened, 1, number, "schedule", row.texts))
        found.append(_Event(row.closed, 2 if row.closed <= row.opened else 0, number, "complete", row.texts))
    return sorted(found, key=lambda event: event[:3])


def _xes_event(event: _Event) -> str:
    """An event; only who completed a task is known, so nobody is said to have scheduled it."""
    texts, complete = event.texts, event.transition == "complete"
    shown = {
        "concept:name": texts["activity"], "concept:instance": texts["task"], "lifecycle:transition": event.transition,
        "org:resource": texts["resource"] if complete else "", "stepwell:process": texts["process"],
        "stepwell:in_place_of": texts["in_place_of"] if complete else "",
        "stepwell:version": texts["version"],
    }  # fmt: skip
    inside = "".join(f'<string key="{key}" value={quoteattr(value)}/>' for key, value in shown.items() if value)
    moment = texts["end_time"] if complete else texts["enable_time"]
    return f'<event>{inside}<date key="time:timestamp" value="{moment}"/></event>\n'


def write_ocel(session: Session, out: TextIO) -> int:
    """Write OCEL 2.0 JSON: completed tasks as events in order of time, related to instance, process and person."""
    events: list[dict[str, Any]] = []
    objects: dict[str, dict[str, Any]] = {}
    for row in (r.texts for r in sorted(_rows(session), key=lambda r: (r.closed, r.opened))):
        related = [("instance", row["case_id"], "case"), ("process", row["process"], "definition")]
        related += [("person", row["resource"], "done by")] if row["resource"] else []
        related += [("person", row["in_place_of"], "in place of")] if row["in_place_of"] else []
        for kind, name, _ in related:
            objects.setdefault(
                f"{kind}:{name}", {"id": f"{kind}:{name}", "type": kind, "attributes": [], "relationships": []}
            )
        events.append(
            {
                "id": row["task"],
                "type": row["activity"],
                "time": row["end_time"],
                "attributes": [{"name": "version", "value": row["version"]}],
                "relationships": [{"objectId": f"{kind}:{name}", "qualifier": how} for kind, name, how in related],
            }
        )
    kinds = sorted({event["type"] for event in events})
    document = {
        "objectTypes": [{"name": kind, "attributes": []} for kind in ("instance", "process", "person")],
        "eventTypes": [{"name": kind, "attributes": [{"name": "version", "type": "string"}]} for kind in kinds],
        "objects": list(objects.values()),
        "events": events,
    }
    out.write(orjson.dumps(document).decode())
    return len(events)


WRITERS: dict[str, Callable[[Session, TextIO], int]] = {"csv": write_csv, "xes": write_xes, "ocel": write_ocel}
