"""Processes in the library, for tests of the features above it."""

from __future__ import annotations

from itertools import count

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Unit
from app.catalog import actions
from app.catalog.tables import Process, Version
from app.kernel.policy import Actor
from tests.factories import models

_numbers = count(1)


def process(
    session: Session, owner: Actor, xml: bytes | None = None, *, key: str | None = None, title: str = "Send an offer",
    unit: Unit | None = None, mode: str = "auto", visibility: str = "organisation", public_start: bool = False,
) -> Process:  # fmt: skip
    """Load a process, by default the linear one of A, B and C, as this person.

    One for its unit alone that belongs to none is as earlier releases let it in.
    """
    key = key or f"process-{next(_numbers)}"
    xml = xml if xml is not None else models.linear("A", "B", "C")
    made = actions.create(
        session, owner, key, title, xml, unit=unit.id if unit else None, mode=mode,
        visibility=visibility if unit else "organisation", public_start=public_start,
    )  # fmt: skip
    made.visibility = visibility
    return made


def published(session: Session, owner: Actor, of: Process, xml: bytes, note: str = "") -> Version:
    """Publish another version of a process as this person."""
    return actions.publish(session, owner, of, xml, note=note)


def refuse(session: Session, key: str, *numbers: int, runs: bool = True) -> Process:
    """Have today's reader refuse these versions of a process, as it may refuse what an earlier release let in.

    Without `runs` what was made of them to run is refused as well.
    """
    found = session.scalars(select(Process).where(Process.key == key)).one()
    values: dict[str, object] = {"xml": b"<definitions", "sha256": "0" * 64}
    values |= {} if runs else {"runnable": b"<definitions"}
    session.execute(update(Version).where(Version.process_id == found.id, Version.number.in_(numbers)).values(values))
    session.expire_all()
    return found
