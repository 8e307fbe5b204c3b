"""Who does the work of a lane or a task, and who may say so."""

from __future__ import annotations

from typing import Any

from app.cases.policy import PERFORMERS, does_process, sees_cases
from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, owner, role


class Assignment(Permission):
    """What can be done with who does the work of a process."""

    MAP_LANES = "work.lanes.map", pgettext("permission", "change who gets these tasks")
    VIEW_RULES = "work.rules.view", pgettext("permission", "view these rules")


def may_perform(actor: Actor, process: Any, mappings: list[Any]) -> bool:
    """Whether the actor does the work of a lane with these mappings, or a task with these candidates.

    None means whoever does the process. Who stands in for a candidate does so while they work here.
    """
    if not mappings:
        return does_process(actor, process)
    return any(_named(actor, mapping) for mapping in mappings)


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


RULES: dict[Permission, Rule] = {
    Assignment.MAP_LANES: any_of(owner, role("manager", "admin")),
    Assignment.VIEW_RULES: sees_cases,
}
