"""What tasks keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.tables import Task
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of tasks."""
    personal_data.exports(
        personal_data.Section("tasks", _("Tasks you did"), lambda p, a: select(
            *to_see(a, Task.id, Process.key.label("process"), Task.step_name, Task.instance_id), Task.opened_at,
            Task.claimed_at, Task.closed_at).join(Process, Process.id == Task.process_id).where(
            Task.closed_by == p).order_by(Task.id)),
    )  # fmt: skip
