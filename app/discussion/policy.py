"""Who may say something about a process, and who keeps order."""

from __future__ import annotations

from typing import Any

from app.catalog.policy import sees_inside
from app.kernel.policy import Actor, Permission, Rule, any_of, author, owner, role


class Discussion(Permission):
    """What can be done in discussions."""

    VIEW = "discussion.comment.view"
    COMMENT = "discussion.comment.add"
    EDIT = "discussion.comment.edit"
    DELETE = "discussion.comment.delete"
    REACT = "discussion.comment.react"
    REPORT = "discussion.comment.report"
    HIDE = "discussion.comment.hide"
    FLAG = "discussion.step.flag"


def takes_part(actor: Actor, process: Any) -> bool:
    """Rule: whoever sees the process for another reason than that guests may start it."""
    return bool(actor.id) and sees_inside(actor, process)


# The subject is the process, except for EDIT and DELETE, which look at the comment.
RULES: dict[Discussion, Rule] = {
    Discussion.VIEW: takes_part,
    Discussion.COMMENT: takes_part,
    Discussion.EDIT: author,
    Discussion.DELETE: author,
    Discussion.REACT: takes_part,
    Discussion.REPORT: takes_part,
    Discussion.HIDE: any_of(owner, role("manager", "admin")),
    Discussion.FLAG: takes_part,
}
