"""Take personal data out of entries of the log; a later entry of the chain vouches for what they say now.

The hashes stay, so that every link and receipt holds. `verify` takes an entry that differs from its hash only where a
later entry, itself whole, names the digest of what it says now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Text, cast, or_, select, update
from sqlalchemy.orm import Session

from app.kernel.audit.chain import record
from app.kernel.audit.tables import AuditEntry, digest
from app.kernel.audit.triggers import install_triggers, remove_triggers
from app.kernel.policy import Actor
from app.kernel.subject import Subject

KIND = "audit.redacted"
SIGNED = ("sentence",)
ENTRY: Any = AuditEntry.__table__


def redact(
    session: Session, actor: Actor, words: Collection[str], cleaned: Callable[[str], str], subject: str = ""
) -> int:
    """Clean the texts in the bodies of entries that hold one of these words; gives how many entries changed.

    `subject` leaves all others as they are. What people signed, the `sentence` of a change, stays as it was signed.
    """
    body = cast(AuditEntry.body, Text)
    holds = [body.icontains(_as_stored(word), autoescape=True) for word in words if word]
    if not holds:
        return 0
    wanted = select(AuditEntry).where(or_(*holds))
    if subject:
        wanted = wanted.where(AuditEntry.subject == subject)
    rows = list(session.scalars(wanted))
    changed = {row.seq: (row, new) for row in rows if (new := _clean(row.body, cleaned)) != row.body}
    if not changed:
        return 0
    vouched = {
        str(seq): digest(seq, row.prev, row.at, row.actor_id, row.kind, row.subject, new)
        for seq, (row, new) in changed.items()
    }
    record(session, actor, KIND, Subject("audit"), {"entries": vouched})
    connection = session.connection()
    remove_triggers(connection)
    for seq, (_, new) in changed.items():
        session.execute(update(ENTRY).where(ENTRY.c.seq == seq).values(body=new))
    install_triggers(connection)
    for row, _ in changed.values():
        session.expire(row)
    return len(changed)


def vouched_for(session: Session) -> dict[int, tuple[int, str]]:
    """Give, by number of a redacted entry, the number of the entry that vouches for it and the digest it names."""
    found: dict[int, tuple[int, str]] = {}
    for row in session.scalars(select(AuditEntry).where(AuditEntry.kind == KIND).order_by(AuditEntry.seq)):
        if row.hash == row.computed():
            found |= {int(seq): (row.seq, said) for seq, said in row.body.get("entries", {}).items()}
    return found


def _as_stored(word: str) -> str:
    """The longest part of a word that stands in JSON as it is."""
    return max(word.replace("\\", '"').split('"'), key=len)


def _clean(value: Any, cleaned: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, list):
        return [_clean(one, cleaned) for one in value]
    if isinstance(value, dict):
        return {key: one if key in SIGNED else _clean(one, cleaned) for key, one in value.items()}
    return value
