"""Rows of ballots: the question, who may answer, what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.ballots.seals.fingerprints import NEWEST
from app.kernel.db.database import ID, Base, JSONText, UTCDateTime, Versioned, pk
from app.kernel.i18n.stored import Said, SaidJSON
from app.kernel.subject import Subject, SubjectText


class Ballot(Versioned, Base):
    """A question put to a frozen electorate: options, and a named method with its settings, all frozen at opening."""

    __tablename__ = "ballot"
    __table_args__ = (Index("ix_ballot_state_closes_at", "state", "closes_at"), Index("ix_ballot_subject", "subject"))

    id: Mapped[str] = pk()
    process_id: Mapped[str] = mapped_column(ID, ForeignKey("process.id"), index=True)
    subject: Mapped[Subject] = mapped_column(SubjectText)
    revision: Mapped[int]
    question: Mapped[str] = mapped_column(Said)
    method: Mapped[str] = mapped_column(String(30))
    options: Mapped[list[dict[str, Any]]] = mapped_column(SaidJSON)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONText)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    hidden: Mapped[bool] = mapped_column(default=False)
    electorate_size: Mapped[int]
    electorate_hash: Mapped[str] = mapped_column(String(64))

    @property
    def is_open(self) -> bool:
        """Whether votes are still taken, the deadline aside."""
        return self.state == "open"


class Elector(Base):
    """A person who may answer this ballot; written once, when it opens."""

    __tablename__ = "elector"

    ballot_id: Mapped[str] = mapped_column(ID, ForeignKey("ballot.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)


class Vote(Base):
    """What a person currently answers; the ledger keeps a sealed entry of every time they cast it or took it back."""

    __tablename__ = "vote"

    ballot_id: Mapped[str] = mapped_column(ID, ForeignKey("ballot.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"), primary_key=True, index=True)
    selection: Mapped[dict[str, Any]] = mapped_column(JSONText)
    # Where the first release kept it; nothing reads it any more, its seals are made of the selection, too.
    choice: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    # In which the voter reads Stepwell, and so most likely wrote the reason.
    language: Mapped[str | None] = mapped_column(String(16))
    cast_at: Mapped[datetime] = mapped_column(UTCDateTime)
    salt: Mapped[str] = mapped_column(String(32))
    receipt: Mapped[str] = mapped_column(String(64))
    seal_version: Mapped[int] = mapped_column(default=NEWEST)
