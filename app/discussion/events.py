"""What is said about steps, for those who tell others of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event


@dataclass(frozen=True)
class CommentAdded(Event):
    """Somebody said something; `answers` is the author of the comment it replies to."""

    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str
    answers: str | None


@dataclass(frozen=True)
class CommentChanged(Event):
    """A comment was edited, deleted, hidden or shown again."""

    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str


@dataclass(frozen=True)
class CommentReported(Event):
    """Somebody asks the moderators of the process to look at a comment."""

    comment_id: str
    process_id: str
    actor_id: str


@dataclass(frozen=True)
class Mentioned(Event):
    """A comment names a person, who may see it, for the first time."""

    comment_id: str
    process_id: str
    step_id: str | None
    proposal_id: str | None
    actor_id: str
    person_id: str


@dataclass(frozen=True)
class FlagRaised(Event):
    """Somebody flagged a step."""

    flag_id: str
    process_id: str
    step_id: str
    kind: str
    actor_id: str


@dataclass(frozen=True)
class FlagWithdrawn(Event):
    """Somebody took a flag back."""

    process_id: str
    step_id: str
    kind: str
    actor_id: str
