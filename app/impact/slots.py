"""What other features tell of a change whose impact is worked out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor
from processes import model


@dataclass(frozen=True)
class Considered:
    """A change that is decided about: the process as it would be, in which revision, and whether running cases follow.

    Without a model it does not fit what is live.
    """

    process: Process
    revision: int
    changed: model.Model | None
    migrates: bool


@slot("proposal.considered", Considered)
def considered(session: Session, actor: Actor, *, proposal_id: str) -> None:
    """The change that a proposal asks for, on the version that is live now."""
