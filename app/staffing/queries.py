"""Work without anybody: tasks, lanes and steps that nobody here does, lanes and absences that name who has gone.

Gone is who has left, and who holds no role any more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Label, String, and_, case, exists, func, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import takes_part, works_here
from app.accounts.tables import Person
from app.assignment.queries.somebody import has_candidate, lanes_of_nobody, open_to_do
from app.assignment.queries.unstaffed import places
from app.assignment.tables import Absence, Candidate, LaneMapping
from app.cases.tables import Task
from app.catalog.queries import answered_by
from app.catalog.tables import Process, VersionStep
from app.kernel.api.paging import Rows
from app.kernel.i18n import _
from app.kernel.i18n.in_sql import saying
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.staffing.tables import Vacancy
from app.taskforms.tables import Draft
from processes.engine import SERVICE_KINDS

OPEN = (Task.state == "open") & Task.kind.not_in(sorted(SERVICE_KINDS))
TO_LANE = Task.claimed_by.is_(None) & Task.has_candidates.is_not(True)
# The processes and lanes with open work that nobody who is here does: worked out once in a statement, however often it
# asks. Made once, for a statement knows a common table by its name.
NOBODYS = lanes_of_nobody(select(Task.process_id, Task.lane).where(OPEN, TO_LANE)).cte("lanes_of_nobody")


def tasks(actor: Actor) -> Rows:
    """Give the open tasks with somebody who may not open them, or for nobody who may, that the actor may give away."""
    holder = aliased(Person)
    return _tasks(actor, holder).outerjoin(holder, holder.id == Task.claimed_by).where(_stranded())


def freed(actor: Actor) -> Rows:
    """Give the open tasks that somebody had who has gone, and nobody took since, though others may do them."""
    gone = aliased(Person)
    free = Task.claimed_by.is_(None) & Task.freed_from.is_not(None)
    return _tasks(actor, gone).outerjoin(gone, gone.id == Task.freed_from).where(free, ~_stranded())


def _tasks(actor: Actor, whose: Any) -> Rows:
    return (
        select(_titled(), Task.id.label("ref"), whose.name.label("whose"))
        .select_from(Task)
        .join(Process, Process.id == Task.process_id)
        .where(OPEN, answered_by(actor, "manager", "ops", "admin"))
        .order_by(Task.opened_at, Task.id)
    )


def _titled() -> Label[str]:
    return saying(_("{step} – {process}"), step=Task.step_name, process=Process.title).label("title")


def _stranded() -> ColumnElement[bool]:
    """Whether nobody can go on with a task unless it is given to somebody; in terms of Task and Process."""
    free = Task.claimed_by.is_(None)
    return or_(
        ~free & ~open_to_do(Task.claimed_by),
        free & Task.has_candidates.is_(True) & ~has_candidate(),
        TO_LANE & tuple_(Task.process_id, Task.lane).in_(select(NOBODYS)),
    )


def belongs_to(person_id: str) -> ColumnElement[bool]:
    """Whether a person has a task, had it until they went, or it is meant for them; in terms of Task."""
    meant = Task.has_candidates.is_(True) & exists().where(
        Candidate.task_id == Task.id, Candidate.person_id == person_id
    )
    free = Task.claimed_by.is_(None)
    return or_(Task.claimed_by == person_id, free & or_(meant, Task.freed_from == person_id))


def tasks_of(session: Session, person_id: str) -> int:
    """Count the open tasks that a person has, had until they went, or that are meant for them."""
    return session.scalar(select(func.count()).select_from(Task).where(OPEN, belongs_to(person_id))) or 0


def drafts(actor: Actor) -> Rows:
    """Give the open tasks in whose form somebody who has gone had begun to write, that the actor may give to others."""
    return (
        select(_titled(), Task.id.label("ref"), Person.name.label("whose"))
        .select_from(Draft)
        .join(Task, Task.id == Draft.task_id)
        .join(Process, Process.id == Task.process_id)
        .join(Person, Person.id == Draft.person_id)
        .where(OPEN, ~takes_part(), answered_by(actor, "manager", "ops", "admin"))
        .order_by(Draft.saved_at, Task.id)
    )


def drafts_of(session: Session, person_id: str) -> int:
    """Count the open tasks in whose form a person has begun to write."""
    mine = select(func.count()).select_from(Draft).join(Task, Task.id == Draft.task_id)
    return session.scalar(mine.where(OPEN, Draft.person_id == person_id)) or 0


def lanes(actor: Actor) -> Rows:
    """Give the processes a lane of which is mapped to somebody who has gone, that the actor may map to others."""
    return (
        select(
            (Process.title + " – " + LaneMapping.lane).label("title"), Process.key.label("ref"),
            Person.name.label("whose"),
        )
        .select_from(LaneMapping)
        .join(Process, Process.id == LaneMapping.process_id)
        .join(Person, Person.id == LaneMapping.person_id)
        .where(~takes_part(), Process.archived_at.is_(None), answered_by(actor, "manager", "admin"))
        .order_by(Process.title, LaneMapping.lane, LaneMapping.id)
    )  # fmt: skip


def naming(session: Session, person_id: str) -> list[Process]:
    """Give the processes whose rules or lanes give work to a person by name."""
    mapped = exists().where(LaneMapping.process_id == Process.id, LaneMapping.person_id == person_id)
    rows = session.scalars(select(Process).where(or_(mapped, Process.work_rules.is_not(None))).order_by(Process.id))
    mapped_ids = set(session.scalars(select(LaneMapping.process_id).where(LaneMapping.person_id == person_id)))
    return [row for row in rows if row.id in mapped_ids or _names(row, person_id)]


def _names(process: Process, person_id: str) -> bool:
    return any(rule.get("assign") == "person" and rule.get("to") == person_id for rule in process.work_rules or [])


def lanes_of(session: Session, person_id: str) -> int:
    """Count the processes whose rules or lanes give work to a person by name."""
    return len(naming(session, person_id))


def absences(actor: Actor) -> Rows:
    """Give who is or will be away and whose substitute does not work here any more; to administrators of all."""
    gone = aliased(Person)
    statement = (
        select(Person.name.label("title"), Person.id.label("ref"), gone.name.label("whose"))
        .select_from(Absence)
        .join(Person, Person.id == Absence.person_id)
        .join(gone, gone.id == Absence.substitute_id)
        .where(takes_part(), ~works_here(gone), Absence.ends_at > clock.now())
        .order_by(Person.name, Absence.id)
    )
    return statement if actor.has_in("", "admin") else statement.where(Person.id == actor.id)


def absences_of(session: Session, person_id: str) -> int:
    """Count the absences to come in which a person stands in."""
    coming = (Absence.substitute_id == person_id) & (Absence.ends_at > clock.now())
    return session.scalar(select(func.count()).select_from(Absence).where(coming)) or 0


def unstaffed(actor: Actor) -> Rows:
    """Give what nobody does and the actor may give to somebody, with who did it last, as belongings asks."""
    place, last, step = places().cte("unstaffed"), aliased(Person), aliased(VersionStep)
    where = case(
        (place.c.step_id != "", func.coalesce(func.nullif(step.name, ""), type_coerce(step.called, String), "")),
        else_=place.c.lane,
    )
    title = case(
        (where != "", saying(_("{process} – {place}"), process=Process.title, place=where)), else_=Process.title
    )
    noted = and_(*(getattr(Vacancy, name) == place.c[name] for name in ("process_id", "lane", "step_id", "choice")))
    return (
        select(title.label("title"), Process.key.label("ref"), last.name.label("whose"))
        .select_from(place)
        .join(Process, Process.id == place.c.process_id)
        .outerjoin(step, and_(step.version_id == Process.live_version_id, step.step_id == place.c.step_id))
        .outerjoin(Vacancy, noted)
        .outerjoin(last, last.id == Vacancy.person_id)
        .where(answered_by(actor, "manager", "admin"))
        .order_by(Process.title, place.c.lane, place.c.step_id)
    )
