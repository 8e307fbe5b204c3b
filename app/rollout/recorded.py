"""What rollouts write into the audit log, in words, and how a rollout is called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process, Version
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _
from app.rollout.tables import Rollout

ACTS = {
    "rollout_started": Act(_("{who} started {it}; running cases to take along: {instances}")),
    "rollout_reverted": Act(_("{who} took back what {it} had brought[: {reason}]")),
    "version_reminded": Act(_("{who} reminded {people} people who had not read what {it} changed")),
}


def _rollouts(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Rollout.id, Version.number, Process.title).join(Version, Version.id == Rollout.version_id)
    rows = rows.join(Process, Process.id == Rollout.process_id).where(Rollout.id.in_(ids))
    return {
        id: Named(_("the rollout of version {number} of “{title}”", number=str(number), title=title), f"/rollouts/{id}")
        for id, number, title in session.execute(rows)
    }


THINGS = {"rollout": Things(_rollouts, _("a rollout that is gone"))}
