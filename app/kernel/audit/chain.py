"""Write to the chain, and prove later that it was not rewritten."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, cast

import orjson
from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from app.kernel.audit.tables import SAID, AuditEntry, AuditHead, digest
from app.kernel.i18n import Message, _, in_english, pack
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock, zones

HEAD = cast(Table, AuditHead.__table__)
ENTRY = cast(Table, AuditEntry.__table__)


@dataclass(frozen=True)
class Receipt:
    """What somebody keeps to prove later that an entry was there: its number and hash, and the head at that time."""

    seq: int
    hash: str
    head_seq: int
    head: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON for an answer or a mail."""
        return asdict(self)


def record(
    session: Session, actor: Actor, kind: str, subject: Subject, body: dict[str, Any] | None = None
) -> AuditEntry:
    """Append an act to the chain in this transaction, with two statements; other writers wait for its commit.

    What its body has as a message stands there in English, and under `said` without a language, for who reads it.
    """
    said = {name: pack(value) for name, value in (body or {}).items() if isinstance(value, Message)}
    texts = {name: zones.plain(in_english((body or {})[name])) for name in said}
    whole = {**(body or {}), **texts, **({SAID: said} if said else {})}
    kept = orjson.loads(orjson.dumps(whole, option=orjson.OPT_NON_STR_KEYS))
    last_seq, prev = session.execute(
        update(HEAD).where(HEAD.c.id == 1).values(id=1).returning(HEAD.c.seq, HEAD.c.hash)
    ).one()
    at, seq = clock.now(), last_seq + 1
    values = {"seq": seq, "at": at, "actor_id": actor.id, "kind": kind, "subject": subject, "body": kept}
    hashed = digest(seq, prev, at, actor.id, kind, subject, kept)
    # The trigger of `install_triggers` moves the head on to this entry.
    session.execute(insert(ENTRY).values(**values, prev=prev, hash=hashed))
    return AuditEntry(**values, prev=prev, hash=hashed)


def receipt(session: Session, entry: AuditEntry) -> Receipt:
    """Give the proof that an entry is in the chain as it is now."""
    head_seq, head = session.execute(select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1)).one()
    return Receipt(entry.seq, entry.hash, head_seq, head)


def contradiction(session: Session, kept: Receipt) -> str | None:
    """Say in words how the chain contradicts a receipt, None where it does not."""
    for seq, expected in ((kept.seq, kept.hash), (kept.head_seq, kept.head)):
        found = session.scalar(select(ENTRY.c.hash).where(ENTRY.c.seq == seq))
        if found is None:
            return _(
                "Expected entry {number} of the log, as the receipt says, but it is gone. The "
                "log was cut or rewritten.",
                number=str(seq),
            )
        if found != expected:
            return _(
                "Expected entry {number} to have the hash on the receipt, but it has another. The log was rewritten.",
                number=str(seq),
            )
    return None
