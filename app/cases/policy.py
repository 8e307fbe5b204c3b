"""Who may do what with cases."""

from __future__ import annotations

from typing import Any

from app.catalog.policy import sees, sees_inside
from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, owner, role

PERFORMERS = ("worker", "manager", "ops")


class Cases(Permission):
    """What can be done with instances."""

    START = "work.instance.start", pgettext("permission", "start this case")
    VIEW = "work.instance.view", pgettext("permission", "view this case")
    CANCEL = "work.instance.cancel", pgettext("permission", "cancel this case")
    OPERATE = "work.task.operate", pgettext("permission", "look after this task")
    VIEW_INCIDENT = "work.incident.view", pgettext("permission", "view this incident")
    RETRY = "work.incident.retry", pgettext("permission", "retry this incident")


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
    Cases.START: does_process,
    Cases.VIEW: _sees_instance,
    Cases.CANCEL: any_of(role("ops", "admin"), owner),
    Cases.OPERATE: role("ops", "admin"),
    Cases.VIEW_INCIDENT: any_of(role("ops", "admin"), owner),
    Cases.RETRY: any_of(role("ops", "admin"), owner),
}
