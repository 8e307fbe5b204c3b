"""What is asked of the database, and what stays in it."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Table, event, func, select
from sqlalchemy.orm import Session

from app.bench.found import Found
from app.bench.model import filled
from app.cases.tables import Instance, StepEvent, Task
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.http.application import StepwellApp
from app.kernel.idempotency.tables import AnswerPart, IdempotencyKey

DOCUMENT = 100_000
FINISHED = 20
WORK: tuple[Any, ...] = (Instance.__table__, Task.__table__, StepEvent.__table__)
ALL: tuple[Any, ...] = (*WORK, IdempotencyKey.__table__, AnswerPart.__table__)


def measure(app: StepwellApp, token: str) -> list[Found]:
    """Count statements, and the bytes of a finished W1 and of a document that travels through a sequence of 100."""
    client = _Client(app, token)
    ran: list[str] = []
    commits: list[int] = []
    event.listen(app.database.engine, "before_cursor_execute", lambda c, x, text, *rest: ran.append(text))
    event.listen(app.database.engine, "commit", lambda connection: commits.append(1))
    case = client.post("/processes/w1/instances", {})
    started, ran[:], commits[:] = _counted(ran), [], []
    client.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": filled("A", "x")})
    completed, committed = _counted(ran), len(commits)
    before = _stored(app, WORK)
    for _ in range(FINISHED):
        client.finish("w1")
    stored = (_stored(app, WORK) - before) / FINISHED
    return [
        Found("Starting an instance", f"{started} statements", "12"),
        Found("Completing a task", f"{completed} statements, {committed} commit", "10"),
        Found("Stored per finished W1: instance, inbox and history", f"{stored:.0f} bytes", "6,000"),
        _document(app, client),
    ]


def _document(app: StepwellApp, client: _Client) -> Found:
    """A text of 100 kB given at the start of a sequence of 100 tasks: how often is it stored in the end?"""
    before = _stored(app, ALL)
    case = client.post("/processes/seq100/instances", {"data": {"document": secrets.token_hex(DOCUMENT // 2)}})
    for _ in range(10):
        case = client.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
    grown = _stored(app, ALL) - before
    return Found(
        "A document of 100 kB after 10 tasks, in all rows", f"{grown / DOCUMENT:.1f} x its size", "not per task"
    )


def _stored(app: StepwellApp, tables: tuple[Any, ...]) -> int:
    with unit_of_work(app.database, readonly=True) as session:
        return sum(_size(session, table) for table in tables)


def _size(session: Session, table: Table) -> int:
    """Sum the lengths of all values of a table: what its rows hold, without the database's own overhead."""
    total = sum((func.coalesce(func.length(column), 0) for column in table.columns), start=0)
    return int(session.scalar(select(func.sum(total)).select_from(table)) or 0)


def _counted(ran: list[str]) -> int:
    return len([text for text in ran if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])


class _Client:
    """Requests inside this process."""

    def __init__(self, app: StepwellApp, token: str) -> None:
        self._client = app.test_client()
        self._token = token

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": secrets.token_hex(8)}
        answer = self._client.post(f"/api/v1{path}", json=body, headers=headers)
        if answer.status_code >= 300:
            raise RuntimeError(f"Expected {path} to work, but got {answer.status_code}: {answer.text[:300]}")
        given: dict[str, Any] = answer.get_json()
        return given

    def finish(self, key: str) -> None:
        """Start an instance and complete it, task by task."""
        case = self.post(f"/processes/{key}/instances", {})
        while case["tasks"]:
            task = case["tasks"][0]
            case = self.post(f"/tasks/{task['id']}/complete", {"data": filled(task["step"]["id"], "x" * 16)})
