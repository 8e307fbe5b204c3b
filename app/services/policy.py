"""Who may do what with services: administrators say what may be called, ops and their programs do the work."""

from __future__ import annotations

from app.accounts.policy import administrator
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, role


class Services(Permission):
    """What can be done with connectors, secrets and the mail policy."""

    VIEW_CONNECTORS = "services.connector.view", pgettext("permission", "view this connector")
    MANAGE_CONNECTORS = "services.connector.manage", pgettext("permission", "manage this connector")
    MANAGE_SECRETS = "services.secret.manage", pgettext("permission", "manage this secret")
    MANAGE_MAIL = "services.mail.manage", pgettext("permission", "say to whom mail may go")


class Worker(Permission):
    """What a program does that carries out external tasks; a token of the scope `worker` can do nothing else."""

    CARRY_OUT = "worker.external_task.carry_out", pgettext("permission", "carry out this external task")


RULES: dict[Permission, Rule] = {
    Services.VIEW_CONNECTORS: administrator,
    Services.MANAGE_CONNECTORS: administrator,
    Services.MANAGE_SECRETS: administrator,
    Services.MANAGE_MAIL: administrator,
    Worker.CARRY_OUT: role("ops", "admin"),
}
