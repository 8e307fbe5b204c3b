"""Who is away now, and who does their work meanwhile: substitutes of substitutes too, never in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.accounts.queries import actors
from app.assignment.tables import Absence
from app.cases.tables import Task
from app.catalog.policy import sees
from app.catalog.tables import Process
from app.kernel.api.paging import Rows
from app.kernel.policy import Actor
from app.kernel.times import clock

# How many absences in a row are followed: somebody's substitute is away, theirs too, and so on.
DEEPEST = 10
MOST_LOOKED_AT = 1000


def absences(session: Session, person_id: str) -> list[Absence]:
    """Give a person's absences that are not over, the next one first."""
    statement = (
        select(Absence)
        .where(Absence.person_id == person_id, Absence.ends_at > clock.now())
        .order_by(Absence.begins_at, Absence.id)
    )
    return list(session.scalars(statement))


def away_until(session: Session, actor: Actor) -> dict[str, datetime]:
    """Give until when the actor stands in for those who are away now, by their id; one statement, however long.

    Where a substitute is away too, only until one of both is back. Who works here no longer stands in for nobody else.
    """
    if not actor.is_internal:
        return {}
    asked = {"person": actor.id, "now": clock.now()}
    return {person_id: until for person_id, until in session.execute(_away(), asked) if person_id != actor.id}


@cache
def _away() -> Select[str, datetime]:
    """Every look at an inbox asks for it: to build the statement takes several times as long as to run it."""
    found = _behind().subquery()
    return select(found.c.person_id, func.max(found.c.until)).group_by(found.c.person_id)


def substitutes_for(session: Session, actor: Actor) -> dict[str, Actor]:
    """Give the people who are away now and whose work comes to the actor, as actors by id."""
    found = set(away_until(session, actor))
    return actors(session, found) if found else {}


def _behind() -> Rows:
    """Those whose work comes to a `person` `now`, by one absence or several in a row."""
    person_id: Any = bindparam("person")
    now: Any = bindparam("now")
    first = select(Absence.person_id, Absence.ends_at.label("until"), literal(1).label("depth")).where(
        Absence.substitute_id == person_id, Absence.ends_at > now, Absence.begins_at <= now
    )
    chain = first.cte("chain", recursive=True)
    more = aliased(Absence)
    sooner = case((more.ends_at < chain.c.until, more.ends_at), else_=chain.c.until)
    step = (
        select(more.person_id, sooner, chain.c.depth + 1)
        .join(chain, more.substitute_id == chain.c.person_id)
        .where(more.ends_at > now, more.begins_at <= now, chain.c.depth < DEEPEST)
    )
    return select(chain.union(step))


def substitutes(session: Session, people: Collection[str], now: datetime) -> dict[str, str]:
    """Give at the end of whose chain of absences who does the work of those who are away now; two statements at most.

    Nobody stands for those whose chain is a circle, or ends with somebody who has left or works here no longer.
    """
    if not people:
        return {}
    edges = _edges(session, people, now)
    ends = {person: last for person in people if (last := _follow(edges, person))}
    here = actors(session, ends.values()) if ends else {}
    return {person: last for person, last in ends.items() if last in here and here[last].is_internal}


def _edges(session: Session, people: Collection[str], now: datetime) -> Mapping[str, str]:
    """From person to substitute, of those who are away now and of the substitutes behind them; the newest counts."""
    first = select(Absence.id, Absence.person_id, Absence.substitute_id, literal(1).label("depth")).where(
        Absence.person_id.in_(list(people)), Absence.ends_at > now, Absence.begins_at <= now
    )
    chain = first.cte("chain", recursive=True)
    more = aliased(Absence)
    step = (
        select(more.id, more.person_id, more.substitute_id, chain.c.depth + 1)
        .join(chain, more.person_id == chain.c.substitute_id)
        .where(more.ends_at > now, more.begins_at <= now, chain.c.depth < DEEPEST)
    )
    found = select(chain.union(step))
    return {row.person_id: row.substitute_id for row in sorted(session.execute(found), key=lambda row: row.id)}


def _follow(edges: Mapping[str, str], person: str) -> str | None:
    seen = [person]
    while seen[-1] in edges:
        if edges[seen[-1]] in seen or len(seen) > DEEPEST:
            return None
        seen.append(edges[seen[-1]])
    return seen[-1] if len(seen) > 1 else None


def substitute_of(
    session: Session, process: Process, person_id: str, now: datetime, barred: Collection[str] = ()
) -> str:
    """Give who does a person's work in a process now: who stands in while they are away, else themselves.

    Themselves also where who stands in does not see the process, or is barred.
    """
    last = substitutes(session, [person_id], now).get(person_id)
    if last is None or last in barred:
        return person_id
    here = actors(session, [last]).get(last)
    return last if here is not None and sees(here, process) else person_id


def circle(session: Session, person_id: str, substitute_id: str, begins_at: datetime, ends_at: datetime) -> list[str]:
    """Give the ids from the substitute to who would send the work back to the person in this time; empty if nobody."""
    rows = session.execute(
        select(Absence.person_id, Absence.substitute_id, Absence.begins_at, Absence.ends_at).where(
            Absence.begins_at < ends_at, Absence.ends_at > begins_at
        )
    )
    away: dict[str, list[Any]] = {}
    for row in rows:
        away.setdefault(row.person_id, []).append(row)
    paths: list[tuple[list[str], datetime, datetime]] = [([substitute_id], begins_at, ends_at)]
    for _ in range(MOST_LOOKED_AT):
        if not paths:
            break
        path, begin, end = paths.pop()
        for row in away.get(path[-1], ()):
            later, sooner = max(begin, row.begins_at), min(end, row.ends_at)
            if later < sooner and row.substitute_id == person_id:
                return path
            if later < sooner and row.substitute_id not in path and len(path) < DEEPEST:
                paths.append(([*path, row.substitute_id], later, sooner))
    return []


def is_free_for(session: Session, actor: Actor, task: Task) -> bool:
    """Whether nobody else has taken a task, or only somebody who is away and whose substitute the actor is."""
    if actor.is_system or task.claimed_by in (None, actor.id):
        return True
    return task.claimed_by in substitutes_for(session, actor)


def and_substitutes(session: Session, people: Iterable[str]) -> set[str]:
    """Give these people, and who does the work of those among them who are away."""
    asked = {person for person in people if person}
    return asked | set(substitutes(session, asked, clock.now()).values())
