"""From when on nothing is started on versions before another one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog.actions.publish import require_in_use
from app.catalog.events import VersionsRetired
from app.catalog.policy import Catalog
from app.catalog.tables import Process, Version
from app.kernel import audit, policy
from app.kernel.errors import Conflict
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject


def switch(session: Session, actor: Actor, process: Process, version: Version, at: datetime) -> Process:
    """Say from when on nothing starts on versions before this one; what runs goes on. Another switch is replaced."""
    policy.require(actor, Catalog.PUBLISH, process)
    require_in_use(process)
    if not version.runs:
        said = {"number": str(version.number), "why": version.why}
        raise Conflict(
            "CANNOT_RUN",
            _("Expected a version that can run, but version {number} cannot: {why} Choose another one.", **said),
            for_people=_("Version {number} cannot run: {why} Choose another one.", **said),
        )
    process.switch_number, process.switch_at = version.number, at
    session.flush()
    body = {"number": version.number, "at": at.isoformat()}
    audit.record(session, actor, "catalog.versions_retired", Subject.of("process", process.id), body)
    announce(session, VersionsRetired(process.id, version.id, version.number, at, actor.id))
    return process
