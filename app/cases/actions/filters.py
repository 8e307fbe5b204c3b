"""Keep views of the inbox and of the cases under a name; each person has their own."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.tables import SavedFilter
from app.kernel.characters import one_line
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor

MOST = 30
LONGEST_NAME = 80
LONGEST_VALUE = 255
KEYS = {
    "cases": ("process", "unit", "step", "state", "mine", "overdue", "q", "sort"),
    "inbox": ("process", "step", "due", "lane", "claimed", "overdue", "for_others", "q", "sort"),
}


def save_filter(
    session: Session, actor: Actor, page: str, name: str, narrow: dict[str, str], *, pinned: bool = False
) -> SavedFilter:
    """Keep what narrows a page under a name; Invalid or Conflict where it cannot be, or there are too many."""
    if page not in KEYS:
        raise Invalid(
            "BAD_FILTER", _("Expected a filter of cases or of the inbox. Choose one of them."), {"page": page}
        )
    kept = {key: str(narrow[key]) for key in KEYS[page] if narrow.get(key)}
    if not kept or set(narrow) - set(KEYS[page]) or any(len(value) > LONGEST_VALUE for value in kept.values()):
        words = _("Expected a filter that narrows or orders the list, but it does not. Filter the list first.")
        raise Invalid("BAD_FILTER", words, {"narrow": _("Filter the list first, then keep the filter.")})
    name = _free_name(session, actor, name)
    count = select(func.count()).select_from(SavedFilter).where(SavedFilter.person_id == actor.id)
    if (session.scalar(count) or 0) >= MOST:
        words = _("Expected at most {most} saved filters, but you have as many. Delete one first.", most=MOST)
        raise Conflict(
            "TOO_MANY_FILTERS",
            words,
            for_people=_(
                "You have {most} saved filters, and that is as many as there can be. Delete one first.", most=MOST
            ),
        )
    row = SavedFilter(person_id=actor.id, page=page, name=name, narrow=kept, pinned=pinned)
    session.add(row)
    session.flush()
    return row


def change_filter(
    session: Session, actor: Actor, filter_id: str, *, name: str | None = None, pinned: bool | None = None
) -> SavedFilter:
    """Rename one's own filter, pin it or unpin it; raises NotFound for anybody else's."""
    row = own_filter(session, actor, filter_id)
    if name is not None:
        row.name = _free_name(session, actor, name, row.id)
    if pinned is not None:
        row.pinned = pinned
    session.flush()
    return row


def delete_filter(session: Session, actor: Actor, filter_id: str) -> SavedFilter:
    """Delete one's own filter; raises NotFound for anybody else's."""
    row = own_filter(session, actor, filter_id)
    session.delete(row)
    session.flush()
    return row


def own_filter(session: Session, actor: Actor, filter_id: str) -> SavedFilter:
    """Give one's own filter; raises NotFound for anybody else's."""
    row = session.get(SavedFilter, filter_id)
    if row is None or row.person_id != actor.id:
        raise NotFound(_("this filter"))
    return row


def _free_name(session: Session, actor: Actor, name: str, but: str = "") -> str:
    name = one_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        words = _(
            "Expected a name of 1 to {most} characters, but it has {n}. Choose another name.",
            most=LONGEST_NAME,
            n=len(name),
        )
        raise Invalid("BAD_NAME", words, {"name": _("Use 1 to {n} characters.", n=LONGEST_NAME)})
    taken = select(SavedFilter.id).where(
        SavedFilter.person_id == actor.id, SavedFilter.name == name, SavedFilter.id != but
    )
    if session.scalar(taken.limit(1)) is not None:
        words = _("Expected a new name, but you have a filter “{name}” already. Choose another name.", name=name)
        raise Conflict(
            "NAME_TAKEN", words, for_people=_("You have a filter “{name}” already. Choose another name.", name=name)
        )
    return name
