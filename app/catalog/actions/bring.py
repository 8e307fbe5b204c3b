"""Bringing versions in from another library: when and by whom they were published stays as it was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.actions.create import create
from app.catalog.actions.edit import archive, update
from app.catalog.actions.publish import as_published, require_in_use, store
from app.catalog.actions.sentences import compare
from app.catalog.policy import Catalog
from app.catalog.queries import live_version
from app.catalog.tables import Process, Version, VersionOrigin
from app.kernel import policy
from app.kernel.i18n import in_english
from app.kernel.policy import Actor


@dataclass(frozen=True)
class Brought:
    """A version that comes from another library; `origin` are lines of facts that have no row of their own here."""

    xml: bytes
    files: Mapping[str, bytes]
    mode: str
    note: str
    language: str
    sentence: str
    published: datetime
    author_id: str | None
    reverts: int | None
    origin: str


@dataclass(frozen=True)
class BroughtProcess:
    """What is known of a process that comes from another library."""

    key: str
    title: str
    owner_id: str
    unit: str
    visibility: str
    public_start: bool
    language: str
    messages_kept: str
    variant_of: str
    created: datetime


def bring_process(session: Session, actor: Actor, told: BroughtProcess, first: Brought) -> Process:
    """Store a process with its first version, as it was where it comes from."""
    process = create(
        session, actor, told.key, told.title, first.xml, told.unit or None, first.mode or "auto", first.note,
        owner_id=told.owner_id, visibility=told.visibility, public_start=told.public_start, files=first.files,
    )  # fmt: skip
    if told.messages_kept:
        update(session, actor, process, messages_kept=told.messages_kept)
    process.language, process.created_at = told.language or None, told.created
    if told.variant_of:
        process.parent_id = session.scalar(select(Process.id).where(Process.key == told.variant_of))
    _as_it_was(session, process, live_version(session, process), first)
    return process


def bring_version(session: Session, actor: Actor, process: Process, brought: Brought) -> Version:
    """Make a version from another library the live one; raises Conflict for a process that was put away."""
    policy.require(actor, Catalog.PUBLISH, process)
    require_in_use(process)
    upload = as_published(session, actor, process, brought.xml, brought.mode or "auto", brought.files)
    upload = compare(session, process, upload)
    # What it changes is told in every language where it is the same that was told there.
    same = not brought.sentence or in_english(upload.sentence) == brought.sentence
    sentence = upload.sentence if same else brought.sentence
    version = store(session, actor, process, upload, note=brought.note, sentence=sentence)
    _as_it_was(session, process, version, brought)
    return version


def put_away(session: Session, actor: Actor, process: Process, at: datetime) -> None:
    """Put a process away that had been put away at that moment where it comes from."""
    archive(session, actor, process)
    process.archived_at = at


def _as_it_was(session: Session, process: Process, version: Version, brought: Brought) -> None:
    version.created_at, version.author_id = brought.published, brought.author_id
    version.language = brought.language or None
    if brought.reverts is not None:
        earlier = select(Version.id).where(Version.process_id == process.id, Version.number == brought.reverts)
        version.reverts_id = session.scalar(earlier)
    if brought.origin:
        session.add(VersionOrigin(version_id=version.id, facts=brought.origin))
    session.flush()
