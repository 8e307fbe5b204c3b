"""Writes of notices: tell people, mark as read, mail preferences."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel import live
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import Invalid, NotFound
from app.kernel.i18n import _, sentences
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.notices import queries
from app.notices.tables import MODES, MailPreference, Notice

# Rows go in as one statement by the table: compiled once, and not through the mapper for each of hundreds of people.
NOTICE = cast(Table, Notice.__table__)


@dataclass(frozen=True)
class News:
    """What is told: its kind, words and address, the process it is about, and the key that makes it told once."""

    kind: str
    words: str
    url: str
    key: str
    process_id: str | None = None


def tell(session: Session, news: News, people: Iterable[str], except_for: Iterable[str] = ()) -> int:
    """Tell each of these people once, however often it is said; gives how many were told now."""
    wanted = sorted({p for p in people if p} - set(except_for))
    if not wanted:
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    now = clock.now()
    rows = [
        {"id": new_id(), "person_id": person, "kind": news.kind, "words": news.words, "url": news.url,
         "event_key": news.key, "process_id": news.process_id, "at": now}
        for person in wanted
    ]  # fmt: skip
    once = insert(NOTICE).on_conflict_do_nothing(index_elements=["person_id", "event_key"])
    done = session.execute(once, rows, execution_options={"preserve_rowcount": True})
    told = rows_changed(done)
    if told:
        live.ping(session, *(f"person:{person}" for person in wanted))
        defer(session, "notices.instant", {"event_key": news.key})
    return told


def mark_read(session: Session, actor: Actor, notice_id: str) -> Notice:
    """Note that the actor has read one of their notices; raises NotFound for anybody else's."""
    found = session.scalars(select(Notice).where(Notice.id == notice_id, Notice.person_id == actor.id)).one_or_none()
    if found is None:
        raise NotFound(_("this notice"))
    if found.read_at is None:
        found.read_at = clock.now()
        live.ping(session, f"person:{actor.id}")
    return found


def mark_all_read(session: Session, actor: Actor) -> None:
    """Note that the actor has read all their notices."""
    unread = update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None))
    session.execute(unread.values(read_at=clock.now()))
    live.ping(session, f"person:{actor.id}")


def set_preference(session: Session, actor: Actor, mode: str, hour: int) -> None:
    """Set how the actor wants mail: off, instant, or daily at an hour of their own clock."""
    errors = {}
    if mode not in MODES:
        errors["mode"] = _("Choose off, instant or daily.")
    if not 0 <= hour <= 23:
        errors["hour"] = _("Choose an hour from 0 to 23.")
    if errors:
        raise Invalid("BAD_PREFERENCE", sentences(_("Expected a way to send mail."), *errors.values()), errors)
    row = session.get(MailPreference, actor.id)
    if row is None:
        row = MailPreference(person_id=actor.id, token_hash=_unguessable())
        session.add(row)
    row.mode, row.hour = mode, hour
    session.flush()


def unsubscribe_token(session: Session, person_id: str, secret: str) -> str:
    """Give the token of a person's unsubscribe links; the database keeps its hash alone."""
    token = hmac.new(secret.encode(), f"unsubscribe:{person_id}".encode(), hashlib.sha256).hexdigest()
    hashed = hashlib.sha256(token.encode()).hexdigest()
    row = session.get(MailPreference, person_id)
    if row is None:
        session.add(
            MailPreference(person_id=person_id, mode=queries.DEFAULT_MODE, hour=queries.DEFAULT_HOUR, token_hash=hashed)
        )
    elif row.token_hash != hashed:
        row.token_hash = hashed
    session.flush()
    return token


def unsubscribe(session: Session, token: str) -> None:
    """Send no more mail to whom this token belongs; raises NotFound for an unknown one."""
    row = queries.by_token(session, token)
    if row is None:
        raise NotFound(_("this link"))
    row.mode = "off"
    session.flush()


def _unguessable() -> str:
    return hashlib.sha256(new_id().encode()).hexdigest()
