"""The part of a long discussion that one page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.discussion.tables import Comment

MOST = 500
SIDES = ("before", "after", "at")


@dataclass(frozen=True)
class Window:
    """Which comments are shown: the newest, or those before, after or from a comment on."""

    side: str = ""
    comment_id: str = ""

    @classmethod
    def read(cls, said: str | None, comment_id: str | None) -> Window:
        """Read `before:ID` or `after:ID`, or the comment that a link leads to; anything else gives the newest."""
        side, _, anchor = (said or "").partition(":")
        if side in SIDES and anchor:
            return cls(side, anchor)
        return cls("at", comment_id) if comment_id else cls()


@dataclass(frozen=True)
class Found:
    """Comments with their authors, oldest first, and where those before and after them are."""

    rows: Sequence[Row[tuple[Comment, Person]]]
    earlier: str | None = None
    later: str | None = None


def comments(session: Session, where: Iterable[ColumnElement[bool]], window: Window, most: int = MOST) -> Found:
    """Give the comments of a window: one statement for the newest, else three."""
    conditions = list(where)
    anchor = _anchor(session, conditions, window)
    if anchor is None:
        rows, more = _read(session, conditions, most, newest=True)
        return Found(rows, earlier=rows[0][0].id if more else None)
    key = tuple_(Comment.created_at, Comment.id)
    if window.side == "before":
        rows, more = _read(session, [*conditions, key < anchor], most, newest=True)
        return Found(rows, rows[0][0].id if more else None, rows[-1][0].id if rows else None)
    if window.side == "at" and (near := _newest_with(session, conditions, window, most)):
        return near
    beyond = key >= anchor if window.side == "at" else key > anchor
    rows, more = _read(session, [*conditions, beyond], most, newest=False)
    return Found(rows, rows[0][0].id if rows else None, rows[-1][0].id if more else None)


def _newest_with(session: Session, conditions: list[Any], window: Window, most: int) -> Found | None:
    """Give the newest comments if the one that is looked for is among them."""
    rows, more = _read(session, conditions, most, newest=True)
    if any(comment.id == window.comment_id for comment, _ in rows):
        return Found(rows, earlier=rows[0][0].id if more else None)
    return None


def _anchor(session: Session, conditions: list[Any], window: Window) -> Any:
    if not window.side:
        return None
    at = select(Comment.created_at, Comment.id).where(*conditions, Comment.id == window.comment_id)
    found = session.execute(at).one_or_none()
    return tuple_(found[0], found[1]) if found else None


def _read(session: Session, conditions: list[Any], most: int, *, newest: bool) -> tuple[list[Any], bool]:
    order = (Comment.created_at, Comment.id)
    statement = select(Comment, Person).join(Person, Person.id == Comment.author_id).where(*conditions)
    statement = statement.order_by(*(c.desc() if newest else c.asc() for c in order)).limit(most + 1)
    rows = list(session.execute(statement).all())
    more, rows = len(rows) > most, rows[:most]
    return (rows[::-1] if newest else rows), more
