"""Say in a transaction that topics move; it is heard after the commit, in every process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.kernel import events
from app.kernel.db.unit_session import UnitKey, UnitSession, unit_of
from app.kernel.live.hub import hub_of

CHANNEL = "stepwell_live"
LARGEST = 7000
_TOPICS: UnitKey[dict[str, None]] = UnitKey(dict)
NOTIFY = text("SELECT pg_notify(:channel, :payload)")


def ping(session: Session, *topics: str) -> None:
    """Say that these topics moved; told once after the commit, however often they are named; never if undone."""
    unit = unit_of(session)
    first, named = unit.known(_TOPICS) is None, unit.kept(_TOPICS)
    if first:
        _tell_at_commit(unit, named)
    named.update(dict.fromkeys(topics))


def _tell_at_commit(session: UnitSession, named: dict[str, None]) -> None:
    if session.database.is_sqlite:
        events.on_commit(session, lambda: hub_of(session.database).publish(named))
        return

    def notify(committing: UnitSession) -> None:
        committing.forget(_TOPICS)
        for payload in _payloads(named):
            committing.execute(NOTIFY, {"channel": CHANNEL, "payload": payload})

    event.listen(session, "before_commit", notify, once=True)


def _payloads(topics: Iterable[str]) -> Iterator[str]:
    """Pack topics into as few messages as PostgreSQL's size limit allows."""
    pack: list[str] = []
    for topic in topics:
        if pack and sum(len(t) + 4 for t in pack) + len(topic) > LARGEST:
            yield orjson.dumps(pack).decode()
            pack = []
        pack.append(topic)
    yield orjson.dumps(pack).decode()
