"""What cases keep of people, and what of it is theirs alone."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cases.tables import Instance, SavedFilter, StepEvent
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of cases, and what goes when they are anonymised."""
    personal_data.exports(
        personal_data.Section("cases", _("Cases you started"), lambda p, a: select(
            *to_see(a, Instance.id, Process.key.label("process"), Instance.business_key), Instance.state,
            Instance.started_at, Instance.ended_at).join(Process, Process.id == Instance.process_id).where(
            Instance.started_by == p).order_by(Instance.id)),
        personal_data.Section("steps", _("What you did in cases"), lambda p, a: select(
            StepEvent.at, StepEvent.event,
            *to_see(a, StepEvent.step_name, StepEvent.instance_id, StepEvent.detail)).join(
            Process, Process.id == StepEvent.process_id).where(
            StepEvent.actor_id == p).order_by(StepEvent.id)),
        personal_data.Section("filters", _("Filters you keep"), lambda p, a: select(
            SavedFilter.page, SavedFilter.name, SavedFilter.narrow).where(SavedFilter.person_id == p)),
    )  # fmt: skip
    personal_data.erases(personal_data.Erasure(_("saved filters"), _filters))
    personal_data.names_people(personal_data.Text(StepEvent.id, StepEvent.detail))


def _filters(session: Session, person_id: str) -> int:
    return rows_changed(session.execute(delete(SavedFilter).where(SavedFilter.person_id == person_id)))
