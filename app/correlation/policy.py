"""Who may send messages and signals."""

from __future__ import annotations

from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, role


class Correlation(Permission):
    """What can be done with messages and signals."""

    MESSAGE = "work.message.send", pgettext("permission", "send this message")


RULES: dict[Permission, Rule] = {Correlation.MESSAGE: role("worker", "manager", "ops", "admin")}
