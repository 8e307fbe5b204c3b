"""Who has taken how much, against the others: told of groups so large that nobody is pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases.tables import Task
from app.catalog.queries import answered_by, visible_inside
from app.catalog.tables import Process
from app.kernel.policy import Actor

FEWEST_PEOPLE, MOST_PEOPLE, MOST_SHOWN = 5, 500, 3
TIMES, AT_LEAST = 2, 3


@dataclass(frozen=True)
class Load:
    """Those who have taken far more open tasks than the others, the most first, and what is usual among them all."""

    buried: tuple[tuple[Person, int], ...]
    usual: int
    people: int


def load(session: Session, actor: Actor) -> Load | None:
    """Give who is buried in open tasks of processes that the actor owns or manages: one statement.

    None where fewer than five people have any, or nobody has twice as many as is usual.
    """
    count = func.count()
    rows = (
        select(Person, count)
        .join(Task, Task.claimed_by == Person.id)
        .join(Process, Process.id == Task.process_id)
        .where(Task.state == "open", answered_by(actor, "manager"), visible_inside(actor))
        .group_by(Person.id)
        .order_by(count.desc(), Person.name)
        .limit(MOST_PEOPLE)
    )
    taken = [(person, number) for person, number in session.execute(rows)]
    if len(taken) < FEWEST_PEOPLE:
        return None
    usual = round(median(number for _person, number in taken))
    buried = [(who, n) for who, n in taken if n >= max(TIMES * usual, usual + AT_LEAST)]
    return Load(tuple(buried[:MOST_SHOWN]), usual, len(taken)) if buried else None
