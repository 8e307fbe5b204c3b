"""What became of the versions of a process, for the whole history at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.catalog.tables import Version
from app.kernel.audit import AuditEntry
from app.kernel.subject import Subject
from app.rollout.tables import Rollout


@dataclass(frozen=True)
class TakenBack:
    """That a rollout was reverted: the number of the version that did so, and who wanted it, where that is known."""

    number: int
    by: str


def of_versions(session: Session, version_ids: Collection[str]) -> dict[str, Rollout]:
    """Give the rollouts of these versions by the ids of the versions: one statement."""
    rows = select(Rollout).where(Rollout.version_id.in_(version_ids)).order_by(Rollout.id)
    return {rollout.version_id: rollout for rollout in session.scalars(rows)}


def reverts_of(session: Session, found: Mapping[str, Rollout]) -> dict[str, TakenBack]:
    """Give, by their ids, which of these rollouts were taken back, and which they took back: two statements."""
    ids = {rollout.id for rollout in found.values() if rollout.state == "reverted"}
    ids |= {rollout.reverts_id for rollout in found.values() if rollout.reverts_id}
    if not ids:
        return {}
    numbered = select(Rollout.reverts_id, Version.number).join(Version, Version.id == Rollout.version_id)
    numbers = session.execute(numbered.where(Rollout.reverts_id.in_(ids))).all()
    subjects = {str(Subject.of("rollout", rollout_id)): rollout_id for rollout_id in ids}
    entries = (
        select(AuditEntry.subject, Person.name)
        .join(Person, Person.id == AuditEntry.actor_id)
        .where(AuditEntry.kind == "rollout_reverted", AuditEntry.subject.in_(subjects))
    )
    by = {subjects[subject]: name for subject, name in session.execute(entries)}
    return {of: TakenBack(number, by.get(of, "")) for of, number in numbers if of is not None}
