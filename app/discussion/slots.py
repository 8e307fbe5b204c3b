"""What other features tell discussion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion.values import Entry, ReadTo
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@dataclass(frozen=True)
class Readers:
    """Who may read what is written under something."""

    include: Callable[[Actor], bool]


@slot("proposal.readers", Readers)
def proposal_readers(session: Session, actor: Actor, *, proposal_id: str) -> None:
    """Whether somebody may read a proposal under which something is said: a draft is not everybody's."""


@slot("talk.proposals", list[Entry])
def talk_proposals(
    session: Session, actor: Actor, *, process: Process, step: str, read: ReadTo | None, limit: int
) -> None:
    """In the stream of what is said about a process: at most `limit` proposals that follow what was `read`.

    Newest activity first; only those about a `step` where it is named. What is `shown` of each is HTML.
    """
