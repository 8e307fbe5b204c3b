"""Writing public events with the transaction that makes them, and reading them in an order that loses none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.kernel.db.database import run
from app.kernel.events import PublicEvent, announced
from app.kernel.ids import new_id
from app.kernel.outbox.tables import OutboxEvent, OutboxHead

EVENT = cast(Table, OutboxEvent.__table__)
HEAD = cast(Table, OutboxHead.__table__)
LOCK = update(HEAD).where(HEAD.c.id == 1).values(id=1).returning(HEAD.c.seq)
UNNUMBERED = select(EVENT.c.id).where(EVENT.c.seq.is_(None)).order_by(EVENT.c.id)
AT_ONCE = 500


def write(session: Session) -> None:
    """Write what this transaction announced in public, in one statement; called by the unit of work alone."""
    told = ((told.at, told.event) for told in announced(session))
    rows = [_row(at, event) for at, event in told if isinstance(event, PublicEvent) and _belongs(event)]
    if rows:
        run(session, insert(EVENT), rows)


def _belongs(event: PublicEvent) -> bool:
    return not event.history and event.is_told


def _row(at: Any, event: PublicEvent) -> dict[str, Any]:
    payload = event.payload()
    about = {"subject": event.concerns, "process_id": payload.get("process_id"), "actor_id": payload.get("actor_id")}
    return {"id": new_id(), "name": event.name, "version": event.version, "payload": payload, "at": at, **about}


def events_after(session: Session, seq: int, limit: int = AT_ONCE) -> Sequence[OutboxEvent]:
    """Give the next public events behind the number of the last one that was read, 0 at first; numbers what has none.

    None is ever passed over: transactions end in another order than they begin in, so an event is numbered only once
    it is committed, behind all that have a number. A reader who stays away longer than they are kept misses some.
    """
    _number(session)
    rows = select(OutboxEvent).where(OutboxEvent.seq > seq).order_by(OutboxEvent.seq).limit(limit)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def _number(session: Session) -> None:
    """Give the next ones without a number theirs; whoever else does so waits, and goes on behind."""
    if run(session, UNNUMBERED.limit(1)).first() is None:
        return
    last: int = run(session, LOCK).scalar_one()
    fresh = run(session, UNNUMBERED.limit(AT_ONCE)).scalars().all()
    if not fresh:
        return
    give = update(EVENT).where(EVENT.c.id == bindparam("this")).values(seq=bindparam("number"))
    run(session, give, [{"this": one, "number": number} for number, one in enumerate(fresh, last + 1)])
    run(session, update(HEAD).where(HEAD.c.id == 1).values(seq=last + len(fresh)))
