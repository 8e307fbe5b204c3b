"""One task, for looking at it and for working on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.assignment.policy import may_perform
from app.assignment.queries.absences import substitutes_for
from app.assignment.queries.assignment_facts import candidates, completed_by
from app.assignment.tables import Candidate, LaneMapping
from app.cases.policy import Cases
from app.cases.tables import GOING, Instance, Task
from app.catalog.policy import sees
from app.catalog.tables import Version
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.i18n import _, capital
from app.kernel.policy import Actor, allows, require
from app.tasks.policy import Tasks
from app.tasks.queries.inbox import open_here
from processes.called import quoted
from processes.engine import SERVICE_KINDS

# Read a task with its instance, process, version and the mappings of its lane in one statement, built once.
_READ = (
    select(Task, LaneMapping)
    .join(Task.instance)
    .join(Task.process)
    .join(Task.version)
    .outerjoin(LaneMapping, and_(LaneMapping.process_id == Task.process_id, LaneMapping.lane == Task.lane))
    .options(
        contains_eager(Task.instance).undefer(Instance.thin),
        contains_eager(Task.process),
        contains_eager(Task.version).load_only(Version.process_id, Version.number, Version.mode, Version.runs),
    )
    .where(Task.id == bindparam("task_id"))
    .execution_options(populate_existing=True)
)
_LOCK = _READ.with_for_update(of=Instance)


def _joined(task: Task) -> Task:
    """Let the instance know the process and version that were read with its task."""
    set_committed_value(task.instance, "process", task.process)
    set_committed_value(task.instance, "version", task.version)
    return task


def task(session: Session, actor: Actor, task_id: str) -> tuple[Task, bool]:
    """Give a task the actor may see, and whether they may work on it; raises NotFound."""
    found, allowed, _whose = _read(session, actor, task_id)
    allowed = allowed and not (found.state == "open" and is_apart(session, actor, found))
    if not (allowed or allows(actor, Cases.VIEW, found.instance)):
        raise NotFound(_("this task"))
    if found.kind in SERVICE_KINDS:
        allowed = allows(actor, Cases.OPERATE, found.process)
    return found, allowed and found.state == "open"


def _require_operator(actor: Actor, found: Task) -> None:
    """Let ops do what is the work of a service; nobody else."""
    if not allows(actor, Cases.VIEW, found.instance):
        raise NotFound(_("this task"))
    if not allows(actor, Cases.OPERATE, found.process):
        raise Forbidden(
            "DONE_BY_A_SERVICE",
            _(
                "Expected work for people, but {step} is done by a service. Wait for it, or ask ops.",
                step=quoted(found.step_name),
            ),
            for_people=_(
                "{step} is done by a program, not by people. Wait for it, or ask operations.",
                step=capital(quoted(found.step_name)),
            ),
        )


def _read(session: Session, actor: Actor, task_id: str, *, lock: bool = False) -> tuple[Task, bool, str | None]:
    """Give a task, whether it is the actor's work, and for whom they stand in where it is only so."""
    rows = session.execute(_LOCK if lock else _READ, {"task_id": task_id}).all()
    if not rows or not (actor.is_system or sees(actor, rows[0][0].process)):
        raise NotFound(_("this task"))
    found = _joined(rows[0][0])
    mappings: list[LaneMapping | Candidate] = [mapping for _, mapping in rows if mapping is not None]
    if actor.is_system:
        return found, True, None
    if found.has_candidates:
        named = candidates(session, found.id)
        asked = next((one.for_id for one in named if one.for_id and may_perform(actor, found.process, [one])), None)
        mappings = [one for one in named if one.for_id is None]
        if asked is not None:
            own = bool(mappings) and may_perform(actor, found.process, mappings)
            return found, True, None if own else asked
    if (mappings or not found.has_candidates) and may_perform(actor, found.process, mappings):
        return found, True, None
    away = _stands_in(session, actor, found, mappings)
    return found, away is not None, away


def _stands_in(session: Session, actor: Actor, found: Task, mappings: list[Any]) -> str | None:
    """Whose substitute the actor is: of whom who may do the task and is away now, the first by their id."""
    if found.has_candidates and not mappings:
        return None
    away = substitutes_for(session, actor)
    return next((one for one in sorted(away) if may_perform(away[one], found.process, mappings)), None)


def is_apart(session: Session, actor: Actor, found: Task) -> bool:
    """Whether the actor did, in this case, what somebody else has to check or be checked for by this task."""
    return bool(found.separated_from) and actor.id in completed_by(
        session, found.instance_id, found.separated_from or ""
    )


def require_other_eyes(session: Session, actor: Actor, found: Task) -> None:
    """Raise Forbidden where the task is not for who did an earlier step of the case."""
    if is_apart(session, actor, found):
        raise Forbidden(
            "FOUR_EYES",
            _(
                "Expected somebody else to do {step}, but this person did a step of this case that it is to be kept "
                "apart from. Choose a colleague for it.",
                step=quoted(found.step_name),
            ),
            for_people=_(
                "{step} is for other eyes: this person did a step of the case that it is kept apart from. Choose a "
                "colleague for it.",
                step=capital(quoted(found.step_name)),
            ),
        )


def task_for_work(session: Session, actor: Actor, task_id: str, *, lock: bool = False) -> Task:
    """Give an open task the actor may work on, its instance locked if asked; NotFound, Forbidden or Conflict else."""
    return task_and_whose(session, actor, task_id, lock=lock)[0]


def task_and_whose(session: Session, actor: Actor, task_id: str, *, lock: bool = False) -> tuple[Task, str | None]:
    """As `task_for_work`, and for whom the actor does it, who is away; None where it is the actor's own work."""
    found, allowed, away = _read(session, actor, task_id, lock=lock)
    if found.kind in SERVICE_KINDS and not actor.is_system:
        _require_operator(actor, found)
        allowed = True
    if not allowed and not allows(actor, Cases.VIEW, found.instance):
        raise NotFound(_("this task"))
    if not allowed:
        raise Forbidden(
            "NOT_YOUR_LANE",
            _(
                "Expected somebody who does {step}, but that is not your work. Ask a colleague who does it, or the "
                "owner of the process to add you.",
                step=quoted(found.lane or found.step_name),
            ),
            for_people=_(
                "{step} is not your work. Ask a colleague who does it, or the owner of the process to add you.",
                step=capital(quoted(found.lane or found.step_name)),
            ),
        )
    if actor.scopes is not None:
        require(actor, Tasks.PERFORM, found.process)
    if not actor.is_system:
        require_other_eyes(session, actor, found)
    if found.state == "open" and found.instance.state == "suspended":
        raise suspended(found.step_name)
    if found.state != "open" or found.instance.state not in GOING:
        raise already_done(found.step_name)
    if found.claimed_by is not None:
        away = found.for_id if found.claimed_by == actor.id else found.claimed_by
    return found, away if actor.kind == "person" else None


def suspended(step_name: str) -> Conflict:
    """Give the error for a task of a case that rests."""
    return Conflict(
        "SUSPENDED",
        _(
            "Expected the case of {step} to run, but it is paused. Nothing was changed, and what you saved is kept; "
            "do it when ops have let the case go on.",
            step=quoted(step_name),
        ),
        for_people=_(
            "The case of {step} is paused. Nothing was changed, and what you saved is kept; do it when operations "
            "have let the case go on.",
            step=quoted(step_name),
        ),
    )


def already_done(step_name: str) -> Conflict:
    """Give the error for a task that is no longer open."""
    return Conflict(
        "TASK_NOT_OPEN",
        _(
            "Expected {step} to be open, but it is done or withdrawn already. Nothing was changed; look at the "
            "case to see what happened.",
            step=quoted(step_name),
        ),
        for_people=_(
            "{step} is done already, or was taken back. Nothing was changed; look at the case to see what happened.",
            step=capital(quoted(step_name)),
        ),
    )


def next_for(session: Session, actor: Actor, instance_id: str) -> Task | None:
    """Give the actor's next open task in an instance, None where somebody else is next or nobody."""
    statement = (
        select(Task)
        .join(Task.process)
        .where(Task.instance_id == instance_id, open_here(actor))
        .order_by(Task.opened_at, Task.id)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()
