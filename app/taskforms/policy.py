"""Who may send files."""

from __future__ import annotations

from typing import Any

from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule


class TaskForms(Permission):
    """What can be done with forms beside filling them in, which comes with the task."""

    SEND_FILE = "work.file.send", pgettext("permission", "send this file")


def holds_a_role(actor: Actor, subject: Any) -> bool:
    """Rule: whoever has anything to do here."""
    return bool(actor.grants)


RULES: dict[Permission, Rule] = {TaskForms.SEND_FILE: holds_a_role}
