"""Drafts: what somebody has typed into a task's form so far, kept for them alone."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.kernel.errors import Forbidden, Invalid
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.taskforms.tables import Draft

LARGEST = 1_000_000


def save_draft(session: Session, actor: Actor, task: Task, data: dict[str, Any]) -> Draft:
    """Keep what a person has typed so far into a task that they may do, instead of what they had kept before."""
    if actor.kind != "person":
        words = _("Expected a person, but drafts are kept for people only. Sign in as yourself.")
        raise Forbidden("NO_DRAFTS", words, for_people=_("What is typed is kept for people only. Sign in as yourself."))
    try:
        size = len(orjson.dumps(data))
    except TypeError as error:
        raise Invalid(
            "INVALID",
            _("Expected plain values, but some cannot be stored. Correct them."),
            for_people=_("Something in this form cannot be kept. Correct it."),
        ) from error
    if size > LARGEST:
        raise Invalid(
            "TOO_LARGE",
            _(
                "Expected at most {most} bytes in a draft, but these are {size}. Shorten it.",
                most=LARGEST, size=size,
            ), for_people=_("This is too much to keep. Shorten it.")
        )  # fmt: skip
    draft = session.get(Draft, (task.id, actor.id))
    if draft is None:
        draft = Draft(task_id=task.id, person_id=actor.id, data=data, saved_at=clock.now())
        session.add(draft)
    else:
        draft.data, draft.saved_at = data, clock.now()
    if not task.drafted:
        _mark(session, task.id, True)
    session.flush()
    return draft


def drop_draft(session: Session, actor: Actor, task_id: str) -> None:
    """Forget what the person has typed so far."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.person_id == actor.id))


def drop_drafts(session: Session, task: Task) -> None:
    """Forget all that was typed into a task which is done; costs nothing where nobody kept a draft."""
    if task.drafted:
        session.execute(delete(Draft).where(Draft.task_id == task.id))


def _mark(session: Session, task_id: str, drafted: bool) -> None:
    session.execute(
        update(Task).where(Task.id == task_id).values(drafted=drafted).execution_options(synchronize_session=False)
    )
