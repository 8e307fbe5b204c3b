"""What cases write into the audit log, in words, and how they are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Instance
from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things
from app.kernel.i18n import _

ACTS = {
    "instance.moved": Act(_("{who} moved {it} on to another step[: {reason}]"), "instance"),
    "instance.suspended": Act(_("{who} paused {it}[: {reason}]"), "instance"),
    "instance.resumed": Act(_("{who} let {it} go on[: {reason}]"), "instance"),
    "instance.cancelled": Act(_("{who} cancelled {it}[: {reason}]"), "instance"),
    "timer.fired": Act(_("{who} let a timer of {it} run out at once[: {reason}]"), "instance"),
    "timer.cancelled": Act(_("{who} took a timer of {it} away[: {reason}]"), "instance"),
    "incident.retried": Act(_("{who} had a step of {instance} tried again"), ids={"instance": "instance"}),
}


def _cases(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Instance.id, Instance.business_key, Process.title)
    rows = rows.join(Process, Process.id == Instance.process_id).where(Instance.id.in_(ids))
    return {
        id: Named(
            _("the case {key} of “{title}”", key=key, title=title) if key else _("a case of “{title}”", title=title),
            f"/instances/{id}",
        )
        for id, key, title in session.execute(rows)
    }


THINGS = {"instance": Things(_cases, _("a case that is gone"))}
