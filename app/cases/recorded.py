"""What cases write into the audit log, in words, and how they are called there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Instance
from app.catalog.tables import Process
from app.kernel.audit import Act, Named, Things

ACTS = {
    "instance.moved": Act("moved {it} on to another step[: {reason}]", "instance"),
    "instance.suspended": Act("suspended {it}[: {reason}]", "instance"),
    "instance.resumed": Act("let {it} go on[: {reason}]", "instance"),
    "instance.cancelled": Act("cancelled {it}[: {reason}]", "instance"),
    "timer.fired": Act("let a timer of {it} run out at once[: {reason}]", "instance"),
    "timer.cancelled": Act("took a timer of {it} away[: {reason}]", "instance"),
    "incident.retried": Act("had a step of {instance|instance} tried again"),
}


def _cases(session: Session, ids: Collection[str]) -> dict[str, Named]:
    rows = select(Instance.id, Instance.business_key, Process.title)
    rows = rows.join(Process, Process.id == Instance.process_id).where(Instance.id.in_(ids))
    return {
        id: Named(f"the case {key} of “{title}”" if key else f"a case of “{title}”", f"/instances/{id}")
        for id, key, title in session.execute(rows)
    }


THINGS = {"instance": Things(_cases, "a case that is gone")}
