"""What other features tell on the page of a policy."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.pages.slots import slot
from app.kernel.policy import Actor


@dataclass(frozen=True)
class Undecidable:
    """Something asked that nobody can decide as things stand: what it is, where it is read, and why.

    `what` is missing: votes or signatures.
    """

    id: str
    sentence: str
    url: str
    what: str
    words: str


@slot("policy.undecidable", list[Undecidable])
def undecidable(session: Session, actor: Actor, *, process: Process) -> None:
    """Beside the policy of a process: what is asked under it, and cannot be decided as things stand."""
