"""Who is told of tasks: who gets one, who stands in for somebody, and who answers for what nobody has any more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.assignment.events import SubstituteAsked
from app.assignment.queries import and_substitutes
from app.cases.events import IncidentOpened
from app.cases.policy import Cases
from app.cases.tables import Incident
from app.catalog.queries import answering
from app.catalog.tables import Process
from app.kernel import live
from app.kernel.events import listens
from app.kernel.i18n import _, ngettext, sentences
from app.kernel.ids import new_id
from app.kernel.policy import allows
from app.kernel.times import clock, zones
from app.notices.actions import News, tell
from app.notices.messages.names import LONGEST, SOMEBODY, cut, name_of, names_for
from app.privacy.events import HandedOver
from app.staffing.events import GroupsWorkFreed, SubstituteLeft, WorkFreed
from app.tasks.events import TaskAssigned, TaskEscalated, TaskForSubstitute, TasksOpened
from processes.called import opening, quoted
from processes.engine import SERVICE_KINDS

FOR_OTHERS = "/work?for_others=1"
live.allow_topic("inbox", lambda session, actor, what: actor.is_internal)


@listens(IncidentOpened)
def incident_opened(session: Session, news: IncidentOpened) -> None:
    """Tell who answers for a process that work in it could not go on: once a day, since more stand in the same list.

    Why is told to who may see incidents: it may hold what a service answered, and values of the case.
    """
    process = session.get(Process, news.process_id)
    if process is not None:
        why = session.scalar(select(Incident.words).where(Incident.id == news.incident_id)) or ""
        words = _(
            "{step} of “{process}” could not go on. Somebody has to see to it.",
            step=opening(news.step_name or process.title), process=process.title,
        )  # fmt: skip
        key = f"incident:{process.id}:{clock.now().date().isoformat()}"
        told = answering(session, process)
        may = {one.id for one in actors(session, told).values() if allows(one, Cases.VIEW_INCIDENT, process)}
        whole = sentences(words, cut(why, LONGEST, ""))
        said = News("incident", whole, f"/incidents?process={process.key}", key, process.id)
        tell(session, said, may)
        tell(session, News("incident", words, f"/processes/{process.key}", key, process.id), told - may)


@listens(TasksOpened)
def inbox_moved(session: Session, news: TasksOpened) -> None:
    """Inboxes look again; nobody gets a notice for what stands in their inbox."""
    if any(kind not in SERVICE_KINDS for _, _, kind in news.tasks):
        live.ping(session, "inbox:all")


@listens(TaskAssigned)
def task_assigned(session: Session, news: TaskAssigned) -> None:
    """Tell a person that somebody gave them a task."""
    note = _("They say: {note}", note=news.note[:300]) if news.note else ""
    (giver,) = names_for(session, news.person_id, news.actor_id or "")
    words = sentences(_("{giver} gave you {step}.", giver=giver, step=quoted(news.step_name)), note)
    key = f"assigned:{news.task_id}:{new_id()}"
    told = and_substitutes(session, [news.person_id])
    tell(session, News("task_assigned", words, f"/tasks/{news.task_id}", key, news.process_id), [news.person_id])
    if len(told) > 1:
        given = _(
            "{step} was given to {name}, for whom you stand in.",
            step=opening(news.step_name), name=name_of(session, news.person_id),
        )  # fmt: skip
        words = sentences(given, note)
        said = News("task_for_substitute", words, f"/tasks/{news.task_id}", key, news.process_id)
        tell(session, said, told, except_for=[news.person_id, news.actor_id or ""])
    live.ping(session, "inbox:all")


@listens(HandedOver)
def handed_over(session: Session, news: HandedOver) -> None:
    """Tell a person what they go on with instead of somebody else."""
    giver, gone = names_for(session, news.to_id, news.actor_id, news.person_id)
    words = _("{giver} handed you what {name} had: {what}.", giver=giver, name=gone, what=news.words)
    if gone == SOMEBODY:
        words = _("{giver} handed you what somebody had: {what}.", giver=giver, what=news.words)
    where = "/work" if news.work else "/"
    tell(session, News("handed_over", words, where, f"handed_over:{news.person_id}:{new_id()}"), [news.to_id])
    live.ping(session, "inbox:all")


@listens(TaskEscalated)
def task_overdue(session: Session, news: TaskEscalated) -> None:
    """Tell who has a late task, later those who answer for the process; each once."""
    step = opening(news.step_name)
    words = _("{step} is overdue.", step=step) if news.level == 1 else _("{step} is still overdue.", step=step)
    key = f"overdue:{news.task_id}:{news.level}"
    tell(
        session,
        News("task_overdue", words, f"/tasks/{news.task_id}", key, news.process_id),
        and_substitutes(session, news.to),
    )


@listens(TaskForSubstitute)
def task_for_substitute(session: Session, news: TaskForSubstitute) -> None:
    """Tell who stands in that a new task came to them."""
    words = _(
        "{step} came to you, because {name} is away.",
        step=opening(news.step_name), name=name_of(session, news.away_id),
    )  # fmt: skip
    said = News("task_for_substitute", words, f"/tasks/{news.task_id}", f"substitute:{news.task_id}", news.process_id)
    tell(session, said, [news.person_id])


@listens(SubstituteAsked)
def stands_in(session: Session, news: SubstituteAsked) -> None:
    """Tell who stands in from when to when, when that is said and when it begins."""
    when, name = zones.mark(news.begins_at, news.ends_at), name_of(session, news.away_id)
    words = _("{name} asks you to stand in while they are away: {when}.", name=name, when=when)
    if news.begun:
        words = _(
            "{name} is away, and you stand in: {when}. Their work waits under “{list}”.",
            name=name, when=when, list=_("For who is away"),
        )  # fmt: skip
    key = f"stands_in:{news.absence_id}:{'now' if news.begun else 'later'}"
    tell(session, News("stands_in", words, FOR_OTHERS, key), [news.person_id])


@listens(SubstituteLeft)
def substitute_left(session: Session, news: SubstituteLeft) -> None:
    """Tell those who are or will be away, once, that their substitute has left or works here no longer."""
    name = name_of(session, news.substitute_id)
    words = _("{name} can no longer stand in for you. Choose somebody else.", name=name)
    for absence_id, away_id in news.absences:
        key = f"substitute_left:{absence_id}:{news.substitute_id}"
        tell(session, News("substitute_left", words, "/me/absences", key), [away_id])


@listens(WorkFreed)
def work_freed(session: Session, news: WorkFreed) -> None:
    """Tell who answers for a process that tasks of somebody who does not do them any more are for others now."""
    process = session.get(Process, news.process_id)
    if process is None:
        return
    about = {"name": name_of(session, news.person_id), "process": process.title}
    words = ngettext(
        "{name} may not do this work any more: {n} task of “{process}” is for others now. See that somebody does them.",
        "{name} may not do this work any more: {n} tasks of “{process}” are for others now. "
        "See that somebody does them.",
        news.tasks,
        **about,
    )
    if news.left:
        words = ngettext(
            "{name} has left: {n} task of “{process}” is for others now. See that somebody does them.",
            "{name} has left: {n} tasks of “{process}” are for others now. See that somebody does them.",
            news.tasks,
            **about,
        )
    _tell_of_freed(session, process, words)


@listens(GroupsWorkFreed)
def groups_work_freed(session: Session, news: GroupsWorkFreed) -> None:
    """Tell who answers for a process that tasks of a group which is no more are for everybody who does them."""
    process = session.get(Process, news.process_id)
    if process is not None:
        words = ngettext(
            "The group {group} is no more: {n} task is for everybody who does this in “{process}”.",
            "The group {group} is no more: {n} tasks are for everybody who does this in “{process}”.",
            news.tasks,
            group=news.group,
            process=process.title,
        )
        _tell_of_freed(session, process, words)


def _tell_of_freed(session: Session, process: Process, words: str) -> None:
    key = f"freed:{process.id}:{new_id()}"
    tell(session, News("work_freed", words, "/without-anybody", key, process.id), answering(session, process))
    live.ping(session, "inbox:all")
