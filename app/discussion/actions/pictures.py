"""Pictures that come with a comment: kept as soon as they are sent, part of it once it is said, gone with it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import IO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.catalog.tables import Process
from app.discussion.events import CommentChanged
from app.discussion.pictures import Drawn, Refused, drawn
from app.discussion.policy import Discussion
from app.discussion.tables import Comment, Picture
from app.kernel import policy
from app.kernel.db import outside_locks
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.events import announce, on_commit
from app.kernel.i18n import Message, _, languages, sentences
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.taskforms import files

MOST, MOST_A_DAY = 4, 40
LONGEST_ALT = 300
KEPT_UNUSED = timedelta(days=2)
DAY = timedelta(days=1)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """Which picture a comment shows, and what can be seen on it, in the words of who sends it."""

    id: str
    alt: str = ""


@dataclass
class Kept:
    """What was kept of the pictures that came, and why others were not."""

    rows: list[Picture] = field(default_factory=list)
    refused: list[Message] = field(default_factory=list)


def keep_pictures(session: Session, actor: Actor, process: Process, sent: Sequence[tuple[IO[bytes], str]]) -> Kept:
    """Keep pictures for what this person says next, each with what can be seen on it; says which are refused, and why.

    They are drawn anew before anybody waits for it. What no comment shows in the end is forgotten after some days.
    """
    policy.require(actor, Discussion.COMMENT, process)
    kept = Kept()
    if not sent:
        return kept
    if len(sent) > MOST:
        kept.refused.append(_("A comment takes at most {most} pictures.", most=str(MOST)))
    elif _today(session, actor) + len(sent) > MOST_A_DAY:
        kept.refused.append(_("You can add {most} pictures a day. Go on tomorrow.", most=str(MOST_A_DAY)))
    else:
        where = files.place(session)
        found = outside_locks.before("pictures", lambda: [_drawn(where, stream) for stream, _alt in sent])
        for one, (_stream, alt) in zip(found, sent, strict=True):
            if isinstance(one, Message):
                kept.refused.append(one)
            else:
                kept.rows.append(Picture(sender_id=actor.id, alt=_alt(alt), language=languages.current(), **one))
        session.add_all(kept.rows)
        session.flush()
    return kept


def refused(words: Iterable[Message]) -> Invalid:
    """Say why pictures cannot be part of a comment."""
    said = sentences(*dict.fromkeys(words))
    problem = _("Expected pictures that can be shown, but: {words}", words=said)
    return Invalid("BAD_PICTURE", problem, {"pictures": said})


def chosen_pictures(
    session: Session, actor: Actor, shown: Sequence[Shown], before: Mapping[str, Picture] | None = None
) -> list[tuple[Picture, str]]:
    """Give pictures that a comment is to show, each with what can be seen on it.

    Raises Invalid for too many, and for one that is neither among those before nor sent by the actor and free.
    """
    wanted, known = {one.id: _alt(one.alt) for one in shown}, dict(before or {})
    if len(wanted) > MOST:
        raise refused([_("A comment takes at most {most} pictures.", most=str(MOST))])
    known |= _free(session, actor, set(wanted) - set(known))
    if not set(wanted) <= set(known):
        raise refused([_("One of the pictures is not there any more. Choose it again.")])
    return [(known[picture_id], alt) for picture_id, alt in wanted.items()]


def show_pictures(comment: Comment, chosen: Sequence[tuple[Picture, str]]) -> bool:
    """Let a comment show what was chosen; says whether that is new or has other words."""
    changed = False
    for picture, alt in chosen:
        if picture.alt != alt:
            picture.alt, picture.language, changed = alt, languages.current(), True
        changed = changed or picture.comment_id != comment.id
        picture.comment_id = comment.id
    comment.pictures = len(chosen)
    return changed


def change_pictures(session: Session, actor: Actor, comment: Comment, shown: Sequence[Shown]) -> bool:
    """Let a comment show these pictures and no others; says whether anything is other than before."""
    before = _of(session, comment) if comment.pictures else {}
    chosen = chosen_pictures(session, actor, shown, before)
    gone = [one for one in before.values() if one not in [picture for picture, _alt in chosen]]
    forget(session, gone)
    changed = show_pictures(comment, chosen)
    session.flush()
    return bool(gone) or changed


def add_picture(
    session: Session, actor: Actor, process: Process, comment: Comment, stream: IO[bytes], alt: str
) -> Picture:
    """Add a picture to one's own comment; raises Invalid where it is refused or the comment has as many as it takes."""
    policy.require(actor, Discussion.EDIT, comment)
    kept = keep_pictures(session, actor, process, [(stream, alt)])
    if kept.refused:
        raise refused(kept.refused)
    session.refresh(comment, with_for_update=True)
    require_there(comment)
    before = [Shown(one.id, one.alt) for one in _of(session, comment).values()]
    change_pictures(session, actor, comment, [*before, *(Shown(one.id, one.alt) for one in kept.rows)])
    changed(session, actor, comment)
    return kept.rows[0]


def take_picture(session: Session, actor: Actor, comment: Comment, picture_id: str) -> None:
    """Delete one picture of one's own comment; raises NotFound where the comment does not show it."""
    policy.require(actor, Discussion.EDIT, comment)
    session.refresh(comment, with_for_update=True)
    found = _of(session, comment)
    if picture_id not in found:
        raise NotFound(_("this picture"), "PICTURE_NOT_FOUND")
    change_pictures(session, actor, comment, [Shown(one.id, one.alt) for one in found.values() if one.id != picture_id])
    changed(session, actor, comment)


def take_pictures(session: Session, comment: Comment) -> None:
    """Delete the pictures of a comment that is taken back."""
    if comment.pictures:
        forget(session, list(_of(session, comment).values()))
        comment.pictures = 0


def forget(session: Session, pictures: Sequence[Picture]) -> int:
    """Delete pictures: their rows now, what was drawn once that is for good."""
    if not pictures:
        return 0
    session.execute(delete(Picture).where(Picture.id.in_([one.id for one in pictures])))
    where = files.place(session)
    for name in [name for one in pictures for name in (one.kept_as, one.small_as)]:
        on_commit(session, partial(where.remove, name))
    return len(pictures)


def forget_unused(session: Session) -> int:
    """Forget pictures that were sent and that no comment shows, some hundred at a time."""
    before = clock.now() - KEPT_UNUSED
    unused = select(Picture).where(Picture.comment_id.is_(None), Picture.created_at < before).limit(AT_ONCE)
    return forget(session, session.scalars(unused.with_for_update(skip_locked=True)).all())


def require_there(comment: Comment) -> None:
    """Raise Conflict for a comment that its author has deleted."""
    if comment.deleted_at is not None:
        raise Conflict(
            "COMMENT_GONE",
            _("Expected a comment, but its author has deleted it. Reload the page."),
            for_people=_("Who wrote this comment has deleted it."),
        )


def changed(session: Session, actor: Actor, comment: Comment) -> None:
    """Tell that a comment is not what it was."""
    place = (comment.id, comment.process_id, comment.step_id, comment.proposal_id)
    announce(session, CommentChanged(*place, actor.id))


def _drawn(where: files.Place, stream: IO[bytes]) -> dict[str, object] | Message:
    try:
        made = drawn(stream)
    except Refused as error:
        return error.words
    return _kept(where, made)


def _kept(where: files.Place, made: Drawn) -> dict[str, object]:
    full, small = where.keep(io.BytesIO(made.full)), where.keep(io.BytesIO(made.small))
    return {
        "kept_as": full.kept_as, "small_as": small.kept_as, "size": full.size + small.size,
        "width": made.width, "height": made.height,
    }  # fmt: skip


def _today(session: Session, actor: Actor) -> int:
    """How many this person sent within a day; while that is asked for, they send no others elsewhere."""
    session.execute(select(Person.id).where(Person.id == actor.id).with_for_update(key_share=True))
    since = clock.now() - DAY
    mine = select(func.count()).where(Picture.sender_id == actor.id, Picture.created_at > since)
    return session.scalar(mine) or 0


def _of(session: Session, comment: Comment) -> dict[str, Picture]:
    rows = session.scalars(select(Picture).where(Picture.comment_id == comment.id))
    return {one.id: one for one in rows}


def _free(session: Session, actor: Actor, ids: set[str]) -> dict[str, Picture]:
    if not ids:
        return {}
    mine = Picture.sender_id == actor.id, Picture.comment_id.is_(None)
    rows = session.scalars(select(Picture).where(Picture.id.in_(ids), *mine).order_by(Picture.id).with_for_update())
    return {one.id: one for one in rows}


def _alt(text: str) -> str:
    return " ".join(text.split())[:LONGEST_ALT]
