"""Who may read what was done."""

from __future__ import annotations

from app.accounts.policy import administrator
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule


class Administration(Permission):
    """What is looked at in the administration alone."""

    VIEW_AUDIT = "accounts.audit.view", pgettext("permission", "view this audit log")


RULES: dict[Permission, Rule] = {
    Administration.VIEW_AUDIT: administrator,
}
