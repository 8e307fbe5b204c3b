"""Comments as threads: who said what, what others answered, how they reacted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.discussion.pictures import small_size
from app.discussion.policy import Discussion
from app.discussion.queries.pictures import pictures_of
from app.discussion.queries.windows import MOST, Window, comments
from app.discussion.tables import REACTIONS, Comment, Picture, Reaction, Report
from app.kernel import policy
from app.kernel.api import paging
from app.kernel.api.paging import Page
from app.kernel.i18n import _
from app.kernel.pages.markdown import to_html
from app.kernel.policy import Actor


def said_where(comment: Comment) -> dict[str, str]:
    """Give where a comment stands, as addresses say it."""
    where = {"step": comment.step_id, "proposal": comment.proposal_id, "case": comment.instance_id}
    return {"process": comment.process_id, **{name: id_ for name, id_ in where.items() if id_}}


@dataclass
class Said:
    """A comment as one reader sees it, with the replies below it."""

    comment: Comment
    author: Person | Actor
    given: dict[str, int] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()
    moderates: bool = False
    writes: bool = False
    live_number: int = 0
    replies: list[Said] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """Whether this reader may read the words."""
        return self.comment.deleted_at is None and (self.comment.hidden_at is None or self.moderates)

    @property
    def shown(self) -> dict[str, Any]:
        """Give what the comment component shows."""
        c = self.comment
        return {
            "id": c.id, "author": self.author, "at": c.created_at, "edited_at": c.edited_at,
            "version": c.version_number if c.version_number != self.live_number else None,
            "deleted": c.deleted_at is not None, "hidden": c.hidden_at is not None and not self.moderates,
            "badge": _("hidden from others") if c.hidden_at and self.moderates else None,
            "html": to_html(c.text) if self.readable else "", "language": c.language,
            "pictures": [self.seen(one) for one in self.pictures] if self.readable else [],
        }  # fmt: skip

    def seen(self, picture: Picture) -> dict[str, Any]:
        """Give what is shown of a picture: how large it is small, and what can be seen, or else whose it is."""
        width, height = small_size(picture.width, picture.height)
        alt = picture.alt or _("Picture by {name}", name=self.author.name)
        return {
            "id": picture.id, "alt": alt, "language": picture.language if picture.alt else None,
            "width": width, "height": height,
        }  # fmt: skip

    @property
    def place(self) -> dict[str, str]:
        """Give where it stands, as addresses say it."""
        return said_where(self.comment)

    @property
    def reactions(self) -> list[dict[str, Any]]:
        """Give what the reactions component shows."""
        return [
            {"kind": kind, "icon": picture, "label": words, "count": self.given.get(kind, 0), "mine": kind in self.mine}
            for kind, (picture, words) in REACTIONS.items()
        ]


class Threads(list["Said"]):
    """Threads as they are shown on one page, and the comments before and after which there are more."""

    earlier: str | None = None
    later: str | None = None


NEWEST = Window()


def on_step(session: Session, actor: Actor, process: Any, step_id: str, window: Window = NEWEST) -> Threads:
    """Give the threads on a step, oldest first, whatever version it is in: two statements."""
    return _threads(session, actor, process, _about(process, step_id), window)


def on_proposal(session: Session, actor: Actor, process: Any, proposal_id: str, window: Window = NEWEST) -> Threads:
    """Give the threads on a proposal, oldest first: two statements."""
    return _threads(session, actor, process, (Comment.proposal_id == proposal_id,), window)


def on_instance(session: Session, actor: Actor, process: Any, instance_id: str, window: Window = NEWEST) -> Threads:
    """Give the threads on a case, oldest first: two statements."""
    return _threads(session, actor, process, (Comment.instance_id == instance_id,), window)


def told_of_instance(
    session: Session, instance_id: str, since: datetime | None, until: datetime | None
) -> list[tuple[Comment, Person]]:
    """Give what was said about a case between two moments and may be read by all who see it, newest first."""
    between = [Comment.created_at >= since] if since else []
    between += [Comment.created_at <= until] if until else []
    statement = (
        select(Comment, Person)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.instance_id == instance_id, Comment.deleted_at.is_(None), Comment.hidden_at.is_(None), *between)
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(MOST)
    )
    return [(comment, person) for comment, person in session.execute(statement)]


def reported(session: Session, process_id: str) -> list[tuple[Report, Comment, Person]]:
    """Give the reports that no moderator has settled, with the comment and who reported it."""
    statement = (
        select(Report, Comment, Person)
        .join(Comment, Comment.id == Report.comment_id)
        .join(Person, Person.id == Report.person_id)
        .where(Comment.process_id == process_id, Report.settled_at.is_(None), Comment.deleted_at.is_(None))
        .order_by(Report.created_at)
        .limit(MOST)
    )
    return [(report, comment, person) for report, comment, person in session.execute(statement)]


def flat(threads: Iterable[Said]) -> list[Said]:
    """Give the comments of threads one after the other, each before its replies."""
    return [said for root in threads for said in (root, *flat(root.replies))]


def comments_on_step(
    session: Session, actor: Actor, process: Any, step_id: str, cursor: str | None, limit: int
) -> Page[Said]:
    """Give some of the comments on a step as a flat list, oldest first, each before its replies."""
    return _page(session, actor, process, _about(process, step_id), cursor, limit)


def comments_on_instance(
    session: Session, actor: Actor, process: Any, instance_id: str, cursor: str | None, limit: int
) -> Page[Said]:
    """Give some of the comments on a case as a flat list, oldest first, each before its replies."""
    return _page(session, actor, process, (Comment.instance_id == instance_id,), cursor, limit)


def of_ones_own(session: Session, actor: Actor, process: Any, comment: Comment) -> Said:
    """Give a comment of the actor's own as they see it, without its replies: one statement."""
    return arranged(session, actor, process, [(comment, actor)])[0]


def _about(process: Any, step_id: str) -> tuple[ColumnElement[bool], ...]:
    return Comment.process_id == process.id, Comment.step_id == step_id, Comment.proposal_id.is_(None)


def _page(session: Session, actor: Actor, process: Any, where: Any, cursor: str | None, limit: int) -> Page[Said]:
    statement = select(Comment, Person).join(Person, Person.id == Comment.author_id).where(*where)
    found = paging.page(session, statement, [Comment.created_at, Comment.id], cursor, limit, scalars=False)
    return Page(flat(arranged(session, actor, process, found.items)), found.next)


def _threads(
    session: Session, actor: Actor, process: Any, where: Iterable[ColumnElement[bool]], window: Window
) -> Threads:
    found = comments(session, where, window)
    threads = arranged(session, actor, process, found.rows)
    threads.earlier, threads.later = found.earlier, found.later
    return threads


def arranged(session: Session, actor: Actor, process: Any, rows: Iterable[Any]) -> Threads:
    """Give comments with their authors as threads, as one reader sees them: one statement."""
    moderates = policy.allows(actor, Discussion.HIDE, process)
    said = {
        comment.id: Said(
            comment,
            author,
            moderates=moderates,
            writes=policy.allows(actor, Discussion.EDIT, comment),
            live_number=process.live_number,
        )
        for comment, author in rows
    }
    _react(session, actor, said)
    _picture(session, said)
    roots = Threads()
    for item in said.values():
        above = said.get(item.comment.reply_to or "")
        (above.replies if above else roots).append(item)
    return roots


def _picture(session: Session, said: dict[str, Said]) -> None:
    for comment_id, pictures in pictures_of(session, [one.comment for one in said.values()]).items():
        said[comment_id].pictures = pictures


def _react(session: Session, actor: Actor, said: dict[str, Said]) -> None:
    if not said:
        return
    inside: ColumnElement[bool] = Reaction.comment_id.in_(said)
    for comment_id, person_id, kind in session.execute(
        select(Reaction.comment_id, Reaction.person_id, Reaction.kind).where(inside)
    ):
        item = said[comment_id]
        item.given[kind] = item.given.get(kind, 0) + 1
        if person_id == actor.id:
            item.mine |= {kind}
