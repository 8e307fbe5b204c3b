"""Keeping, staffing, publishing and dropping drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.assignment import actions as assignment
from app.catalog import actions as catalog
from app.catalog.tables import LONGEST_KEY, Process, Version
from app.drafts.policy import Drafts
from app.drafts.queries import MOST_DRAFTS, count_of
from app.drafts.tables import DraftFile, ProcessDraft
from app.kernel import policy
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.policy import Actor


@dataclass(frozen=True)
class Wanted:
    """What somebody typed beside a file: of a new process all of it, of a next version only its note and mode."""

    title: str = ""
    key: str = ""
    unit_id: str | None = None
    visibility: str = "organisation"
    note: str = ""
    mode: str | None = None


def keep(
    session: Session, actor: Actor, upload: catalog.Upload, wanted: Wanted, process: Process | None = None
) -> ProcessDraft:
    """Keep a checked file, of a new process or of the next version of one; raises Conflict past MOST_DRAFTS."""
    policy.require(actor, Drafts.KEEP)
    if count_of(session, actor) >= MOST_DRAFTS:
        said = _("Expected at most {n} drafts, but you keep as many. Publish or delete one first.", n=MOST_DRAFTS)
        raise Conflict(
            "TOO_MANY_DRAFTS",
            said,
            for_people=_(
                "You keep {n} drafts, and that is as many as there can be. Publish or delete one first.", n=MOST_DRAFTS
            ),
        )
    prepared, title = upload.prepared, catalog.checked_title(wanted.title) if wanted.title else ""
    unit_id = _unit(session, actor, wanted.unit_id)
    wanted = replace(
        wanted, title=title, note=catalog.checked_note(wanted.note), unit_id=unit_id,
        visibility=catalog.checked_visibility(wanted.visibility, unit_id),
    )  # fmt: skip
    draft = ProcessDraft(
        author_id=actor.id, process_id=process.id if process else None, xml=upload.model.xml,
        runs=prepared.runs, runs_as=prepared.mode, why=prepared.why,
        assumptions=[asdict(assumption) for assumption in prepared.assumptions], lanes=[], **asdict(wanted),
    )  # fmt: skip
    session.add(draft)
    session.flush()
    session.add_all(DraftFile(draft_id=draft.id, name=n, content=c) for n, c in upload.files.items())
    return draft


def save(
    session: Session, actor: Actor, draft: ProcessDraft, *, title: str | None = None, key: str | None = None,
    unit: str | None = None, visibility: str | None = None, note: str | None = None,
    lanes: Sequence[Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    """Change what is given of a draft and leave the rest; an empty unit means the whole organisation.

    Raises Invalid for a title or note that cannot be one and a unit that is not there, Forbidden for another's unit.
    Whether the key is free and who shall do the lanes is there is looked at when it is published.
    """
    policy.require(actor, Drafts.VIEW, draft)
    draft.title = draft.title if title is None else catalog.checked_title(title)
    draft.key = draft.key if key is None else key[:LONGEST_KEY]
    draft.unit_id = draft.unit_id if unit is None else _unit(session, actor, unit)
    if visibility is not None or unit is not None:
        who = draft.visibility if visibility is None else visibility
        draft.visibility = catalog.checked_visibility(who, draft.unit_id)
    draft.note = draft.note if note is None else catalog.checked_note(note)
    draft.lanes = draft.lanes if lanes is None else [dict(lane) for lane in lanes]
    session.flush()


def _unit(session: Session, actor: Actor, said: str | None) -> str | None:
    where = catalog.require_new(session, actor, None, said)
    return where.id if where else None


def publish_new(session: Session, actor: Actor, draft: ProcessDraft, key: str, ready: catalog.Upload) -> Process:
    """Make a draft a process that is live at once, with who does its lanes, and drop the draft."""
    policy.require(actor, Drafts.VIEW, draft)
    process = catalog.create(
        session, actor, key, draft.title, ready.model.xml, unit=draft.unit_id, mode=draft.mode or "auto",
        note=draft.note, visibility=draft.visibility, files=ready.files, ready=ready,
    )  # fmt: skip
    if draft.lanes:
        assignment.map_lanes(session, actor, process, draft.lanes)
    drop(session, actor, draft)
    return process


def publish_next(
    session: Session, actor: Actor, draft: ProcessDraft, process: Process, files: Mapping[str, bytes],
    ready: catalog.Upload,
) -> Version:  # fmt: skip
    """Make a draft the live version of its process and drop the draft; lanes of the process stay as they are done."""
    policy.require(actor, Drafts.VIEW, draft)
    version = catalog.revise(session, actor, process, ready.model.xml, draft.note, draft.mode, files, ready)
    drop(session, actor, draft)
    return version


def drop(session: Session, actor: Actor, draft: ProcessDraft) -> None:
    """Delete a draft with its files."""
    policy.require(actor, Drafts.VIEW, draft)
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    session.delete(draft)
    session.flush()
