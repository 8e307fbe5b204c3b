"""Who may do what with rollouts."""

from __future__ import annotations

from app.cases.policy import sees_cases
from app.catalog.policy import sees_inside
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, all_of, any_of, everybody, owner, role


class Rollouts(Permission):
    """What can be done with a rollout; the subject is its process."""

    VIEW = "rollout.rollout.view", pgettext("permission", "view this rollout")
    VIEW_CASES = "rollout.cases.view", pgettext("permission", "view these cases")
    REVERT = "rollout.rollout.revert", pgettext("permission", "take this rollout back")
    ACKNOWLEDGE = "rollout.version.acknowledge", pgettext("permission", "acknowledge this version")
    VIEW_READERS = "rollout.readers.view", pgettext("permission", "see who has read this version")
    REMIND = "rollout.readers.remind", pgettext("permission", "remind people to read this version")


RULES: dict[Rollouts, Rule] = {
    Rollouts.VIEW: all_of(everybody, sees_inside),
    Rollouts.VIEW_CASES: sees_cases,
    Rollouts.REVERT: any_of(owner, role("manager", "ops", "admin")),
    Rollouts.ACKNOWLEDGE: all_of(everybody, sees_inside),
    Rollouts.VIEW_READERS: any_of(owner, role("manager", "ops", "admin")),
    Rollouts.REMIND: any_of(owner, role("manager", "ops", "admin")),
}
