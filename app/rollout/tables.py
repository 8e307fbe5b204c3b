"""Rows of rollouts: a version going live, what became of running instances, whom it concerns, who has read it.

And what waits to go live.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.kernel.db.database import ID, Base, Blob, UTCDateTime, Versioned, pk
from app.kernel.i18n.stored import Said

VERDICTS = ("moved", "redirected", "stayed", "failed")


class Rollout(Versioned, Base):
    """A version that went live, and running work going after it; a revert is a rollout of the model before."""

    __tablename__ = "rollout"

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), index=True)
    from_version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), index=True)
    proposal_id: Mapped[str | None] = mapped_column(ID, ForeignKey("proposal.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="rollout")
    reverts_id: Mapped[str | None] = mapped_column(ID, ForeignKey("rollout.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="planned")
    migrates: Mapped[bool] = mapped_column(default=True)
    total: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    redirected: Mapped[int] = mapped_column(default=0)
    stayed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    advanced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def done(self) -> int:
        """How many instances have their verdict."""
        return self.moved + self.redirected + self.stayed + self.failed

    @property
    def goes_on(self) -> bool:
        """Whether instances still wait for their verdict."""
        return self.state in ("planned", "running")


class Verdict(Base):
    """What became of one running instance, in words.

    Of those in which something happened, the state before and the number of the row after it are kept: as long as
    nothing else happens, a revert puts them back exactly.
    """

    __tablename__ = "verdict"
    __table_args__ = (Index("ix_verdict_rollout_verdict", "rollout_id", "verdict", "instance_id"),)

    rollout_id: Mapped[str] = mapped_column(ID, ForeignKey("rollout.id"), primary_key=True)
    instance_id: Mapped[str] = mapped_column(ID, ForeignKey("instance.id"), primary_key=True, index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Said)
    from_version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"))
    blob_before: Mapped[bytes | None] = deferred(mapped_column(Blob))
    row_version_after: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Concern(Base):
    """A person whom a rollout concerns: they do a changed step, or wait for work that moved."""

    __tablename__ = "concern"

    rollout_id: Mapped[str] = mapped_column(ID, ForeignKey("rollout.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)


class PreparedChange(Base):
    """What the engine makes of the model of an accepted proposal, until that goes live or ends.

    `made_of` is the digest of all that it depends on: where one of it is another by now, this is nobody's any more.
    """

    __tablename__ = "prepared_change"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposal.id"), primary_key=True)
    made_of: Mapped[str] = mapped_column(String(64))
    prepared: Mapped[bytes] = mapped_column(Blob, deferred=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Acknowledgement(Base):
    """A person has read what a version changed for them."""

    __tablename__ = "acknowledgement"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("version.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
