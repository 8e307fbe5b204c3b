"""Who may do what with work."""

from __future__ import annotations

from typing import Any

from app.catalog.policy import sees, sees_inside
from app.kernel.policy import Actor, Permission, Rule, any_of, owner, role

PERFORMERS = ("worker", "manager", "ops")


class Work(Permission):
    """What can be done with instances and tasks."""

    START = "work.instance.start"
    VIEW = "work.instance.view"
    CANCEL = "work.instance.cancel"
    PERFORM = "work.task.perform"
    OPERATE = "work.task.operate"
    CLAIM = "work.task.claim"
    SEND_FILE = "work.file.send"
    VIEW_INCIDENT = "work.incident.view"
    RETRY = "work.incident.retry"
    MESSAGE = "work.message.send"
    MAP_LANES = "work.lanes.map"
    VIEW_RULES = "work.rules.view"
    ASSIGN = "work.task.assign"


def near(actor: Actor, path: str) -> bool:
    """Whether the actor performs work on the unit at `path`, above it or below it; '' concerns everybody."""
    below = path + "/"
    return any(
        g.role in PERFORMERS
        and not (g.partner and not path)
        and (g.covers(path) or g.unit_path.startswith(below) or not path)
        for g in actor.grants
    )


def does_process(actor: Actor, process: Any) -> bool:
    """Rule on a process: whoever does work in its unit, or anywhere if it has none."""
    return near(actor, process.unit_path or "")


def may_perform(actor: Actor, process: Any, mappings: list[Any]) -> bool:
    """Whether the actor does the work of a lane with these mappings, or a task with these candidates.

    None means whoever does the process. Who stands in for a candidate does so while they work here.
    """
    if not mappings:
        return does_process(actor, process)
    return any(_named(actor, mapping) for mapping in mappings)


def holds_a_role(actor: Actor, subject: Any) -> bool:
    """Rule: whoever has anything to do here."""
    return bool(actor.grants)


def _named(actor: Actor, mapping: Any) -> bool:
    if mapping.person_id is not None:
        stands_in = getattr(mapping, "for_id", None) is not None
        return bool(mapping.person_id == actor.id) and (actor.is_internal or not stands_in)
    if mapping.group_id is not None:
        return mapping.group_id in actor.groups
    if mapping.role is not None and mapping.unit_path is None:
        return actor.has(mapping.role)
    roles = (mapping.role,) if mapping.role else PERFORMERS
    path = mapping.unit_path or ""
    return any(g.role in roles and (g.covers(path) or g.unit_path.startswith(path + "/")) for g in actor.grants)


def sees_cases(actor: Actor, process: Any) -> bool:
    """Whether the actor sees all cases of a process: who works here, and sees it not only to start one from outside."""
    return actor.is_internal and sees_inside(actor, process)


def _sees_instance(actor: Actor, instance: Any) -> bool:
    """Rule: who sees all cases; and who started this one, while they see the process from inside or may start more."""
    if sees_cases(actor, instance.process):
        return True
    process, started = instance.process, bool(actor.id) and instance.started_by == actor.id
    return started and (sees_inside(actor, process) or (sees(actor, process) and does_process(actor, process)))


RULES: dict[Permission, Rule] = {
    Work.START: does_process,
    Work.VIEW: _sees_instance,
    Work.CANCEL: any_of(role("ops", "admin"), owner),
    Work.PERFORM: does_process,
    Work.OPERATE: role("ops", "admin"),
    Work.CLAIM: does_process,
    Work.SEND_FILE: holds_a_role,
    Work.VIEW_INCIDENT: any_of(role("ops", "admin"), owner),
    Work.RETRY: any_of(role("ops", "admin"), owner),
    Work.MESSAGE: role("worker", "manager", "ops", "admin"),
    Work.ASSIGN: any_of(owner, role("manager", "ops", "admin")),
    Work.MAP_LANES: any_of(owner, role("manager", "admin")),
    Work.VIEW_RULES: sees_cases,
}
