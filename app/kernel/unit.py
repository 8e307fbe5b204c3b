"""The unit of work: the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel import events
from app.kernel.database import Database
from app.kernel.errors import Conflict

MEANWHILE = (
    "Expected to save your change to what you saw, but somebody else changed it meanwhile. "
    "Reload the page and try again; nothing was saved."
)

# PostgreSQL's states for two transactions that wait for each other, or that cannot be put in an order.
CROSSED = ("40P01", "40001")
AGAIN = (
    "Expected to save your change, but somebody changed the same things at the very same moment. "
    "Nothing was saved; do it again."
)


@contextmanager
def unit_of_work(database: Database, *, readonly: bool = False) -> Iterator[Session]:
    """Run a block in one transaction: committed when it ends, undone when it raises, news told afterwards.

    Raises Conflict where two people changed the same row. A block that set `session.info["undo"]` is undone.
    """
    lock = database.write_lock if database.is_sqlite and not readonly else nullcontext()
    with database.session(readonly=readonly) as session:
        session.info["database"] = database
        with lock:
            try:
                yield session
                if readonly or session.info.get("undo"):
                    session.rollback()
                else:
                    session.commit()
            except StaleDataError as error:
                session.rollback()
                raise Conflict("CHANGED_MEANWHILE", MEANWHILE) from error
            except OperationalError as error:
                session.rollback()
                if getattr(error.orig, "sqlstate", "") in CROSSED:
                    raise Conflict("TRY_AGAIN", AGAIN) from error
                raise
            except IntegrityError as error:
                session.rollback()
                raise Conflict("ALREADY_THERE", _already(error)) from error
            except BaseException:
                session.rollback()
                raise
        if not readonly and not session.info.get("undo"):
            events.deliver(database, session)


def _already(error: IntegrityError) -> str:
    text = str(error.orig).lower()
    if "unique" in text or "duplicate" in text:
        return "Expected to save something new, but the same is there already. Reload the page; nothing was saved."
    return "Expected everything this refers to to exist, but something does not. Reload; nothing was saved."
