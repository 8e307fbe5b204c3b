"""Reads of drafts and files of forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.queries import people_shown
from app.accounts.tables import Person
from app.cases.queries.instances import instance
from app.cases.tables import Instance, StepEvent
from app.catalog.queries import definition
from app.kernel.errors import Conflict, NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.taskforms.forms import file_fields
from app.taskforms.forms.known import Value, asks_for, file_ids, said
from app.taskforms.tables import Draft, FormFile
from processes import engine
from processes.called import headed
from processes.forms import in_words

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


@dataclass(frozen=True)
class Entered:
    """What a case knows from one step: who entered it there last, and when; `step` is empty for what no form asked."""

    step: str
    who: Person | None
    at: datetime | None
    values: list[Value]


def known(session: Session, actor: Actor, case: Instance, besides: Collection[str] = ()) -> list[Entered]:
    """Give what a case knows, to who sees it: by step and who entered it, oldest first, then what nobody entered.

    A field that several steps ask for stands at the one that was done last. `besides` are left out. Three statements.
    """
    data = {name: value for name, value in list(case.data.items())[:MOST] if name not in besides}
    at_start, forms = _forms(case)
    files = {key: row for key, row in form_files(session, file_ids(data)).items() if row.instance_id == case.id}
    done = _done(session, case, forms)
    people = people_shown(session, actor, [case.started_by, *(event.actor_id for event in done)])
    found: list[Entered] = []
    for event in done:
        values = _taken(data, forms[event.step_id or ""], files)
        if values:
            found.insert(0, Entered(headed(event.step_name), people.get(event.actor_id or ""), event.at, values))
    if values := _taken(data, at_start, files):
        found.insert(0, Entered(_("Start of the case"), people.get(case.started_by or ""), case.started_at, values))
    rest = [one for name, value in data.items() if (one := said({}, name, value, files)) is not None]
    return [*found, Entered("", None, None, rest)] if rest else found


def _forms(case: Instance) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Give the form of the start and those of the steps in the version of the case; none where it cannot run."""
    try:
        compiled = definition(case.version)
    except Conflict:
        return {}, {}
    return engine.start_form(compiled), engine.forms_asked(compiled)


def _done(session: Session, case: Instance, forms: Collection[str]) -> list[StepEvent]:
    """Give when steps with these ids were done last in a case, the last one first."""
    if not forms:
        return []
    here = (StepEvent.instance_id == case.id, StepEvent.event == "task_completed", StepEvent.step_id.in_(forms))
    last = select(func.max(StepEvent.id)).where(*here).group_by(StepEvent.step_id)
    return list(session.scalars(select(StepEvent).where(StepEvent.id.in_(last)).order_by(StepEvent.id.desc())))


def _taken(data: dict[str, Any], form: dict[str, Any], files: dict[str, FormFile]) -> list[Value]:
    """Take what a form lets people enter out of the data, as people read it."""
    asked = asks_for(in_words(form))
    values = (said(rule, name, data.pop(name), files) for name, rule in asked.items() if name in data)
    return [one for one in values if one is not None]
