"""Pictures in comments, for those who see the comment."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.discussion.policy import Discussion
from app.discussion.queries.steps import comment_in
from app.discussion.tables import Comment, Picture
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor


def pictures_of(session: Session, comments: Iterable[Comment]) -> dict[str, list[Picture]]:
    """Give the pictures of comments by their ids, in the order in which they were sent: at most one statement."""
    ids = [comment.id for comment in comments if comment.pictures]
    found: dict[str, list[Picture]] = {}
    if ids:
        rows = session.scalars(select(Picture).where(Picture.comment_id.in_(ids)).order_by(Picture.id))
        for picture in rows:
            found.setdefault(picture.comment_id or "", []).append(picture)
    return found


def picture(session: Session, actor: Actor, picture_id: str) -> Picture:
    """Give a picture of a comment that the actor may read, or one of their own that no comment shows yet.

    Raises NotFound for any other.
    """
    found = session.get(Picture, picture_id)
    if found is None or actor.is_anonymous:
        raise _missing()
    if found.comment_id is None:
        if found.sender_id != actor.id:
            raise _missing()
        return found
    try:
        process, comment = comment_in(session, actor, found.comment_id)
    except NotFound as error:
        raise _missing() from error
    if comment.deleted_at or (comment.hidden_at and not policy.allows(actor, Discussion.HIDE, process)):
        raise _missing()
    return found


def free_pictures(session: Session, actor: Actor, ids: Iterable[str]) -> list[Picture]:
    """Give those of these pictures that the actor sent and no comment shows yet."""
    wanted = set(ids)
    mine = Picture.sender_id == actor.id, Picture.comment_id.is_(None)
    statement = select(Picture).where(Picture.id.in_(wanted), *mine).order_by(Picture.id)
    return list(session.scalars(statement)) if wanted else []


def _missing() -> NotFound:
    return NotFound(_("this picture"), "PICTURE_NOT_FOUND")
