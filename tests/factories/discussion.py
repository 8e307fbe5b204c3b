"""Comments and flags for tests, and a process to talk about that nobody has to read from a file."""

from __future__ import annotations

import hashlib
from itertools import count

from sqlalchemy.orm import Session

from app.catalog.tables import Process, Version, VersionStep
from app.discussion import actions
from app.discussion.tables import Comment, Flag
from app.kernel.policy import Actor

_numbers = count(1)


def process(
    session: Session, owner: Actor, steps: tuple[str, ...] = ("Write", "Check", "Send"), **more: object
) -> Process:
    """Store a process with these steps (their ids are their names) as rows only, without a model."""
    number = next(_numbers)
    made = Process(key=f"talk-{number}", title=f"Talk {number}", search_key=f"talk {number}", owner_id=owner.id, **more)
    session.add(made)
    session.flush()
    version(session, made, steps)
    return made


def version(session: Session, of: Process, steps: tuple[str, ...]) -> Version:
    """Make another version live, with other steps."""
    number = of.live_number + 1
    xml = " ".join(steps).encode()
    made = Version(process_id=of.id, number=number, sha256=hashlib.sha256(xml).hexdigest(), xml=xml, runs=False)
    session.add(made)
    session.flush()
    session.add_all(
        VersionStep(
            version_id=made.id, step_id=name, name=f"{name} it", search_key=name.lower(), type="task", ordinal=place
        )
        for place, name in enumerate(steps)
    )
    of.live_number, of.live_version_id = number, made.id
    session.flush()
    return made


def comment(session: Session, who: Actor, process: Process, text: str = "Why do we do this?", **place: str) -> Comment:
    """Say something about a process, a step (`step_id`) or a proposal (`proposal_id`)."""
    return actions.add_comment(session, who, process, text, **place)


def flag(session: Session, who: Actor, process: Process, step_id: str, kind: str = "low_value", **why: str) -> Flag:
    """Flag a step."""
    return actions.raise_flag(session, who, process, step_id, kind, **why)
