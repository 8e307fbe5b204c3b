"""Who may say something about a process, how often, and who keeps order."""

from __future__ import annotations

from typing import Any

from app.catalog.policy import sees_inside
from app.kernel.i18n import pgettext
from app.kernel.policy import Actor, Permission, Rule, any_of, author, owner, role
from app.kernel.rate_limits import by_program, limiter


class Discussion(Permission):
    """What can be done in discussions."""

    VIEW = "discussion.comment.view", pgettext("permission", "view this comment")
    COMMENT = "discussion.comment.add", pgettext("permission", "add this comment")
    EDIT = "discussion.comment.edit", pgettext("permission", "edit this comment")
    DELETE = "discussion.comment.delete", pgettext("permission", "delete this comment")
    REACT = "discussion.comment.react", pgettext("permission", "react to this comment")
    REPORT = "discussion.comment.report", pgettext("permission", "report this comment")
    HIDE = "discussion.comment.hide", pgettext("permission", "hide this comment")
    FLAG = "discussion.step.flag", pgettext("permission", "flag this step")


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

# People type; programs that speak for them (imports, bots) may be faster, but not without end.
BY_HAND, BY_PROGRAM = "30 per minute; 600 per hour", "1200 per minute"


def _rate() -> str:
    return BY_PROGRAM if by_program() else BY_HAND


often_enough = limiter.shared_limit(_rate, scope="discussion")
