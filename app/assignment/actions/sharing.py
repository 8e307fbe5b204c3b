"""Share out new tasks: what the model and the rules of the process say about who does them, until when, how urgent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, actors, holders, meant
from app.accounts.tables import Person
from app.assignment import queries
from app.assignment.queries.absences import substitute_of, substitutes
from app.assignment.tables import Candidate
from app.assignment.values import Rule, apart_from, rule_for
from app.cases.tables import Instance
from app.catalog.policy import sees
from app.kernel.db.database import run
from app.kernel.db.database_settings import zone_of
from app.kernel.i18n import _, sentences
from app.kernel.ids import new_id
from app.kernel.times import clock, zones
from processes import engine
from processes.engine import OpenTask
from processes.schedule import timers

NEW = insert(cast(Table, Candidate.__table__))
MOST_NAMED = 100


@dataclass
class Share:
    """What is written with a new task, who else it is for, and what could not be done as said."""

    values: dict[str, Any] = field(default_factory=dict)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # Who is asked only because somebody is away: substitute → who is away.
    stand_ins: dict[str, str] = field(default_factory=dict)


def share_out(session: Session, instance: Instance, tasks: tuple[OpenTask, ...], now: datetime) -> dict[str, Share]:
    """Give for each new task what its model and the rules of the process say; nothing is asked where neither does."""
    rules = instance.process.work_rules or []
    found = {}
    for task in tasks:
        rule, given = rule_for(rules, task.step_id, task.lane or ""), task.attributes
        apart = apart_from(rules, task.step_id, given.get("notSameAs"))
        if task.kind not in engine.SERVICE_KINDS and (rule or given or apart or task.faults):
            found[task.id] = _share(session, instance, task, rule or Rule(), apart, now)
    return found


def store_candidates(session: Session, shares: dict[str, Share]) -> None:
    """Write who the tasks are for, where that is not their lane."""
    rows = [{"id": new_id(), "task_id": key, **who} for key, share in shares.items() for who in share.candidates]
    if rows:
        run(session, NEW, [{"person_id": None, "group_id": None, "for_id": None} | row for row in rows])


def _share(session: Session, instance: Instance, task: OpenTask, rule: Rule, apart: str, now: datetime) -> Share:
    share, given, zone = Share(faults=list(task.faults)), task.attributes, zone_of(session)
    share.values = {"apart": apart or None, "due_at": _due(share, given.get("dueDate"), rule.due, now, zone)}
    share.values["follow_up_at"] = _follow_up(share, given.get("followUpDate"), now, zone)
    share.values["priority"] = _priority(share, given.get("priority"), rule.priority)
    barred = queries.completed_by(session, instance.id, apart) if apart else set()
    _candidates(session, share, given)
    named = _assignee(session, share, instance, given)
    if named is None and not share.candidates:
        named = _by_rule(session, share, instance, task, rule, barred)
    if named in barred:
        share.faults.append(_("The person it was meant for did the step that somebody else has to check."))
        share.candidates, named = [c for c in share.candidates if c.get("person_id") != named], None
    if named is not None:
        share.values["claimed_by"] = doer = substitute_of(session, instance.process, named, now, barred)
        share.values["claimed_at"] = now
        if doer != named:
            share.stand_ins[doer] = share.values["for_id"] = named
    elif share.candidates:
        _stand_ins(session, share, instance, now, barred)
    if share.candidates:
        share.candidates += [{"person_id": who, "for_id": away} for who, away in share.stand_ins.items()]
    share.values["named"] = True if share.candidates else None
    return share


def _stand_ins(session: Session, share: Share, instance: Instance, now: datetime, barred: set[str]) -> None:
    """Ask substitutes too where everybody a task is meant for is away."""
    meant = {row["person_id"] for row in share.candidates if row.get("person_id")}
    instead = substitutes(session, meant, now)
    if any(row.get("group_id") for row in share.candidates) or len(instead) < len(meant):
        return
    here = actors(session, instead.values())
    for away, who in instead.items():
        if who not in barred | meant and sees(here[who], instance.process):
            share.stand_ins[who] = away


def _candidates(session: Session, share: Share, given: dict[str, Any]) -> None:
    people, groups = (engine.listed_names(given.get(key))[:MOST_NAMED] for key in ("candidateUsers", "candidateGroups"))
    for name in people:
        person = _person(session, name)
        _or_fault(share, person, {"person_id": person}, _("There is nobody called “{name}”.", name=name))
    known = meant(session, groups)
    for name in groups:
        group = known.get(name)
        _or_fault(share, group, {"group_id": group}, _("There is no group called “{name}”.", name=name))


def _or_fault(share: Share, found: str | None, row: dict[str, Any], words: str) -> None:
    if found is None:
        share.faults.append(sentences(words, _("The task is open to its lane, unless others are named.")))
    else:
        share.candidates.append(row)


def _assignee(session: Session, share: Share, instance: Instance, given: dict[str, Any]) -> str | None:
    name = given.get("assignee")
    if name in (None, ""):
        return None
    person = _still_here(session, instance) if name == "starter" else _person(session, str(name))
    _or_fault(share, person, {"person_id": person}, _("There is nobody called “{name}”.", name=name))
    return person


def _still_here(session: Session, instance: Instance) -> str | None:
    """Who started the case, if they have not left."""
    return instance.started_by if instance.started_by and actors(session, [instance.started_by]) else None


def _by_rule(
    session: Session, share: Share, instance: Instance, task: OpenTask, rule: Rule, barred: set[str]
) -> str | None:
    found = None
    if rule.assign == "starter":
        found = instance.started_by
    elif rule.assign == "starter_manager":
        found = _manager_of(session, instance.started_by)
    elif rule.assign == "who_did":
        found = queries.last_doer(session, instance.id, rule.to)
    elif rule.assign == "person":
        found = rule.to
    elif rule.assign == "group":
        share.candidates.append({"group_id": rule.to})
        return None
    elif rule.assign in ("round_robin", "least_loaded"):
        able = sorted(queries.lane_performers(session, instance.process, task.lane or "") - barred)
        pick = queries.next_in_turn if rule.assign == "round_robin" else queries.least_loaded
        return pick(session, instance.process_id, task.step_id, able) if able else None
    else:
        return None
    active = actors(session, [found]) if found else {}
    if not active:
        share.faults.append(_("Nobody was found whom the rule of this step means: the task is open to its lane."))
        return None
    share.candidates.append({"person_id": found})
    return found


def _manager_of(session: Session, person_id: str | None) -> str | None:
    if person_id is None:
        return None
    paths = sorted((g.unit_path for g in actor_for(session, person_id).grants), key=len, reverse=True)
    for path in paths:
        above = holders(session, "manager", unit_path=path) - {person_id}
        if above:
            return min(above)
    return None


def _person(session: Session, name: str) -> str | None:
    name = name.strip()
    same = (Person.id == name) | (Person.handle == name) | (Person.email == name.lower())
    return session.scalar(select(Person.id).where(Person.active, same))


def _priority(share: Share, given: Any, ruled: int | None) -> int | None:
    if given in (None, ""):
        return ruled
    try:
        return max(0, min(100, round(float(given))))
    except (TypeError, ValueError, OverflowError):
        share.faults.append(_("The priority “{priority}” is no number.", priority=str(given)))
        return ruled


def _due(share: Share, given: Any, ruled: str, now: datetime, zone: tzinfo) -> datetime | None:
    for text in (given, ruled):
        if text not in (None, ""):
            try:
                return moment(str(text).strip(), now, zone)
            except (ValueError, OverflowError):
                share.faults.append(
                    _("The due time “{text}” is neither a moment nor a length of time.", text=str(text))
                )
    return None


def _follow_up(share: Share, given: Any, now: datetime, zone: tzinfo) -> datetime | None:
    """When somebody has to look at the task, as the model says; a date is its beginning."""
    text = str(given or "").strip()
    try:
        if len(text) == len("2026-01-31"):
            return zones.opening(date.fromisoformat(text), zone)
        return moment(text, now, zone) if text else None
    except (ValueError, OverflowError):
        share.faults.append(_("The follow-up time “{text}” is neither a moment nor a length of time.", text=str(text)))
        return None


def moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read a due time: a length of time such as P2D, a date (its end), or a moment; ValueError for anything else.

    Dates, and moments without an offset, are by the clock of the zone.
    """
    if text.startswith("P"):
        return timers.first_due("timeDuration", text, now).at
    if len(text) == len("2026-01-31"):
        return zones.closing(date.fromisoformat(text), zone)
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else zones.instant(found, zone)
    if not timedelta(days=-36500) < found - clock.now() < timedelta(days=36500):
        raise ValueError("too far away")
    return found


__all__ = ["Share", "moment", "share_out", "store_candidates"]
