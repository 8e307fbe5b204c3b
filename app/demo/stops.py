"""A stop of the tour: what is to be seen on which page; each case of the demo brings its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.proposals.tables import Proposal


@dataclass(frozen=True)
class Stop:
    """A stop: its name, what is to be seen there, and where that is."""

    name: str
    words: str
    at: Callable[[Session], str]


def told(session: Session, key: str, title: str) -> str:
    """Give the id of the proposal of a story, by the key of its process and its title."""
    found = session.scalar(
        select(Proposal.id)
        .join(Process, Process.id == Proposal.process_id)
        .where(Process.key == key, Proposal.title == title)
        .order_by(Proposal.id)
        .limit(1)
    )
    if found is None:
        raise NotFound(_("what the tour shows"))
    return found
