"""What is said about a process, by what happened last: threads of comments, and the flags on each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.discussion.queries.threads import Said, arranged
from app.discussion.tables import PRAISE, Comment, Flag
from app.discussion.values import COMMENTS, FLAGS, Entry, ReadTo, follows
from app.kernel.policy import Actor

MOST_REPLIES, MOST_REASONS = 20, 3
# What is said about a proposal or a case stands there.
_ABOUT = (Comment.proposal_id.is_(None), Comment.instance_id.is_(None))


@dataclass
class Thread:
    """A comment with its newest replies, and how many older ones are not shown."""

    said: Said
    older: int = 0


@dataclass
class Flagged:
    """The flags on a step: how many people raised each kind, and the newest reasons."""

    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[tuple[Flag, Person]] = field(default_factory=list)

    @property
    def flags(self) -> dict[str, int]:
        """How many there are of each kind that is no praise."""
        return {kind: n for kind, n in self.counts.items() if kind != PRAISE}

    @property
    def praise(self) -> int:
        """How many say that the step works well."""
        return self.counts.get(PRAISE, 0)


def newest_threads(session: Session, process_id: str, step: str, read: ReadTo | None, limit: int) -> list[Entry]:
    """Give threads by their newest comment, about one step where it is named: their first comments; one statement."""
    tree = _tree(Comment.process_id == process_id, *([Comment.step_id == step] if step else []))
    last = select(tree.c.root, func.max(tree.c.at).label("at")).group_by(tree.c.root).subquery()
    rows = select(last.c.root, last.c.at).where(follows(read, COMMENTS, last.c.at, last.c.root))
    rows = rows.order_by(last.c.at.desc(), last.c.root.desc()).limit(limit)
    return [Entry(COMMENTS, at, root, None) for root, at in session.execute(rows)]


def newest_flags(session: Session, process_id: str, step: str, read: ReadTo | None, limit: int) -> list[Entry]:
    """Give the steps that were flagged, or only this one, by their newest flag: one statement."""
    here = [Flag.process_id == process_id, *([Flag.step_id == step] if step else [])]
    last = select(Flag.step_id, func.max(Flag.created_at).label("at")).where(*here).group_by(Flag.step_id).subquery()
    rows = select(last.c.step_id, last.c.at).where(follows(read, FLAGS, last.c.at, last.c.step_id))
    rows = rows.order_by(last.c.at.desc(), last.c.step_id.desc()).limit(limit)
    return [Entry(FLAGS, at, step_id, None) for step_id, at in session.execute(rows)]


def root_of(session: Session, process_id: str, comment_id: str) -> str | None:
    """Give the first comment of the thread that holds this one; None where none is in the stream."""
    up = select(Comment.id, Comment.reply_to).where(Comment.id == comment_id, Comment.process_id == process_id, *_ABOUT)
    way = up.cte("way", recursive=True)
    way = way.union_all(select(Comment.id, Comment.reply_to).join(way, Comment.id == way.c.reply_to))
    return session.scalar(select(way.c.id).where(way.c.reply_to.is_(None)))


def threads(
    session: Session, actor: Actor, process: Any, roots: Collection[str], most: int = MOST_REPLIES, wanted: str = ""
) -> dict[str, Thread]:
    """Give threads by their first comments, each with its newest replies and the one that is wanted: two statements."""
    if not roots:
        return {}
    tree = _tree(Comment.id.in_(roots))
    place = func.row_number().over(partition_by=tree.c.root, order_by=(tree.c.at.desc(), tree.c.id.desc()))
    number = func.count().over(partition_by=tree.c.root)
    placed = select(tree.c.id, tree.c.root, place.label("place"), number.label("number")).subquery()
    rows = session.execute(
        select(Comment, Person, placed.c.root, placed.c.number)
        .join(placed, placed.c.id == Comment.id)
        .join(Person, Person.id == Comment.author_id)
        .where(or_(placed.c.place <= most, placed.c.id == placed.c.root, placed.c.id == wanted))
        .order_by(Comment.created_at, Comment.id)
    ).all()
    of = {comment.id: root for comment, _person, root, _number in rows}
    numbers = {root: number for _comment, _person, root, number in rows}
    found: dict[str, Thread] = {}
    for said in arranged(session, actor, process, [(comment, person) for comment, person, _root, _number in rows]):
        root = of[said.comment.id]
        if root in found:  # what it answers is not shown
            found[root].said.replies.append(said)
        else:
            shown = sum(1 for one in of.values() if one == root)
            found[root] = Thread(said, numbers[root] - shown)
    return found


def flagged(session: Session, process_id: str, steps: Collection[str]) -> dict[str, Flagged]:
    """Give the flags on steps by their ids: two statements."""
    if not steps:
        return {}
    found: dict[str, Flagged] = defaultdict(Flagged)
    here = (Flag.process_id == process_id, Flag.step_id.in_(steps))
    for step, kind, n in session.execute(
        select(Flag.step_id, Flag.kind, func.count()).where(*here).group_by(Flag.step_id, Flag.kind)
    ):
        found[step].counts[kind] = n
    place = func.row_number().over(partition_by=Flag.step_id, order_by=(Flag.created_at.desc(), Flag.id.desc()))
    placed = select(Flag.id, place.label("place")).where(*here, Flag.reason != "").subquery()
    rows = select(Flag, Person).join(placed, placed.c.id == Flag.id).join(Person, Person.id == Flag.person_id)
    rows = rows.where(placed.c.place <= MOST_REASONS).order_by(Flag.created_at.desc(), Flag.id.desc())
    for flag, person in session.execute(rows):
        found[flag.step_id].reasons.append((flag, person))
    return found


def _tree(*first: Any) -> CTE:
    """Comments below first ones that are about a process or a step of it, each with the first one of its thread."""
    here = (Comment.reply_to.is_(None), *_ABOUT, *first)
    roots = select(Comment.id, Comment.id.label("root"), Comment.created_at.label("at")).where(*here)
    tree = roots.cte("tree", recursive=True)
    return tree.union_all(select(Comment.id, tree.c.root, Comment.created_at).join(tree, Comment.reply_to == tree.c.id))
