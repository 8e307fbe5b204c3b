"""What work keeps of people, and what of it is theirs alone."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import privacy
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.work.tables import Absence, Draft, FormFile, Instance, SavedFilter, StepEvent, Task


def register() -> None:
    """Tell what an export of a person holds of work, and what goes when they are anonymised."""
    privacy.exports(
        privacy.Section("tasks", "Tasks you did", lambda p, a: select(
            *to_see(a, Task.id, Process.key.label("process"), Task.step_name, Task.instance_id), Task.opened_at,
            Task.closed_at).join(Process, Process.id == Task.process_id).where(Task.closed_by == p).order_by(Task.id)),
        privacy.Section("cases", "Cases you started", lambda p, a: select(
            *to_see(a, Instance.id, Process.key.label("process"), Instance.business_key), Instance.state,
            Instance.started_at, Instance.ended_at).join(Process, Process.id == Instance.process_id).where(
            Instance.started_by == p).order_by(Instance.id)),
        privacy.Section("steps", "What you did in cases", lambda p, a: select(
            StepEvent.at, StepEvent.event,
            *to_see(a, StepEvent.step_name, StepEvent.instance_id, StepEvent.detail)).join(
            Process, Process.id == StepEvent.process_id).where(
            StepEvent.actor_id == p).order_by(StepEvent.id)),
        privacy.Section("drafts", "Forms you have not sent", lambda p, a: select(
            *to_see(a, Draft.task_id), Draft.data, Draft.saved_at).join(Task, Task.id == Draft.task_id).join(
            Process, Process.id == Task.process_id).where(Draft.person_id == p), private=True),
        privacy.Section("files", "Files you sent", lambda p, a: select(
            FormFile.name, FormFile.size, FormFile.type, FormFile.sha256, *to_see(a, FormFile.instance_id),
            FormFile.created_at).outerjoin(Instance, Instance.id == FormFile.instance_id).outerjoin(
            Process, Process.id == Instance.process_id).where(FormFile.sender_id == p).order_by(FormFile.id)),
        privacy.Section("absences", "When you are away", lambda p, a: select(
            Absence.begins_at, Absence.ends_at).where(Absence.person_id == p).order_by(Absence.id)),
        privacy.Section("filters", "Filters you keep", lambda p, a: select(
            SavedFilter.page, SavedFilter.name, SavedFilter.narrow).where(SavedFilter.person_id == p)),
    )  # fmt: skip
    privacy.erases(privacy.Erasure("drafts of forms", _drafts), privacy.Erasure("saved filters", _filters))
    privacy.names_people(privacy.Text(StepEvent.id, StepEvent.detail))


def _drafts(session: Session, person_id: str) -> int:
    return session.execute(delete(Draft).where(Draft.person_id == person_id)).rowcount  # type: ignore[attr-defined, no-any-return]


def _filters(session: Session, person_id: str) -> int:
    return session.execute(delete(SavedFilter).where(SavedFilter.person_id == person_id)).rowcount  # type: ignore[attr-defined, no-any-return]
