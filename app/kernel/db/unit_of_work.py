"""The unit of work: the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.kernel import events, outbox
from app.kernel.db import outages
from app.kernel.db.database import Database
from app.kernel.db.unit_session import UnitSession
from app.kernel.errors import AGAIN_FOR_PEOPLE, CHANGED_FOR_PEOPLE, Conflict
from app.kernel.i18n import _

MEANWHILE = _(
    "Expected to save your change to what you saw, but somebody else changed it meanwhile. "
    "Reload the page and try again; nothing was saved."
)

# PostgreSQL's states for two transactions that wait for each other, or that cannot be put in an order.
CROSSED = ("40P01", "40001")
AGAIN = _(
    "Expected to save your change, but somebody changed the same things at the very same moment. "
    "Nothing was saved; do it again."
)


@contextmanager
def unit_of_work(database: Database, *, readonly: bool = False) -> Iterator[UnitSession]:
    """Run a block in one transaction: committed when it ends, undone when it raises, news told afterwards.

    Raises Conflict where two people changed the same row, and an Outage where disk or database fail. A block in
    which somebody called `undo` is undone.
    """
    lock = database.write_lock if database.is_sqlite and not readonly else nullcontext()
    around = outages.begin()
    try:
        with database.session(readonly=readonly) as session:
            with lock:
                file = database.opened()
                try:
                    yield session
                    if readonly or session.undone:
                        session.rollback()
                    else:
                        outbox.write(session)
                        session.commit()
                        database.saved_in(file)
                        database.standing.saved()
                except BaseException as error:
                    session.rollback()
                    if (meant := _meant(error)) is None:
                        raise
                    raise meant from error
            if not readonly and not session.undone:
                events.deliver(session)
    except Exception as error:
        if (met := outages.behind(error)) is None:
            raise
        _note(database, met)
        if met is error:
            raise
        raise met from error
    finally:
        outages.end(around)


def _note(database: Database, met: outages.Outage) -> None:
    """Remember an outage, and tell who waits to write where another program holds the database."""
    database.standing.met(met)
    if met.code == outages.BUSY and database.is_sqlite:
        database.write_lock.refused()


def _meant(error: BaseException) -> Conflict | None:
    """Give the conflict with others that an error means, None where it is none."""
    if isinstance(error, StaleDataError):
        return Conflict("CHANGED_MEANWHILE", MEANWHILE, for_people=CHANGED_FOR_PEOPLE)
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") in CROSSED:
        return Conflict("TRY_AGAIN", AGAIN, for_people=AGAIN_FOR_PEOPLE)
    if isinstance(error, IntegrityError):
        return Conflict(
            "ALREADY_THERE",
            _already(error),
            for_people=_("There is one like this already, so nothing was saved. Load the page again and look."),
        )
    return None


def _already(error: IntegrityError) -> str:
    text = str(error.orig).lower()
    if "unique" in text or "duplicate" in text:
        return _("Expected to save something new, but the same is there already. Reload the page; nothing was saved.")
    return _("Expected everything this refers to to exist, but something does not. Reload; nothing was saved.")
