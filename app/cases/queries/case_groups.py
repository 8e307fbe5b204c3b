"""The list of cases in groups: by process, by how they stand, or by the step where they wait longest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal_column, select
from sqlalchemy.orm import Session, defer

from app.cases.queries.instances import instances_statement, shown
from app.cases.queries.places import Place, narrowed, with_due
from app.cases.tables import ALIVE, Instance, Task
from app.cases.words.states import state_words
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel.api.paging import Key, Page, from_there, page_of_keys
from app.kernel.i18n import _
from app.kernel.policy import Actor
from processes.called import headed
from processes.messages import capital

MOST_GROUPS = 200
ORDER = ("failed", "running", "suspended", "completed", "cancelled")
# No id of a step begins so.
WAITS, ENDED = "~waits", "~ended"
ELSEWHERE = {WAITS: _("Waiting for a time or a message"), ENDED: _("Ended")}


@dataclass(frozen=True)
class Group:
    """A part of a list: what it is called, of what it is a part, how many are in it, what narrows the list to it."""

    key: str
    title: str
    count: int
    narrow: Mapping[str, str]
    of: str = ""


@dataclass(frozen=True)
class CaseGrouping:
    """One way to group cases: the order of groups, what tells one from another, and to which a case belongs."""

    keys: tuple[Key, ...]
    parted: tuple[Any, ...]
    group: Callable[..., Group]
    key_of: Callable[[Instance, Sequence[Place]], str]
    named: Any = None
    first: Any = None

    def joined(self, statement: Any) -> Any:
        """Give a statement of cases with what the grouping looks at besides."""
        if self.first is None:
            return statement
        return statement.outerjoin(self.first, (self.first.c.instance_id == Instance.id) & (self.first.c.nth == 1))


def _first_open() -> Any:
    """Give the open tasks, numbered in each case as the list says them: what has waited longest is the first.

    All at once: asked case by case, a database may walk through all open tasks for each.
    """
    nth = func.row_number().over(partition_by=Task.instance_id, order_by=[Task.opened_at, Task.step_id])
    return (
        select(Task.instance_id, Task.step_id, Task.step_name, nth.label("nth")).where(Task.state == "open").subquery()
    )


def _by_process() -> CaseGrouping:
    return CaseGrouping(
        (Key(Process.title, Process.title), Key(Instance.process_id, Instance.process_id)),
        (Process.title, Instance.process_id, Process.key),
        lambda title, key, address, _name, count: Group(key, title, count, {"process": address}),
        lambda found, _places: found.process_id,
    )


def _by_state() -> CaseGrouping:
    numbers: dict[str, Any] = {name: literal_column(str(number)) for number, name in enumerate(ORDER)}
    number = case(numbers, value=Instance.state, else_=literal_column(str(len(ORDER))))
    return CaseGrouping(
        (Key(number, Instance.depth), Key(Instance.state, Instance.state)),
        (number, Instance.state),
        lambda _number, state, _name, count: Group(state, capital(state_words(state)), count, {"state": state}),
        lambda found, _places: found.state,
    )


def _by_step() -> CaseGrouping:
    waits: Any = literal_column(f"'{WAITS}'")
    ended: Any = literal_column(f"'{ENDED}'")
    first = _first_open()
    step = case((Instance.state.in_(ALIVE), func.coalesce(first.c.step_id, waits)), else_=ended)

    def group(title: str, process: str, address: str, at: str, name: str | None, count: int) -> Group:
        if at in ELSEWHERE:
            return Group(f"{process} {at}", ELSEWHERE[at], count, {}, title)
        return Group(f"{process} {at}", headed(name or ""), count, {"process": address, "step": at}, title)

    def key_of(found: Instance, places: Sequence[Place]) -> str:
        at = (places[0].step_id if places else WAITS) if found.state in ALIVE else ENDED
        return f"{found.process_id} {at}"

    return CaseGrouping(
        (*_by_process().keys, Key(step, Task.step_id)),
        (*_by_process().parted, step),
        group,
        key_of,
        first.c.step_name,
        first,
    )


def case_grouping(group: str) -> CaseGrouping | None:
    """Give how cases are grouped by `process`, `state` or `step`; None where they are not."""
    ways = {"process": _by_process, "state": _by_state, "step": _by_step}
    return ways[group]() if group in ways else None


def listed_cases(
    session: Session, actor: Actor, by: CaseGrouping | None, sort: str, cursor: str | None, limit: int, **narrow: Any
) -> Page[Instance]:
    """Give a page of the cases the actor may see, group by group; newest first, `oldest` first, or as things are `due`.

    What they know is not read: no list shows it.
    """
    statement = instances_statement(actor, **narrow).options(defer(Instance.small), defer(Instance.large))
    if by:
        statement = by.joined(statement)
    keys = [*by.keys] if by else []
    if sort == "due":
        statement, due = with_due(statement)
        keys.append(due)
    keys.append(Key(Instance.id, Instance.id, descending=sort == "newest"))
    return page_of_keys(session, statement, keys, cursor, limit)


def case_groups(
    session: Session, actor: Actor, by: CaseGrouping, begins: Sequence[Any] = (), **narrow: Any
) -> list[Group]:
    """Give the groups of these cases in their order, with how many each has: one statement.

    There may be any number of them, so those are given that stand on the page which begins there, and after it.
    """
    called = literal_column("''") if by.named is None else by.named
    there = [from_there(by.keys, begins)] if begins else []
    cases = select(*(column.label(f"part{n}") for n, column in enumerate(by.parted)), called.label("name"))
    each = (
        by.joined(cases.select_from(Instance).join(Instance.process))
        .where(visible(actor), shown(actor), *narrowed(actor, narrow), *there)
        .subquery()
    )
    parted = [column for column in each.c if column.key != "name"]
    named = func.min(each.c.name, type_=Task.step_name.type)
    statement: Select[Any] = select(*parted, named, func.count()).group_by(*parted).order_by(*parted).limit(MOST_GROUPS)
    return [by.group(*row) for row in session.execute(statement)]
