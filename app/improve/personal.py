"""What the workshop keeps of people: the changes that they put together, which go with them."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.improve.tables import ChangeDraft, ChangeDraftPerson, ChangeDraftState
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of the workshop, and what is deleted with them."""
    personal_data.exports(
        personal_data.Section("change_drafts", _("Changes you are putting together"), lambda p, a: select(
            *to_see(a, Process.key.label("process")), ChangeDraft.title, ChangeDraft.reason, ChangeDraft.created_at,
            ChangeDraft.updated_at).join(Process, Process.id == ChangeDraft.process_id).where(
            ChangeDraft.author_id == p).order_by(ChangeDraft.id), private=True),
    )  # fmt: skip
    personal_data.erases(personal_data.Erasure(_("changes that they were putting together"), _drafts))


def _drafts(session: Session, person_id: str) -> int:
    _leave_to_others(session, person_id)
    own = select(ChangeDraft.id).where(ChangeDraft.author_id == person_id)
    session.execute(delete(ChangeDraftState).where(ChangeDraftState.draft_id.in_(own)))
    joined = ChangeDraftPerson.draft_id.in_(own) | (ChangeDraftPerson.person_id == person_id)
    session.execute(delete(ChangeDraftPerson).where(joined))
    return rows_changed(session.execute(delete(ChangeDraft).where(ChangeDraft.author_id == person_id)))


def _leave_to_others(session: Session, person_id: str) -> None:
    """What somebody put together with others is theirs, too: whoever came first and is here goes on with it."""
    here = (
        select(ChangeDraftPerson.person_id)
        .join(Person, Person.id == ChangeDraftPerson.person_id)
        .where(ChangeDraftPerson.draft_id == ChangeDraft.id, Person.active, Person.id != person_id)
        .order_by(ChangeDraftPerson.at, ChangeDraftPerson.person_id)
        .limit(1)
        .correlate(ChangeDraft)
    )
    shared = select(ChangeDraft.id).where(ChangeDraft.author_id == person_id, here.exists())
    ids = list(session.scalars(shared))
    given = update(ChangeDraft).where(ChangeDraft.id.in_(ids)).values(author_id=here.scalar_subquery())
    session.execute(given.execution_options(synchronize_session=False))
    author = select(ChangeDraft.author_id).where(ChangeDraft.id == ChangeDraftPerson.draft_id).scalar_subquery()
    both = ChangeDraftPerson.draft_id.in_(ids) & (ChangeDraftPerson.person_id == author)
    session.execute(delete(ChangeDraftPerson).where(both).execution_options(synchronize_session=False))
