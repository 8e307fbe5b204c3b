"""Preparing the models of accepted proposals while they wait for signatures: what goes live then is there already."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM
from app.kernel.times import clock
from app.proposals import queries
from app.proposals.tables import Proposal
from app.rollout.actions.go_live import changed_by
from app.rollout.queries import has_preparation, kept_preparation
from app.rollout.tables import PreparedChange
from processes.engine.preparation.stored import stored

MOST = 200  # rows, of all processes; the oldest go
LARGEST = 4_000_000  # bytes of one; a larger one is prepared when it goes live


def order_preparation(session: Session, proposal_id: str) -> None:
    """Have the changed model of an accepted proposal prepared after this transaction."""
    defer(session, "rollout.prepare", {"proposal_id": proposal_id}, lock=f"prepare:{proposal_id}")


def prepare_accepted(database: Database, proposal_id: str) -> None:
    """Prepare the changed model of a proposal just as it would go live now, and keep that while it is accepted.

    No transaction is open while a model is worked on.
    """
    upload = outside_locks.ready(database, partial(_prepared, database, proposal_id))
    content = stored(upload.prepared) if upload is not None else b""
    if upload is not None and len(content) <= LARGEST:
        with unit_of_work(database) as session:
            _keep(session, proposal_id, upload.made_of, content)


def forget(session: Session, proposal_id: str) -> None:
    """Throw away what was prepared of a proposal that is live or goes on otherwise."""
    session.execute(delete(PreparedChange).where(PreparedChange.proposal_id == proposal_id))


def _prepared(database: Database, proposal_id: str) -> library.Upload | None:
    """Give a proposal as it would be published; None where it is not accepted, does not fit or is kept already."""
    with unit_of_work(database, readonly=True) as session:
        found = queries.find(session, SYSTEM, proposal_id)
        if found.proposal.state != "accepted":
            return None
        live = catalog.live_version(session, found.process)
        keeper = partial(kept_preparation, session, proposal_id)
        try:
            changed = changed_by(session, found.proposal, live)
            upload = library.as_published(
                session, SYSTEM, found.process, changed.model, files=changed.files, kept=keeper
            )
        except (Conflict, Invalid):
            return None  # whoever signs it reads why it cannot go live
        return None if has_preparation(session, proposal_id, upload.made_of) else upload


def _keep(session: Session, proposal_id: str, made_of: str, content: bytes) -> None:
    """Keep what was prepared, unless the proposal went on meanwhile."""
    queries.lock_rows(session, proposal_id)
    if session.scalar(select(Proposal.state).where(Proposal.id == proposal_id)) != "accepted":
        return
    row = session.get(PreparedChange, proposal_id) or PreparedChange(proposal_id=proposal_id)
    row.made_of, row.prepared, row.made_at = made_of, content, clock.now()
    session.add(row)
    session.flush()
    newest = select(PreparedChange.proposal_id).order_by(PreparedChange.made_at.desc()).limit(MOST)
    session.execute(delete(PreparedChange).where(PreparedChange.proposal_id.not_in(newest)))
