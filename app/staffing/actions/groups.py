"""What becomes of the open work of a group that is no more: who has it goes on, the rest is open to its lane."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from app.assignment.tables import Candidate
from app.cases.actions.result.history import log_rows
from app.cases.tables import Task
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM
from app.staffing import queries
from app.staffing.events import GroupsWorkFreed


def free_groups_work(session: Session, group_id: str, name: str) -> int:
    """Open to its lane what nobody has and was meant for this group alone; gives how many tasks.

    Who has a task of the group keeps it. A few statements, however much there was.
    """
    session.flush()
    others = aliased(Candidate)
    meant = exists().where(Candidate.task_id == Task.id, Candidate.group_id == group_id)
    also = exists().where(others.task_id == Task.id, others.group_id.is_distinct_from(group_id))
    alone = queries.OPEN & Task.claimed_by.is_(None) & Task.has_candidates.is_(True) & meant & ~also
    rows = list(session.scalars(select(Task).where(alone).order_by(Task.id).with_for_update(of=Task)))
    for row in rows:
        row.has_candidates, row.freed_from = None, group_id
    session.flush()
    held = select(Task.claimed_by).where(Task.id == Candidate.task_id, queries.OPEN, Task.claimed_by.is_not(None))
    ours = Candidate.group_id == group_id
    keep = update(Candidate).where(ours, held.exists()).values(person_id=held.scalar_subquery(), group_id=None)
    session.execute(keep.execution_options(synchronize_session=False))
    session.execute(delete(Candidate).where(ours).execution_options(synchronize_session=False))
    log_rows(session, SYSTEM, rows, _("to everybody who does this: the group {name} is no more", name=name))
    for process_id, count in sorted(Counter(row.process_id for row in rows).items()):
        announce(session, GroupsWorkFreed(process_id, name, count))
    return len(rows)
