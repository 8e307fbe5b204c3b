"""Finding changes that are put together: one's own, and those that others share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.queries import visible_inside
from app.catalog.tables import Process
from app.improve.policy import Makers, Workshop
from app.improve.tables import ChangeDraft, ChangeDraftPerson, ChangeDraftState
from app.improve.values import Content
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.proposals.tables import Proposal

# In which states a proposal can be answered with another one.
ANSWERABLE = ("discussion", "voting", "accepted", "conflict")
# As many as one person may keep, with as many others as may work on one.
MOST_DRAFTS, MOST_PEOPLE = 30, 20


@dataclass(frozen=True)
class Working:
    """A draft with its process, the state that holds, and who else works on it."""

    draft: ChangeDraft
    process: Process
    state: ChangeDraftState
    others: tuple[str, ...]

    @property
    def content(self) -> Content:
        """What it asks for now."""
        return Content(tuple(self.state.operations), self.draft.title, self.draft.reason)

    @property
    def makers(self) -> Makers:
        """What rules look at."""
        return Makers(self.draft.author_id, frozenset(self.others))


@dataclass(frozen=True)
class Listed:
    """A draft in a list: its process, how many changes it holds, and when it was worked on last."""

    id: str
    process: str
    title: str
    changes: int
    updated_at: datetime
    is_own: bool


def find(session: Session, actor: Actor, draft_id: str, *, lock: bool = False) -> Working:
    """Give a draft that the actor works on, locked for a change where asked; raises NotFound for any other."""
    wanted = select(ChangeDraft, Process).join(Process, Process.id == ChangeDraft.process_id)
    wanted = wanted.where(ChangeDraft.id == draft_id, visible_inside(actor))
    if lock:
        session.execute(select(ChangeDraft.id).where(ChangeDraft.id == draft_id).with_for_update())
        wanted = wanted.execution_options(populate_existing=True)
    row = session.execute(wanted).one_or_none()
    others = session.scalars(select(ChangeDraftPerson.person_id).where(ChangeDraftPerson.draft_id == draft_id)).all()
    if row is None or not policy.allows(actor, Workshop.WORK, Makers(row[0].author_id, frozenset(others))):
        raise NotFound(_("this change"), "DRAFT_NOT_FOUND")
    return Working(row[0], row[1], session.get_one(ChangeDraftState, (draft_id, row[0].at)), tuple(others))


def state(session: Session, draft: ChangeDraft, number: int) -> ChangeDraftState | None:
    """Give a state that a draft had, None where it is not kept any more."""
    return session.get(ChangeDraftState, (draft.id, number))


def is_answerable(proposal: Proposal) -> bool:
    """Whether another one can stand against a proposal: one of the two goes live, so both change the diagram."""
    return proposal.state in ANSWERABLE and not proposal.is_in_words


def answered(session: Session, working: Working) -> Proposal | None:
    """Give the proposal against which a draft is put together, None where that has been decided since."""
    to = working.draft.answers_id
    found = session.get(Proposal, to) if to is not None else None
    return found if found is not None and is_answerable(found) else None


def undoable(session: Session, working: Working) -> int | None:
    """Give the number of the state to which undoing leads."""
    parent = working.state.parent
    return parent if parent is not None and state(session, working.draft, parent) is not None else None


def redoable(session: Session, working: Working) -> int | None:
    """Give the number of the state that was undone last."""
    after = select(func.max(ChangeDraftState.number)).where(
        ChangeDraftState.draft_id == working.draft.id, ChangeDraftState.parent == working.state.number
    )
    return session.scalar(after)


def mine(session: Session, actor: Actor, process: Process | None = None) -> list[Listed]:
    """Give the drafts that the actor works on, of one process where it is named, the newest first: one statement."""
    held = aliased(ChangeDraftState)
    shared = select(ChangeDraftPerson.draft_id).where(ChangeDraftPerson.person_id == actor.id)
    rows = (
        select(ChangeDraft, Process.title, held.operations)
        .join(Process, Process.id == ChangeDraft.process_id)
        .join(held, (held.draft_id == ChangeDraft.id) & (held.number == ChangeDraft.at))
        .where(or_(ChangeDraft.author_id == actor.id, ChangeDraft.id.in_(shared)), visible_inside(actor))
        .order_by(ChangeDraft.updated_at.desc(), ChangeDraft.id)
        .limit(MOST_DRAFTS)
    )
    if process is not None:
        rows = rows.where(ChangeDraft.process_id == process.id)
    return [
        Listed(draft.id, name, draft.title, len(operations), draft.updated_at, draft.author_id == actor.id)
        for draft, name, operations in session.execute(rows)
    ]


def count_of(session: Session, actor: Actor) -> int:
    """Count the drafts that the actor began."""
    return session.scalar(select(func.count()).where(ChangeDraft.author_id == actor.id)) or 0
