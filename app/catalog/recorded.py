"""What the library writes into the audit log, in words, and how processes are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _

ACTS = {
    "catalog.process_created": Act(_("{who} created {it}")),
    "catalog.process_edited": Act(_("{who} changed the settings of {it}")),
    "catalog.process_archived": Act(_("{who} put {it} away")),
    "catalog.process_restored": Act(_("{who} took {it} back into use")),
    "catalog.versions_retired": Act(_("{who} let nothing start before version {number} of {it}, from {at} on")),
    "catalog.version_published": Act(_("{who} published version {number} of {it}[: {sentence}]")),
}


def _processes(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = session.execute(select(Process.id, Process.key, Process.title).where(Process.id.in_(ids)))
    return {id: Named(_("“{title}”", title=title), f"/processes/{key}") for id, key, title in rows}


THINGS = {"process": Things(_processes, _("a process that is gone"))}
