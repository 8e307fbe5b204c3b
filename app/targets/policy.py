"""Who says where a process is delivered, and who sees to it: as for services, administrators say what is reached."""

from __future__ import annotations

from app.accounts.policy import administrator
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, any_of, owner, role


class Targets(Permission):
    """What can be done with the targets of a process."""

    VIEW = "targets.target.view", pgettext("permission", "see where this process is delivered")
    MANAGE = "targets.target.manage", pgettext("permission", "say where this process is delivered")
    DELIVER = "targets.delivery.retry", pgettext("permission", "deliver this process again")


RULES: dict[Permission, Rule] = {
    Targets.VIEW: any_of(owner, role("ops", "admin", "manager")),
    Targets.MANAGE: administrator,
    Targets.DELIVER: any_of(owner, role("ops", "admin")),
}
