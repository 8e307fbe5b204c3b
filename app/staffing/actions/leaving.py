"""What becomes of the work of somebody who leaves: what they had is for others, and those who can act are told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.assignment.events import SubstituteAsked
from app.assignment.policy import may_perform
from app.assignment.queries.absences import substitutes_for
from app.assignment.queries.mine import not_kept_apart
from app.assignment.queries.somebody import has_candidate
from app.assignment.tables import Absence, Candidate, LaneMapping
from app.cases.actions.result.history import log_rows
from app.cases.tables import Task, hold_ends
from app.catalog.policy import sees
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel.events import announce
from app.kernel.i18n import _, pgettext
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.staffing import queries
from app.staffing.events import SubstituteLeft, WorkFreed
from app.taskforms.tables import Draft

OPEN = Task.state == "open"
MOST_GIVEN = 1000


def free_work(session: Session, person_id: str) -> int:
    """Give back what somebody who has left had taken, and open to its lane what was meant for them alone.

    Their absences end; whose substitute they were is told. Gives how many tasks are free now. A few statements, however
    much there was.
    """
    session.flush()
    meant = exists().where(Candidate.task_id == Task.id, Candidate.person_id == person_id)
    theirs = OPEN & (
        (Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & Task.has_candidates.is_(True) & meant)
    )
    alone = Task.has_candidates.is_(True) & ~has_candidate()
    rows = session.execute(
        select(Task.id, Task.instance_id, Task.process_id, Task.version_id, Task.step_id, Task.step_name)
        .where(theirs & ((Task.claimed_by == person_id) | alone))
        .with_for_update()
    ).all()
    session.execute(hold_ends(clock.now(), theirs, Task.claimed_by == person_id))
    open_to_all = {"has_candidates": None, "freed_from": person_id}
    for values, which in ((open_to_all, alone), (_given_back(person_id), Task.claimed_by == person_id)):
        change = update(Task).where(theirs & which).values(values)
        session.execute(change.execution_options(synchronize_session=False))
    _freed(session, person_id, list(rows), left=True)
    _end_absences(session, person_id)
    return len(rows)


def free_closed_work(session: Session, person_id: str) -> int:
    """Give back what somebody has, or is meant for, that the roles and groups they hold now do not let them do.

    What is meant for them alone is open to its lane. Whose substitute they were is told where they work here no longer.
    Gives how many tasks are free now.
    """
    session.flush()
    if not actor_for(session, person_id).is_internal:
        _tell_whose_substitute(session, person_id)
    meant = Task.has_candidates.is_(True) & exists().where(
        Candidate.task_id == Task.id, Candidate.person_id == person_id
    )
    theirs = (Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & meant)
    rows = list(session.scalars(select(Task).where(queries.OPEN, theirs).order_by(Task.id).with_for_update(of=Task)))
    rows = _closed_to(session, person_id, rows) if rows else []
    if not rows:
        return 0
    ids = [row.id for row in rows]
    session.execute(delete(Candidate).where(Candidate.task_id.in_(ids), Candidate.person_id == person_id))
    closed = Task.id.in_(ids)
    session.execute(hold_ends(clock.now(), closed, Task.claimed_by == person_id))
    empty = closed & Task.has_candidates.is_(True) & ~has_candidate()
    for values, which in (({"has_candidates": None}, empty), (_given_back(person_id), closed)):
        session.execute(update(Task).where(which).values(values).execution_options(synchronize_session=False))
    _freed(session, person_id, rows, left=False)
    return len(rows)


def _closed_to(session: Session, person_id: str, rows: list[Task]) -> list[Task]:
    """Give those of these tasks that a person may not do, neither for themself nor for whom they stand in.

    Who holds no role any more counts as one who has left, and does none of them.
    """
    actor = actor_for(session, person_id)
    if not actor.grants:
        return rows
    able = [actor, *substitutes_for(session, actor).values()]
    processes, lanes = _lanes_of(session, rows)
    meant: dict[str, list[Any]] = {row.id: [] for row in rows}
    for one in session.scalars(select(Candidate).where(Candidate.task_id.in_(list(meant)))):
        meant[one.task_id].append(one)

    def allowed(row: Task) -> bool:
        process, names = processes[row.process_id], lanes.get((row.process_id, row.lane), [])
        named = meant[row.id] if row.has_candidates else names
        return sees(actor, process) and any(may_perform(one, process, named) for one in able)

    return [row for row in rows if not allowed(row)]


def _freed(session: Session, person_id: str, rows: list[Any], *, left: bool) -> None:
    """Read tasks anew, and say in their cases and to who answers for them that they are for others now."""
    for held in session.identity_map.values():
        if isinstance(held, Task):
            session.expire(held, ["has_candidates", "claimed_by", "claimed_at", "delegated_by", "for_id", "freed_from"])
    gone = session.get_one(Person, person_id)
    why = _("to everybody who does this: {name} has left", name=gone.name)
    if not left:
        why = _("to everybody who does this: {name} may not do it any more", name=gone.name)
    log_rows(session, SYSTEM, rows, why)
    for process_id, count in sorted(Counter(row.process_id for row in rows).items()):
        announce(session, WorkFreed(process_id, person_id, count, left))


def _given_back(person_id: str) -> dict[str, str | None]:
    return {"claimed_by": None, "claimed_at": None, "delegated_by": None, "for_id": None, "freed_from": person_id}


def _end_absences(session: Session, person_id: str) -> None:
    session.execute(delete(Absence).where(Absence.person_id == person_id))
    _tell_whose_substitute(session, person_id)


def _tell_whose_substitute(session: Session, person_id: str) -> None:
    waiting = select(Absence.person_id, func.max(Absence.id)).group_by(Absence.person_id)
    waiting = waiting.where(Absence.substitute_id == person_id, Absence.ends_at > clock.now())
    absences = tuple(sorted((absence, away) for away, absence in session.execute(waiting)))
    if absences:
        announce(session, SubstituteLeft(person_id, absences))


def give_tasks(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Give a colleague the open tasks that a person has, had until they went, or that are meant for them.

    At most 1000 at once. Those of processes the colleague does not see, and those they are kept apart from, stay.
    Gives how many went.
    """
    theirs = queries.belongs_to(person_id)
    statement = select(Task).join(Task.process).where(OPEN, theirs, visible(to), not_kept_apart(to))
    rows = list(session.scalars(statement.order_by(Task.opened_at, Task.id).limit(MOST_GIVEN).with_for_update(of=Task)))
    if not rows:
        return 0
    now, ids = clock.now(), [row.id for row in rows]
    processes, mapped = _lanes_of(session, rows)
    for row in rows:
        lane = mapped.get((row.process_id, row.lane), [])
        if row.has_candidates or not may_perform(to, processes[row.process_id], lane):
            row.has_candidates = True
            session.add(Candidate(id=new_id(), task_id=row.id, person_id=to.id))
        row.claimed_at = row.claimed_at if row.claimed_by else now
        row.claimed_by, row.delegated_by, row.for_id, row.freed_from = to.id, None, None, None
    session.flush()
    session.execute(delete(Candidate).where(Candidate.task_id.in_(ids), Candidate.person_id == person_id))
    log_rows(session, actor, rows, pgettext("task", "to {name}", name=to.name))
    return len(rows)


def _lanes_of(
    session: Session, rows: list[Task]
) -> tuple[dict[str, Process], dict[tuple[str, str], list[LaneMapping]]]:
    """Give the processes of tasks, and whom their lanes name, in two statements."""
    processes = {p.id: p for p in session.scalars(select(Process).where(Process.id.in_({r.process_id for r in rows})))}
    mapped: dict[tuple[str, str], list[LaneMapping]] = {}
    for one in session.scalars(select(LaneMapping).where(LaneMapping.process_id.in_(list(processes)))):
        mapped.setdefault((one.process_id, one.lane), []).append(one)
    return processes, mapped


def give_drafts(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Let a colleague go on with the forms a person had begun to fill; gives how many.

    Those of tasks the colleague does not see or is kept apart from, and where they have begun themself, stay.
    """
    own = aliased(Draft)
    begun = exists().where(own.task_id == Task.id, own.person_id == to.id)
    free = Task.claimed_by.is_(None) | (Task.claimed_by == to.id)
    theirs = select(Draft.task_id).join(Task, Task.id == Draft.task_id).join(Task.process)
    theirs = theirs.where(OPEN, Draft.person_id == person_id, free, ~begun, visible(to), not_kept_apart(to))
    ids = list(session.scalars(theirs.order_by(Draft.task_id).limit(MOST_GIVEN)))
    change = update(Draft).where(Draft.person_id == person_id, Draft.task_id.in_(ids)).values(person_id=to.id)
    session.execute(change.execution_options(synchronize_session=False))
    return len(ids)


def give_lanes(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Name a colleague where lanes and rules of processes name a person for work; gives how many processes."""
    found = queries.naming(session, person_id)
    change = update(LaneMapping).where(LaneMapping.person_id == person_id).values(person_id=to.id)
    session.execute(change.execution_options(synchronize_session=False))
    for process in found:
        process.work_rules = process.work_rules and [
            {**rule, "to": to.id} if rule.get("assign") == "person" and rule.get("to") == person_id else rule
            for rule in process.work_rules
        ]
    session.flush()
    return len(found)


def give_absences(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Let a colleague stand in for those for whom a person would; not for the colleague themself."""
    coming = (Absence.substitute_id == person_id) & (Absence.ends_at > clock.now()) & (Absence.person_id != to.id)
    rows = list(session.scalars(select(Absence).where(coming).order_by(Absence.id)))
    for row in rows:
        row.substitute_id = to.id
        begun = row.begins_at <= clock.now()
        announce(session, SubstituteAsked(row.id, row.person_id, to.id, row.begins_at, row.ends_at, begun))
    session.flush()
    return len(rows)
