"""Small answers to comments."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion.policy import Discussion
from app.discussion.tables import REACTIONS, Comment, Reaction
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, joined
from app.kernel.policy import Actor


def react(session: Session, actor: Actor, process: Process, comment: Comment, kind: str) -> bool:
    """Give a reaction, or take it back if it was given; says whether it stands now."""
    policy.require(actor, Discussion.REACT, process)
    if kind not in REACTIONS:
        words = _("Choose one of {kinds}.", kinds=joined(", ", REACTIONS))
        said = _("Expected a known reaction, but {kind} is none. {words}", kind=repr(kind[:20]), words=words)
        raise Invalid("NO_SUCH_REACTION", said, {"kind": words})
    if comment.deleted_at is not None or comment.hidden_at is not None:
        raise Conflict(
            "COMMENT_GONE",
            _("Expected a comment to react to, but it is gone. Reload the page."),
            for_people=_("This comment is gone."),
        )
    given = session.get(Reaction, (comment.id, actor.id, kind))
    if given is None:
        session.add(Reaction(comment_id=comment.id, person_id=actor.id, kind=kind))
    else:
        session.delete(given)
    session.flush()
    return given is None
