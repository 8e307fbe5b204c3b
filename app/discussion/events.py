"""What is said about steps, for those who tell others of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.discussion.tables import FLAG_KINDS
from app.kernel.events import Event, OneOf, Private, PublicEvent

FlagKind = Annotated[str, OneOf(*FLAG_KINDS)]


@dataclass(frozen=True)
class CommentAdded(PublicEvent):
    """Somebody said something about a step, a proposal, a case or a whole process."""

    name = "comment.added"
    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str
    # The author of the comment it replies to.
    answers: Private[str | None]
    # Whether others than its author see the proposal that it is about.
    shown: Private[bool] = True

    @property
    def is_told(self) -> bool:
        """What is said about a draft is for its author."""
        return self.shown


@dataclass(frozen=True)
class CommentChanged(Event):
    """A comment was edited, deleted, hidden or shown again."""

    name = "comment.changed"
    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str


@dataclass(frozen=True)
class CommentReported(Event):
    """Somebody asks the moderators of the process to look at a comment."""

    name = "comment.reported"
    comment_id: str
    process_id: str
    actor_id: str


@dataclass(frozen=True)
class Mentioned(Event):
    """A comment names a person, who may see it, for the first time."""

    name = "person.mentioned"
    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str
    person_id: str


@dataclass(frozen=True)
class FlagRaised(PublicEvent):
    """Somebody flagged a step."""

    name = "flag.raised"
    flag_id: str
    process_id: str
    step_id: str
    kind: FlagKind
    actor_id: str


@dataclass(frozen=True)
class FlagWithdrawn(PublicEvent):
    """Somebody took a flag back."""

    name = "flag.withdrawn"
    flag_id: str
    process_id: str
    step_id: str
    kind: FlagKind
    actor_id: str
