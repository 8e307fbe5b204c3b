"""The inbox as a list in groups: by when it is due, by process, or by step; pages by keyset, groups counted in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Select, case, func, literal_column, select
from sqlalchemy.orm import Session, contains_eager, defer

from app.cases.queries.case_groups import Group
from app.cases.tables import Instance, Task
from app.catalog.tables import Process
from app.kernel.api.paging import Key, Page, from_there, page_of_keys
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock, zones
from app.tasks.queries.inbox import SORTED, sort_key, wanted
from processes.called import headed

MOST_GROUPS = 200
# Where something is due, soonest first, as buckets of days of who reads; what is put off stands at the end.
DUE = ("late", "today", "tomorrow", "week", "later", "never", "put_off")
DUE_WORDS = {
    "late": _("Late"), "today": _("Due today"), "tomorrow": _("Due tomorrow"), "week": _("Due within a week"),
    "later": _("Due later"), "never": _("No due date"), "put_off": _("To be looked at later"),
}  # fmt: skip


@dataclass(frozen=True)
class Days:
    """The moments that part what is due when, by the days of who reads."""

    now: datetime
    tomorrow: datetime
    day_after: datetime
    in_a_week: datetime

    @classmethod
    def of(cls, zone: tzinfo) -> Days:
        """Give them as they are now."""
        now = clock.now()
        today = zones.local(now, zone).date()
        begins = [zones.opening(today + timedelta(days=n), zone) for n in (1, 2, 8)]
        return cls(now, *begins)

    def bucket(self) -> Any:
        """Give the expression on Task that says in which bucket it is, as a number."""
        return case(
            (Task.follow_up_at > self.now, _number("put_off")),
            (Task.due_at.is_(None), _number("never")),
            (Task.due_at < self.now, _number("late")),
            (Task.due_at < self.tomorrow, _number("today")),
            (Task.due_at < self.day_after, _number("tomorrow")),
            (Task.due_at < self.in_a_week, _number("week")),
            else_=_number("later"),
        )

    def bucket_of(self, task: Task) -> str:
        """Say the same of one task."""
        if task.follow_up_at is not None and task.follow_up_at > self.now:
            return "put_off"
        if task.due_at is None:
            return "never"
        ends = zip(DUE, (self.now, self.tomorrow, self.day_after, self.in_a_week), strict=False)
        return next((name for name, end in ends if task.due_at < end), "later")


def _number(name: str) -> Any:
    return literal_column(str(DUE.index(name)))


@dataclass(frozen=True)
class Grouping:
    """One way to group the inbox: the order of groups, what tells one from another, and to which a task belongs."""

    keys: tuple[Key, ...]
    parted: tuple[Any, ...]
    group: Callable[..., Group]
    key_of: Callable[[Task], str]
    named: Any = None


def _by_process() -> Grouping:
    return Grouping(
        (Key(Process.title, Process.title), Key(Task.process_id, Task.process_id)),
        (Process.title, Task.process_id, Process.key),
        lambda title, key, address, _name, count: Group(key, title, count, {"process": address}),
        lambda task: task.process_id,
    )


def _by_step() -> Grouping:
    return Grouping(
        (*_by_process().keys, Key(Task.step_id, Task.step_id)),
        (Process.title, Task.process_id, Process.key, Task.step_id),
        lambda title, process, address, step, name, count: Group(
            f"{process} {step}", headed(name), count, {"process": address, "step": step}, title
        ),
        lambda task: f"{task.process_id} {task.step_id}",
        Task.step_name,
    )


def _by_due(days: Days) -> Grouping:
    bucket = days.bucket()
    return Grouping(
        (Key(bucket, Task.priority),),
        (bucket,),
        lambda number, _name, count: Group(DUE[number], DUE_WORDS[DUE[number]], count, {"due": DUE[number]}),
        days.bucket_of,
    )


def grouping(group: str, days: Days) -> Grouping | None:
    """Give how the inbox is grouped by `due`, `process` or `step`; None where it is not."""
    if group == "due":
        return _by_due(days)
    return {"process": _by_process, "step": _by_step}[group]() if group in ("process", "step") else None


def listed(
    session: Session, actor: Actor, by: Grouping | None, sort: str, days: Days, cursor: str | None, limit: int,
    **narrow: Any,
) -> Page[Task]:  # fmt: skip
    """Give a page of the inbox, group by group, in each of them as `sort` says, then what waits longest.

    What a list does not show is not read: what the case knows, and what the form starts with.
    """
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.instance)
        .options(
            defer(Task.data),
            contains_eager(Task.process).load_only(Process.key, Process.title),
            contains_eager(Task.instance).load_only(Instance.business_key),
        )
        .where(*_conditions(session, actor, days, narrow))
    )
    keys = [*(by.keys if by else ()), *([sort_key(sort)] if sort in SORTED else [])]
    keys += [Key(Task.opened_at, Task.opened_at), Key(Task.id, Task.id)]
    return page_of_keys(session, statement, keys, cursor, limit)


def groups(
    session: Session, actor: Actor, by: Grouping, days: Days, begins: Sequence[Any] = (), **narrow: Any
) -> list[Group]:
    """Give the groups of the inbox in their order, with how many tasks each has: one statement.

    There may be any number of them, so those are given that stand on the page which begins there, and after it.
    """
    called = literal_column("''") if by.named is None else by.named
    each = (
        select(*(column.label(f"part{n}") for n, column in enumerate(by.parted)), called.label("name"))
        .select_from(Task)
        .join(Task.process)
        .join(Task.instance)
        .where(*_conditions(session, actor, days, narrow), *([from_there(by.keys, begins)] if begins else []))
        .subquery()
    )
    parted = [column for column in each.c if column.key != "name"]
    named = func.min(each.c.name, type_=each.c.name.type)
    statement: Select[Any] = select(*parted, named, func.count()).group_by(*parted).order_by(*parted).limit(MOST_GROUPS)
    return [by.group(*row) for row in session.execute(statement)]


def _conditions(session: Session, actor: Actor, days: Days, narrow: dict[str, Any]) -> list[Any]:
    conditions = wanted(session, actor, narrow)
    if narrow.get("due") in DUE:
        conditions.append(days.bucket() == _number(narrow["due"]))
    return conditions
