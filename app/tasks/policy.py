"""Who may do what with tasks."""

from __future__ import annotations

from app.cases.policy import does_process
from app.kernel.i18n import pgettext
from app.kernel.policy import Permission, Rule, any_of, owner, role


class Tasks(Permission):
    """What can be done with tasks."""

    PERFORM = "work.task.perform", pgettext("permission", "do this task")
    CLAIM = "work.task.claim", pgettext("permission", "take this task")
    ASSIGN = "work.task.assign", pgettext("permission", "assign this task")


RULES: dict[Permission, Rule] = {
    Tasks.PERFORM: does_process,
    Tasks.CLAIM: does_process,
    Tasks.ASSIGN: any_of(owner, role("manager", "ops", "admin")),
}
