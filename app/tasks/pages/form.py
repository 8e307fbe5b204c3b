"""The form of a task, as it stands on the page of the task and on the home page."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.assignment import queries as assignment
from app.cases.tables import Task
from app.kernel.policy import Actor
from app.taskforms import files
from app.taskforms import queries as form_queries
from app.taskforms.forms import form_view


def form_parts(
    session: Session,
    actor: Actor,
    found: Task,
    *,
    mine: bool,
    data: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Give what `tasks/_do.html` draws: the form with what was typed just now, else kept as a draft, else known."""
    draft = form_queries.draft(session, actor, found.id) if mine and found.drafted else None
    known, form = found.data or {}, found.form or {}
    shown = {**known, **(data if data is not None else draft.data if draft else {})}
    sent = form_queries.files_in(session, actor, form, shown, found.instance_id)
    return {
        "task": found, "view": form_view(form, shown, errors, sent), "draft": draft if data is None else None,
        "free": assignment.is_free_for(session, actor, found), "limit": files.place(session).largest,
    }  # fmt: skip
