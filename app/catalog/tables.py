"""Processes, their immutable versions, and the steps of each version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, Blob, JSONText, UTCDateTime, Versioned, pk
from app.kernel.i18n.stored import Said, SaidJSON
from app.kernel.times import clock
from processes.called import UNNAMED

LONGEST_KEY = 80
LONGEST_TITLE = 200
VISIBILITIES = ("organisation", "unit")


class Process(Versioned, Base):
    """A process that people know by its key; its live version is what new work runs on.

    `language` is the one in which somebody wrote the title; None where nobody knows. A variant has the process whose
    model it was begun with as its parent, whatever became of either since then.
    """

    __tablename__ = "process"

    id: Mapped[str] = pk()
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    language: Mapped[str | None] = mapped_column(String(16))
    search_key: Mapped[str] = mapped_column("folded", String(300))
    owner_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ID, ForeignKey("unit.id"), index=True)
    unit_path: Mapped[str] = mapped_column(String(400), default="", index=True)
    visibility: Mapped[str] = mapped_column(String(20), default="organisation")
    public_start: Mapped[bool] = mapped_column(default=False)
    # No foreign key: process and version would need each other to be there first.
    live_version_id: Mapped[str | None] = mapped_column(ID, index=True)
    live_number: Mapped[int] = mapped_column(Integer, default=0)
    parent_id: Mapped[str | None] = mapped_column(ID, ForeignKey("process.id"), index=True)
    # From this moment on nothing starts on versions before this one.
    switch_number: Mapped[int | None]
    switch_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    has_decisions: Mapped[bool | None] = mapped_column("decides")
    # What app/assignment keeps here, so that it costs no statement: how work is shared out, per step or lane.
    work_rules: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONText)
    # How long messages wait that its cases send, as ISO 8601 writes it; a day where nothing is said.
    messages_kept: Mapped[str | None] = mapped_column(String(40))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)

    __table_args__ = (Index("ix_process_title_id", "title", "id"),)

    def is_retired(self, number: int, at: datetime) -> bool:
        """Whether nothing starts on a version any more at a moment: another one has taken its place by then."""
        return self.switch_number is not None and number < self.switch_number and (self.switch_at or at) <= at


class Version(Base):
    """A numbered model of a process, never changed: the XML as it came and the runnable model derived from it.

    `sentence` says what it changed of the version before, generated from the differences or from the operations of
    its proposal; None for one that is older than this and not yet told. `note` says why, in the `language` of the
    person who wrote it; None where nobody knows, or where Stepwell says it.
    """

    __tablename__ = "version"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    xml: Mapped[bytes] = mapped_column(Blob, deferred=True)
    runnable: Mapped[bytes | None] = mapped_column(Blob, deferred=True)
    mode: Mapped[str | None] = mapped_column(String(20))
    runs: Mapped[bool]
    why: Mapped[str | None] = mapped_column(Said)
    assumptions: Mapped[list[dict[str, Any]]] = mapped_column(SaidJSON, default=list, deferred=True)
    sentence: Mapped[str | None] = mapped_column(Said)
    note: Mapped[str] = mapped_column(Said, default="")
    language: Mapped[str | None] = mapped_column(String(16))
    author_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
    proposal_id: Mapped[str | None] = mapped_column(ID, index=True)
    reverts_id: Mapped[str | None] = mapped_column(ID, ForeignKey("version.id"))

    __table_args__ = (UniqueConstraint("process_id", "number"),)


class VersionStep(Base):
    """A step of a version, in reading order: what lists and searches read instead of XML."""

    __tablename__ = "version_step"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), primary_key=True)
    step_id: Mapped[str] = mapped_column(String(300), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    # What it is and where it stands, for a step without a name.
    called: Mapped[str] = mapped_column(Said, default="")
    search_key: Mapped[str] = mapped_column("folded", Text, default="")
    type: Mapped[str] = mapped_column(String(60))
    lane: Mapped[str | None] = mapped_column(Text)
    ordinal: Mapped[int]
    documentation: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_version_step_step_id", "step_id"),)

    @property
    def label(self) -> str:
        """What people call it: its name, else words for what has none; never its id."""
        return self.name or self.called or UNNAMED


class VersionFile(Base):
    """A file that a version carries beside its BPMN: a decision table or a form."""

    __tablename__ = "version_file"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(Blob, deferred=True)


class VersionOrigin(Base):
    """What is told of a version that was brought from another library: what it answers there, and who decided it.

    `facts` are lines of `name: value`, as they stood in its folder.
    """

    __tablename__ = "version_origin"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), primary_key=True)
    facts: Mapped[str] = mapped_column(Text)


class ProcessCallable(Base):
    """A name by which other models may call the live model of a process: the id of a BPMN process in it."""

    __tablename__ = "process_callable"

    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)

    __table_args__ = (Index("ix_process_callable_name", "name"),)


class Favourite(Base):
    """A process that a person keeps at hand."""

    __tablename__ = "favourite"

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True)
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=clock.now)
