"""Where the counters are: in the database where several servers may run, in memory where only one can."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

from limits.storage import MemoryStorage
from sqlalchemy import Engine, case, create_engine, delete, event, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db.database import Database
from app.kernel.http.application import stepwell
from app.kernel.jobs.registry import SKEW
from app.kernel.rate_limits.tables import RateLimit
from app.kernel.times import clock

TABLE: Any = RateLimit.__table__
# The longest window of any limit.
LONGEST = timedelta(hours=1)
_engines: WeakKeyDictionary[Database, Engine] = WeakKeyDictionary()
_making = threading.Lock()


class Shared(MemoryStorage):
    """Counters of fixed windows: one statement and one commit each on PostgreSQL, plain memory on SQLite.

    A window that ends later than one that begins now was begun before the clock was set back: it is over.
    """

    STORAGE_SCHEME = ["stepwell"]  # noqa: RUF012 the library's own declaration

    @property
    def base_exceptions(self) -> type[Exception]:
        """Give what may go wrong here."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count and give how many there are in this window; the first one begins it."""
        engine, now = _engine(stepwell().database), clock.now()
        latest = now + timedelta(seconds=expiry) + SKEW
        if engine is None:
            if super().get_expiry(key) > latest.timestamp():
                super().clear(key)
            return int(super().incr(key, expiry, amount))
        over, fresh = or_(TABLE.c.ends_at <= now, TABLE.c.ends_at > latest), insert(TABLE)
        fresh = fresh.values(key=_hash(key), hits=amount, ends_at=now + timedelta(seconds=expiry))
        counted = fresh.on_conflict_do_update(
            index_elements=[TABLE.c.key],
            set_={
                "hits": case((over, amount), else_=TABLE.c.hits + amount),
                "ends_at": case((over, fresh.excluded.ends_at), else_=TABLE.c.ends_at),
            },
        ).returning(TABLE.c.hits)
        with engine.connect() as connection:
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        """Give how many there are in this window."""
        engine, now = _engine(stepwell().database), clock.now()
        latest = now + LONGEST + SKEW
        if engine is None:
            return int(super().get(key)) if super().get_expiry(key) <= latest.timestamp() else 0
        ends = (TABLE.c.ends_at > now, TABLE.c.ends_at <= latest)
        found = select(TABLE.c.hits).where(TABLE.c.key == _hash(key), *ends)
        with engine.connect() as connection:
            return connection.execute(found).scalar() or 0

    def get_expiry(self, key: str) -> float:
        """Give when this window ends."""
        engine = _engine(stepwell().database)
        if engine is None:
            return float(super().get_expiry(key))
        with engine.connect() as connection:
            ends = connection.execute(select(TABLE.c.ends_at).where(TABLE.c.key == _hash(key))).scalar()
        return float((ends or clock.now()).timestamp())

    def clear(self, key: str) -> None:
        """Forget a counter."""
        engine = _engine(stepwell().database)
        if engine is None:
            super().clear(key)
            return
        with engine.connect() as connection:
            connection.execute(update(TABLE).where(TABLE.c.key == _hash(key)).values(hits=0))


def forget_old(connection: Any) -> None:
    """Delete the counters whose window is over."""
    connection.execute(delete(TABLE).where(TABLE.c.ends_at <= clock.now()))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _engine(database: Database) -> Engine | None:
    """Give a few connections of their own: a request that is counted holds one of the others already."""
    if database.is_sqlite:
        return None
    with _making:
        if database not in _engines:
            url = database.engine.url
            made = create_engine(url, pool_pre_ping=True, pool_size=2, max_overflow=3, isolation_level="AUTOCOMMIT")
            event.listen(database.engine, "engine_disposed", lambda engine: made.dispose())
            _engines[database] = made
        return _engines[database]
