"""Small answers to comments."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion.policy import Discussion
from app.discussion.tables import REACTIONS, Comment, Reaction
from app.kernel import policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.policy import Actor


def react(session: Session, actor: Actor, process: Process, comment: Comment, kind: str) -> bool:
    """Give a reaction, or take it back if it was given; says whether it stands now."""
    policy.require(actor, Discussion.REACT, process)
    if kind not in REACTIONS:
        words = f"Choose one of {', '.join(REACTIONS)}."
        raise Invalid(
            "NO_SUCH_REACTION", f"Expected a known reaction, but {kind[:20]!r} is none. {words}", {"kind": words}
        )
    if comment.deleted_at is not None or comment.hidden_at is not None:
        raise Conflict("COMMENT_GONE", "Expected a comment to react to, but it is gone. Reload the page.")
    given = session.get(Reaction, (comment.id, actor.id, kind))
    if given is None:
        session.add(Reaction(comment_id=comment.id, person_id=actor.id, kind=kind))
    else:
        session.delete(given)
    session.flush()
    return given is None
