"""Changing what a process is called, who owns it, who sees it, and putting it away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import find_unit, people
from app.catalog.actions.create import checked_title, checked_visibility, own_unit, search_key
from app.catalog.events import OwnerChanged, ProcessArchived, ProcessRestored
from app.catalog.policy import Catalog
from app.catalog.tables import Process
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, languages
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from processes.schedule import timers

LONGEST_KEPT = timedelta(days=366)
LONGEST_SPAN = 40


def update(
    session: Session, actor: Actor, process: Process, *, title: str | None = None, unit: str | None = None,
    visibility: str | None = None, public_start: bool | None = None, owner_id: str | None = None,
    messages_kept: str | None = None,
) -> Process:  # fmt: skip
    """Change what is given and leave the rest; an empty unit means the whole organisation, an empty time the usual."""
    policy.require(actor, Catalog.EDIT, process)
    before = _facts(process)
    if owner_id is not None and owner_id != process.owner_id:
        give_to(session, actor, process, owner_id)
    if title is not None:
        clean = checked_title(title)
        if clean != process.title:
            process.title, process.language = clean, languages.current()
        process.search_key = search_key(process.key, process.title)
    if unit is not None:
        where = find_unit(session, unit)
        if where is not None and where.id != process.unit_id:
            own_unit(session, actor, where.id)
        process.unit_id, process.unit_path = (where.id, where.path) if where else (None, "")
    if visibility is not None or unit is not None:
        wanted = process.visibility if visibility is None else visibility
        process.visibility = checked_visibility(wanted, process.unit_id)
    if public_start is not None:
        process.public_start = public_start
    if messages_kept is not None:
        process.messages_kept = _checked_span(messages_kept)
    changed = {name: value for name, value in _facts(process).items() if before[name] != value}
    if changed:
        audit.record(session, actor, "catalog.process_edited", Subject.of("process", process.id), changed)
    session.flush()
    return process


def give_to(session: Session, actor: Actor, process: Process, owner_id: str) -> Process:
    """Let another active person own the process."""
    policy.require(actor, Catalog.EDIT, process)
    new = people(session, [owner_id]).get(owner_id)
    if new is None or not new.active:
        words = _("Choose somebody who works here.")
        raise Invalid(
            "NO_SUCH_OWNER",
            _("Expected a person who is active here as the owner. {words}", words=words),
            {"owner": words},
        )
    process.owner_id = new.id
    announce(session, OwnerChanged(process.id, new.id, actor.id))
    return process


def give_all_to(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Let a colleague own what a person owned; the caller has asked whether the actor may. Gives how many."""
    found = list(session.scalars(select(Process).where(Process.owner_id == person_id).order_by(Process.id)))
    for process in found:
        process.owner_id = to.id
        announce(session, OwnerChanged(process.id, to.id, actor.id))
    session.flush()
    return len(found)


def archive(session: Session, actor: Actor, process: Process) -> Process:
    """Put a process away: it leaves the library, nothing new starts on it, running work goes on."""
    policy.require(actor, Catalog.ARCHIVE, process)
    if process.archived_at is not None:
        raise Conflict(
            "PROCESS_ARCHIVED",
            _("Expected a process in use, but this one was put away already."),
            for_people=_("This process was put away already."),
        )
    process.archived_at = clock.now()
    announce(session, ProcessArchived(process.id, actor.id))
    audit.record(session, actor, "catalog.process_archived", Subject.of("process", process.id), {})
    return process


def restore(session: Session, actor: Actor, process: Process) -> Process:
    """Bring a process back into the library."""
    policy.require(actor, Catalog.ARCHIVE, process)
    if process.archived_at is None:
        raise Conflict(
            "PROCESS_IN_USE",
            _("Expected a process that was put away, but this one is in use."),
            for_people=_("This process is in use already."),
        )
    process.archived_at = None
    announce(session, ProcessRestored(process.id, actor.id))
    audit.record(session, actor, "catalog.process_restored", Subject.of("process", process.id), {})
    return process


def _facts(process: Process) -> dict[str, Any]:
    names = ("title", "unit_path", "visibility", "public_start", "owner_id", "messages_kept")
    return {name: getattr(process, name) for name in names}


def _checked_span(said: str) -> str | None:
    """Give a length of time that messages can be kept for; None where nothing is said, and it is a day."""
    text, now = said.strip(), clock.now()
    if not text:
        return None
    try:
        kept = timers.first_due("timeDuration", text, now).at - now
        if len(text) > LONGEST_SPAN or not timedelta(0) <= kept <= LONGEST_KEPT:
            raise ValueError(text)
    except (ValueError, OverflowError) as error:
        words = _("Write a length of time up to a year, such as 2 days (P2D) or 8 hours (PT8H).")
        raise Invalid(
            "BAD_TIME",
            _(
                "Expected to know how long messages are kept, but got {said}. {words}",
                said=repr(said[:100]),
                words=words,
            ),
            {"messages_kept": words},
        ) from error
    return text
