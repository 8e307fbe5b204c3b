"""Reads of notices."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.assignment.queries import is_for
from app.cases.tables import Task
from app.catalog.queries import visible, visible_inside
from app.catalog.tables import Process
from app.kernel.api.paging import Page, page
from app.kernel.policy import Actor
from app.kernel.times import zones
from app.notices.tables import MailPreference, Notice

DEFAULT_MODE, DEFAULT_HOUR = "daily", 7
OLD, LEFT_OVER = timedelta(days=7), timedelta(hours=2)
OF_COLLEAGUES = ("stands_in", "substitute_left")
ABOUT_ONES_TASK = ("task_assigned", "task_overdue", "task_for_substitute")


def shown_to(actor: Actor, *, unread: bool = False) -> ColumnElement[bool]:
    """Give the condition on Notice, beside its Process if any: it is the actor's and still theirs to see.

    What is said of a process is for those inside; whom a lane names from outside hears of tasks that are theirs to do,
    and what is said of colleagues is for who works here.
    """
    theirs = select(Task.id).where(Task.id == func.substr(Notice.url, len("/tasks/") + 1), is_for(actor)).exists()
    own_work = Notice.kind.in_(ABOUT_ONES_TASK) & visible(actor) & theirs
    no_process: ColumnElement[bool] = Notice.process_id.is_(None)
    if not actor.is_internal:
        no_process &= Notice.kind.not_in(OF_COLLEAGUES)
    condition = (Notice.person_id == actor.id) & or_(no_process, visible_inside(actor), own_work)
    return condition & Notice.read_at.is_(None) if unread else condition


def _joined() -> Select[Notice]:
    return select(Notice).outerjoin(Process, Process.id == Notice.process_id)


def notices(
    session: Session, actor: Actor, *, unread: bool = False, cursor: str | None = None, limit: int = 30
) -> Page[Notice]:
    """Give the actor's notices, newest first."""
    return page(session, _joined().where(shown_to(actor, unread=unread)), [Notice.id], cursor, limit, descending=True)


def unread_count(session: Session, actor: Actor) -> int:
    """Give how many notices the actor has not read, in one statement; 100 stands for more."""
    return session.scalar(_unread(actor)) or 0


@lru_cache(maxsize=128)
def _unread(actor: Actor) -> Select[int]:
    """Every page asks for it: to build the statement takes several times as long as to run it."""
    some = select(Notice.id).outerjoin(Process, Process.id == Notice.process_id)
    found = some.where(shown_to(actor, unread=True)).limit(100).subquery()
    return select(func.count()).select_from(found)


def still_to_see(session: Session, actor: Actor, ids: Sequence[str]) -> list[Notice]:
    """Give those of these notices that the person may still see and has not read, oldest first."""
    wanted = _joined().where(Notice.id.in_(ids), shown_to(actor, unread=True)).order_by(Notice.id)
    return list(session.scalars(wanted))


def preference(session: Session, person_id: str) -> tuple[str, int]:
    """Give how a person wants mail: the mode, and the hour of the daily digest, by their clock."""
    row = session.get(MailPreference, person_id)
    return (DEFAULT_MODE, DEFAULT_HOUR) if row is None else (row.mode, row.hour)


def mail_refused(session: Session, person_id: str) -> bool:
    """Whether the mail server refused the person's address, so that no mail goes there."""
    marked = select(Person.id).where(Person.id == person_id, Person.mail_refused_at.is_not(None))
    return session.scalar(marked) is not None


def by_token(session: Session, token: str) -> MailPreference | None:
    """Give whose mail an unsubscribe link is about."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    return session.scalars(select(MailPreference).where(MailPreference.token_hash == hashed)).one_or_none()


def instant(session: Session, event_key: str, now: datetime) -> dict[str, list[str]]:
    """Give the unsent notices of one event for those who want mail at once: ids by person."""
    rows = (
        select(Notice.person_id, Notice.id)
        .join(MailPreference, MailPreference.person_id == Notice.person_id)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.event_key == event_key, *_to_mail(now), MailPreference.mode == "instant")
    )
    return _by_person(session, rows)


def digests(session: Session, now: datetime, default_zone: str = "UTC", most: int = 500) -> dict[str, list[str]]:
    """Give the unsent notices of those whose daily hour has come since, and what was left of mail at once.

    The hour is that of each person's clock; `default_zone` is theirs who have none. At most so many people, who have
    waited for another try last, each with all their notices; nobody without any.
    """
    mode = func.coalesce(MailPreference.mode, DEFAULT_MODE)
    hour = func.coalesce(MailPreference.hour, DEFAULT_HOUR)
    zone = func.coalesce(func.nullif(Person.zone, ""), default_zone)
    waiting = (
        select(zone, hour)
        .select_from(Notice)
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(MailPreference, MailPreference.person_id == Notice.person_id)
        .where(*_to_mail(now), mode == "daily")
        .distinct()
    )
    struck: dict[datetime, list[tuple[str, int]]] = {}
    for place, wanted in session.execute(waiting):
        struck.setdefault(zones.struck(now, wanted, zones.find(place)), []).append((place, wanted))
    come = or_(false(), *(and_(Notice.at <= at, tuple_(zone, hour).in_(clocks)) for at, clocks in struck.items()))
    left_over = and_(mode == "instant", Notice.at <= now - LEFT_OVER)
    due = (
        select(Notice.person_id, Notice.id)
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(MailPreference, MailPreference.person_id == Notice.person_id)
        .where(*_to_mail(now), or_(Person.mail_again_at.is_(None), Person.mail_again_at <= now))
        .where(or_(and_(mode == "daily", come), left_over))
    )
    tried = func.max(case((Person.mail_again_at.is_(None), 0), else_=1))
    people = due.with_only_columns(Notice.person_id).group_by(Notice.person_id).order_by(tried, Notice.person_id)
    chosen = list(session.scalars(people.limit(most)))
    return _by_person(session, due.where(Notice.person_id.in_(chosen)).order_by(Notice.person_id, Notice.id))


def _to_mail(now: datetime) -> tuple[ColumnExpressionArgument[bool], ...]:
    """What may be mailed: not sent, not read, not old news, to somebody whose address was not refused."""
    return (
        Notice.mailed_at.is_(None), Notice.read_at.is_(None), Notice.at > now - OLD,
        Person.active, Person.mail_refused_at.is_(None),
    )  # fmt: skip


def _by_person(session: Session, rows: Select[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person_id, notice_id in session.execute(rows):
        found.setdefault(person_id, []).append(notice_id)
    return found
