"""Give a task to somebody: by a manager, or by who has it to a colleague; set until when and how urgent it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people, people_shown
from app.assignment import queries as assignment
from app.assignment.actions.sharing import moment
from app.assignment.policy import may_perform
from app.assignment.tables import Candidate
from app.cases.actions.result.history import log_step
from app.cases.actions.result.persist import persist_result
from app.cases.tables import Task, claimed_since, hold_ends
from app.catalog.policy import sees
from app.kernel import audit, policy
from app.kernel.db.database_settings import zone_of
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, in_english, joined, pgettext
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock, zones
from app.tasks import queries
from app.tasks.actions.task_listeners import CHANGED, GIVEN, heard, hears
from app.tasks.events import TaskAssigned
from app.tasks.policy import Tasks
from processes.called import quoted
from processes.engine import SERVICE_KINDS

LONGEST_NOTE = 1000
NO_LIMIT = _("no time limit")
CANNOT = _("This person does not do this work, or is not here any more. Choose another one.")


def assign(session: Session, actor: Actor, task_id: str, person_id: str | None) -> Task:
    """Give a task to somebody who may do it, or to all of them again; managers, ops and the owner may.

    What was meant for somebody may be given to anybody of its lane, and where nobody is left who does that, to anybody
    who does the process. Raises Forbidden FOUR_EYES for who did a step it is kept apart from, Invalid for others.
    """
    task = _managed(session, actor, task_id)
    if person_id is None:
        return hand_over(session, actor, task, None)
    _require_able(session, actor, task, person_id, managed=True)
    _admit(session, task, person_id)
    return hand_over(session, actor, task, person_id)


def delegate(session: Session, actor: Actor, task_id: str, person_id: str, note: str = "") -> Task:
    """Hand a task that one has, or could take, to a colleague who may do it, with a note; it is theirs then."""
    task, whose = queries.task_and_whose(session, actor, task_id)
    if not assignment.is_free_for(session, actor, task):
        wanted = _("Expected {step} to be yours, but a colleague has it. Ask them.", step=quoted(task.step_name))
        raise Conflict(
            "CLAIMED", wanted, for_people=_("A colleague has taken {step}. Ask them.", step=quoted(task.step_name))
        )
    if person_id == actor.id:
        words = _("Choose somebody else than yourself.")
        raise Invalid("SAME_PERSON", _("Expected a colleague. {words}", words=words), {"person": words})
    _require_able(session, actor, task, person_id)
    return hand_over(session, actor, task, person_id, note.strip()[:LONGEST_NOTE], delegated=True, whose=whose)


def give_back(session: Session, actor: Actor, task_id: str, note: str = "") -> Task:
    """Give a delegated task back to who delegated it, if they may still do it, else to all of its lane."""
    task = queries.task_for_work(session, actor, task_id)
    if task.claimed_by != actor.id or task.delegated_by is None:
        raise Conflict(
            "NOT_DELEGATED",
            _("Expected a task that a colleague handed to you, but this is none."),
            for_people=_("No colleague handed this task to you, so it cannot go back."),
        )
    back = task.delegated_by if _fault(session, task, task.delegated_by) is None else None
    return hand_over(session, actor, task, back, note.strip()[:LONGEST_NOTE], whose=task.for_id if back else None)


def set_due(session: Session, actor: Actor, task_id: str, due: str | None) -> Task:
    """Set until when a task is to be done, or that there is no such time; managers, ops and the owner may.

    A day ends at the actor's midnight.
    """
    task = _managed(session, actor, task_id)
    try:
        at = moment(due.strip(), clock.now(), zone_of(session, actor.zone)) if due and due.strip() else None
    except (ValueError, OverflowError) as error:
        words = _("Write a date such as 2026-12-31, a moment, or a length of time such as P2D.")
        raise Invalid(
            "BAD_DUE", _("Expected a time, but this is none. {words}", words=words), {"due": words}
        ) from error
    said = zones.mark(at) if at else NO_LIMIT
    return _change(session, actor, task, "due_set", said, due_at=at, escalated=None)


def set_priority(session: Session, actor: Actor, task_id: str, priority: int) -> Task:
    """Set how urgent a task is, from 0 to 100; managers, ops and the owner may."""
    task = _managed(session, actor, task_id)
    if not 0 <= priority <= 100:
        words = _("Choose a number from 0 to 100.")
        raise Invalid("BAD_PRIORITY", _("Expected a priority. {words}", words=words), {"priority": words})
    return _change(session, actor, task, "priority_set", str(priority), priority=priority)


def hand_over(
    session: Session, actor: Actor, task: Task, to: str | None, note: str = "", *, delegated: bool = False,
    whose: str | None = None,
) -> Task:  # fmt: skip
    """Make a task somebody's, or everybody's, and write it down; rights were looked at before.

    `whose` is for whom who has it stands in, if they do.
    """
    before, told = task.claimed_by, to != task.claimed_by and hears(session, task, CHANGED, GIVEN)
    same = Task.claimed_by.is_(None) if before is None else Task.claimed_by == before
    values: dict[str, Any] = {"claimed_by": to, "delegated_by": actor.id if delegated else None}
    values["claimed_at"] = None if to is None else claimed_since(clock.now())
    values["for_id"] = whose if whose != to else None
    if to is not None:
        values["freed_from"] = None
    if to is None and before is not None:
        session.execute(hold_ends(clock.now(), Task.id == task.id, Task.state == "open", same))
    done = session.execute(
        update(Task)
        .where(Task.id == task.id, Task.state == "open", same)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(done) != 1:
        raise Conflict(
            "CHANGED_MEANWHILE",
            _("Expected the task as you saw it, but it changed just now. Look again."),
            for_people=_("This task changed just now, so nothing was saved. Look again."),
        )
    session.refresh(task, ["claimed_by", "claimed_at", "delegated_by", "for_id"])
    names = people(session, [to]) if to else {}
    said = pgettext("task", "to {name}", name=names[to].name) if to in names else _("to everybody who does this")
    event = "task_delegated" if delegated else "task_assigned"
    detail = joined(": ", [said, note]) if note else said
    log_step(session, task.instance, event, actor, (task.step_id, task.step_name), detail)
    if to is not None and to != actor.id:
        announce(session, TaskAssigned(task.id, task.process_id, task.step_name, to, actor.id or None, note))
    if told:
        persist_result(session, task.instance, heard(session, task.instance, task, (CHANGED, GIVEN)), actor)
    return task


def colleagues(session: Session, actor: Actor, task: Task, *, managed: bool = False) -> list[Any]:
    """Give the people a task can be given to, by name: who may do it, and did nothing it is kept apart from.

    A manager may give it to themself, and to whom it was not meant for, as `assign` says. Who does not work here knows
    the people of their own company alone.
    """
    able = assignment.able_if_given(session, task) if managed else assignment.eligible_for(session, task) - {actor.id}
    return sorted(people_shown(session, actor, able).values(), key=lambda person: (person.name.lower(), person.id))


def _managed(session: Session, actor: Actor, task_id: str) -> Task:
    task, _mine = queries.task(session, actor, task_id)
    if task.kind in SERVICE_KINDS or not policy.allows(actor, Tasks.ASSIGN, task.process):
        raise Forbidden(
            "NOT_A_MANAGER",
            _("Expected a manager, ops or the owner of the process. Ask one of them."),
            for_people=_("A manager, operations or the owner of the process can do this. Ask one of them."),
        )
    if task.state != "open":
        raise queries.already_done(task.step_name)
    return task


def _require_able(session: Session, actor: Actor, task: Task, person_id: str, *, managed: bool = False) -> None:
    fault: str | None = CANNOT
    if actor.is_internal or person_id in people_shown(session, actor, [person_id]):
        queries.require_other_eyes(session, Actor(person_id), task)
        fault = _fault(session, task, person_id, managed=managed)
    if fault is not None:
        raise Invalid(
            "CANNOT_DO_IT",
            _("Expected somebody who may do {step}. {fault}", step=quoted(task.step_name), fault=fault),
            {"person": fault},
        )


def _fault(session: Session, task: Task, person_id: str, *, managed: bool = False) -> str | None:
    if managed:
        able = person_id in assignment.able_if_given(session, task)
    else:
        who, mappings = actor_for(session, person_id), assignment.meant_for(session, task)
        able = bool(who.grants) and sees(who, task.process) and may_perform(who, task.process, mappings)
    return None if able else CANNOT


def _admit(session: Session, task: Task, person_id: str) -> None:
    """Make a task one for a person whom neither its candidates nor its lane name."""
    if not may_perform(actor_for(session, person_id), task.process, assignment.meant_for(session, task)):
        session.add(Candidate(task_id=task.id, person_id=person_id))
        session.execute(
            update(Task)
            .where(Task.id == task.id)
            .values(has_candidates=True)
            .execution_options(synchronize_session=False)
        )
        session.flush()


def _change(session: Session, actor: Actor, task: Task, event: str, said: str, **values: datetime | int | None) -> Task:
    """Set these values of a task and say so; nothing is said, nor heard by its listeners, where they are so already."""
    if all(getattr(task, name) == value for name, value in values.items()):
        return task
    seen = {name: value for name, value in values.items() if name != "escalated"}
    told = any(getattr(task, name) != value for name, value in seen.items()) and hears(session, task, CHANGED)
    session.execute(update(Task).where(Task.id == task.id).values(values).execution_options(synchronize_session=False))
    session.refresh(task, list(values))
    log_step(session, task.instance, event, actor, (task.step_id, task.step_name), said)
    audit.record(session, actor, f"task.{event}", Subject.of("task", task.id), {"to": zones.plain(in_english(said))})
    if told:
        persist_result(session, task.instance, heard(session, task.instance, task, (CHANGED,)), actor)
    return task
