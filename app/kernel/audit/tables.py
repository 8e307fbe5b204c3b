"""Rows of the audit log and its head."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db.database import ID, Base, JSONText, UTCDateTime

NUMBER = BigInteger().with_variant(Integer, "sqlite")
START = "0" * 64
# Under which name a body has its messages without a language.
SAID = "said"


class AuditEntry(Base):
    """One act: who did what to which subject; `hash` covers all of it and the hash of the entry before."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[str] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONText)
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def computed(self) -> str:
        """Compute what the hash must be from everything else in the entry."""
        return digest(self.seq, self.prev, self.at, self.actor_id, self.kind, self.subject, self.body)


class AuditHead(Base):
    """The single row that says how long the chain is and what its last hash is; locking it orders the writers."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(NUMBER)
    hash: Mapped[str] = mapped_column(String(64))


def digest(seq: int, prev: str, at: datetime, actor_id: str, kind: str, subject: str, body: dict[str, Any]) -> str:
    """Hash an entry: SHA-256 over its canonical JSON (sorted keys, UTC time with microseconds)."""
    canonical = {
        "seq": seq,
        "prev": prev,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor_id,
        "kind": kind,
        "subject": subject,
        "body": body,
    }
    return hashlib.sha256(orjson.dumps(canonical, option=orjson.OPT_SORT_KEYS)).hexdigest()
