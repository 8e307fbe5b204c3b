"""Measure what matters: CPU against the bare engine, answers at 1 and 4 clients, statements, bytes."""

from __future__ import annotations

import secrets
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import click
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts.queries import actor_for
from app.bench import load
from app.bench.model import filled, w1
from app.bench.server import Measured, serving
from app.catalog import actions as catalog
from app.commands.opening import application, settings_for
from app.kernel.policy import SYSTEM
from app.kernel.unit import unit_of_work
from app.kernel.web import StepwellApp
from app.work.tables import Instance, StepEvent, Task
from processes.engine.bare import bare_runner

KEY = "w1"


@click.command("bench")
@click.option("-n", "instances", type=int, default=60, show_default=True, help="Instances per measurement.")
def bench_command(instances: int) -> None:
    """Run W1 over HTTP and on SpiffWorkflow alone in the same run, and print both."""
    with tempfile.TemporaryDirectory(prefix="stepwell-bench-") as folder:
        data = Path(folder)
        app = application(settings_for(data))
        token = _prepare(app)
        bare = _bare(instances)
        click.echo(f"SpiffWorkflow alone, state only     {bare:8.2f} ms CPU per instance")
        with serving(data) as server:
            load.run(server.port, token, KEY, 8, 1)
            for clients in (1, 4):
                _measure(server, token, instances, clients, bare)
        click.echo(f"SpiffWorkflow alone, once more      {_bare(instances):8.2f} ms CPU per instance")
        _statements(app, token)
        _bytes(app)


def _prepare(app: StepwellApp) -> str:
    with unit_of_work(app.database) as session:
        person = accounts.add_person(session, SYSTEM, "bench@example.org", "Bench", "manager")
        session.flush()
        catalog.create(session, actor_for(session, person), KEY, "W1", w1(), mode="executable")
        return accounts.create_token(session, SYSTEM, person, "bench", ["all"])


def _bare(instances: int) -> float:
    run = bare_runner(w1(), "W1", lambda step: filled(step, secrets.token_hex(8)))
    run()
    began = time.process_time()
    for _ in range(instances):
        run()
    return (time.process_time() - began) / instances * 1e3


def _measure(server: Measured, token: str, instances: int, clients: int, bare: float) -> None:
    before, began = server.cpu(), time.perf_counter()
    seconds = load.run(server.port, token, KEY, instances, clients)
    spent, lasted = server.cpu() - before, time.perf_counter() - began
    done = instances // clients * clients
    cpu = spent / done * 1e3
    click.echo(
        f"Stepwell over HTTP, {clients} client{'s' if clients > 1 else ' '}        {cpu:8.2f} ms CPU per instance "
        f"= {cpu / bare:.1f} x bare; complete a task p50 {median(seconds) * 1e3:.1f} ms, "
        f"p95 {quantiles(seconds, n=20)[-1] * 1e3:.1f} ms; {done / lasted:.1f} instances/s"
    )


def _statements(app: StepwellApp, token: str) -> None:
    ran: list[str] = []
    commits: list[int] = []
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    case = client.post(f"/api/v1/processes/{KEY}/instances", json={}, headers=headers).get_json()
    listener = lambda connection, cursor, statement, *rest: ran.append(statement)  # noqa: E731
    event.listen(app.database.engine, "before_cursor_execute", listener)
    event.listen(app.database.engine, "commit", lambda connection: commits.append(1))
    key = {**headers, "Idempotency-Key": secrets.token_hex(8)}
    client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": filled("A", "x")}, headers=key)
    counted = [text for text in ran if not text.startswith("BEGIN")]
    click.echo(f"Completing a task                   {len(counted):8d} statements, {len(commits)} commit")


def _bytes(app: StepwellApp) -> None:
    with unit_of_work(app.database, readonly=True) as session:
        finished = session.scalar(select(func.count()).where(Instance.state == "completed")) or 1
        size = sum(_size(session, table) for table in (Instance, Task, StepEvent))
    click.echo(f"Stored per finished instance        {size / finished:8.0f} bytes in instance, task and step_event")


def _size(session: Session, table: type[Instance] | type[Task] | type[StepEvent]) -> int:
    """Sum the lengths of all values of a table: what its rows hold, without the database's own overhead."""
    total = sum((func.coalesce(func.length(column), 0) for column in table.__table__.columns), start=0)
    return int(session.scalar(select(func.sum(total)).select_from(table.__table__)) or 0)
