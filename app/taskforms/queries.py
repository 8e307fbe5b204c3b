"""Reads of drafts and files of forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.instances import instance
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.taskforms.forms import file_fields
from app.taskforms.tables import Draft, FormFile

MOST = 200


def draft(session: Session, actor: Actor, task_id: str) -> Draft | None:
    """Give what the actor has typed into a task so far; never what somebody else has."""
    return session.get(Draft, (task_id, actor.id)) if actor.id else None


def form_files(session: Session, ids: Iterable[Any]) -> dict[str, FormFile]:
    """Give files by id."""
    wanted = list({one for one in ids if isinstance(one, str) and 0 < len(one) <= 26})[:MOST]
    rows = session.scalars(select(FormFile).where(FormFile.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def files_in(
    session: Session, actor: Actor, schema: dict[str, Any], data: dict[str, Any], instance_id: str | None
) -> dict[str, FormFile]:
    """Give the files that the data of a form refers to and that the actor may see there, by id."""
    if not schema.get("x-has-files"):
        return {}
    found = form_files(session, (v.get("id") for _at, _rule, v in file_fields(schema, data) if isinstance(v, dict)))
    return {key: row for key, row in found.items() if _here(row, actor, instance_id)}


def _here(row: FormFile, actor: Actor, instance_id: str | None) -> bool:
    if row.attached_at is not None:
        return row.instance_id == instance_id
    return bool(actor.id) and row.sender_id == actor.id and row.instance_id in (None, instance_id)


def form_file(session: Session, actor: Actor, file_id: str) -> FormFile:
    """Give a file that the actor may have: of an instance they see, or one they sent; raises NotFound."""
    row = form_files(session, [file_id]).get(file_id)
    if row is None:
        raise NotFound(_("this file"))
    if row.attached_at is None:
        if not actor.id or row.sender_id != actor.id:
            raise NotFound(_("this file"))
    elif row.instance_id is None or instance(session, actor, row.instance_id) is None:
        raise NotFound(_("this file"))
    return row
