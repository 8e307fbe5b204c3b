"""Check the whole chain and name each entry that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit.redact import vouched_for
from app.kernel.audit.tables import START, AuditEntry, AuditHead
from app.kernel.i18n import _


@dataclass(frozen=True)
class Problem:
    """An entry that is not as it was written; `code` is CHANGED, BROKEN, MISSING, BEYOND or CUT."""

    seq: int
    code: str
    words: str


def verify(session: Session) -> list[Problem]:
    """Give every problem of the chain, in order; an empty list means it is whole.

    A rewrite of the whole chain by somebody with database rights shows only against receipts: see `contradiction`.
    """
    head = session.get(AuditHead, 1, populate_existing=True)
    length, last = (head.seq, head.hash) if head else (0, START)
    return list(_problems(session, length, last))


def _problems(session: Session, length: int, last: str) -> Iterator[Problem]:
    expected, prev = 1, START
    rows = session.scalars(
        select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=500, populate_existing=True)
    )
    vouched = vouched_for(session)
    for row in rows:
        if row.seq > expected:
            yield from _missing(expected, row.seq - 1)
        by, said = vouched.get(row.seq, (0, ""))
        if row.hash != row.computed() and not (by > row.seq and said == row.computed()):
            yield Problem(
                row.seq, "CHANGED", _("Entry {number} was changed after it was written.", number=str(row.seq))
            )
        elif row.prev != prev and row.seq == expected:
            yield Problem(
                row.seq,
                "BROKEN",
                _(
                    "Entry {number} does not follow entry {earlier} as it is now.",
                    number=str(row.seq),
                    earlier=str(row.seq - 1),
                ),
            )
        if row.seq > length:
            yield Problem(
                row.seq,
                "BEYOND",
                _(
                    "Entry {number} was added past the head, which is at {length}.",
                    number=str(row.seq),
                    length=str(length),
                ),
            )
        expected, prev = row.seq + 1, row.hash
    if expected <= length:
        yield Problem(
            expected, "CUT", _("Entries {first} to {last} were cut off the end.", first=str(expected), last=str(length))
        )
    elif prev != last and expected == length + 1:
        yield Problem(
            length, "BROKEN", _("The head does not carry the hash of the last entry, {length}.", length=str(length))
        )


def _missing(first: int, last: int) -> Iterator[Problem]:
    for seq in range(first, last + 1):
        yield Problem(seq, "MISSING", _("Entry {number} was deleted.", number=str(seq)))
