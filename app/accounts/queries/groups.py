"""Groups of people, and who is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import CTE, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.tables import FormerName, GroupMember, PeopleGroup, Person
from app.kernel.api.paging import LIMIT, Page, page
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from app.kernel.pages.fingerprints import fingerprint
from app.kernel.policy import Actor, require_visible


@dataclass(frozen=True)
class Counted:
    """A group, and how many people are in it."""

    group: PeopleGroup
    members: int


def group(session: Session, actor: Actor, group_id: str) -> PeopleGroup:
    """Give one group; raises NotFound where the actor may not see it."""
    found = session.get(PeopleGroup, group_id)
    require_visible(actor, Accounts.VIEW_GROUPS, found, _("this group"))
    assert found is not None
    return found


def find_group(session: Session, said: str) -> PeopleGroup:
    """Give the group somebody named by name or id; raises Invalid where there is none."""
    named = or_(PeopleGroup.name == said, PeopleGroup.id == said)
    found = session.scalars(select(PeopleGroup).where(named).order_by(PeopleGroup.name != said)).first()
    if found is None:
        words = _("There is no group “{said}”.", said=said)
        raise Invalid(
            "NO_SUCH_GROUP", _("Expected a group by name or id, but: {words} Check it.", words=words), {"group": words}
        )
    return found


def words_for_groups() -> CTE:
    """Give by which words models mean groups: `group_id` and `word`, which is its name, its id, or a former name."""
    by_name = select(PeopleGroup.id.label("group_id"), PeopleGroup.name.label("word"))
    by_id = select(PeopleGroup.id, PeopleGroup.id)
    return by_name.union_all(by_id, select(FormerName.group_id, FormerName.name)).cte("words_for_groups")


def meant(session: Session, words: Collection[str]) -> dict[str, str]:
    """Give the ids of the groups that these words of a model mean; a name goes before a former one of another."""
    if not words:
        return {}
    known = words_for_groups().c
    found = session.execute(select(known.word, known.group_id).where(known.word.in_(list(words)))).all()
    return {word: group_id for word, group_id in reversed(found)}


def former_names(session: Session, group: PeopleGroup) -> list[str]:
    """Give the names that a group had before."""
    named = select(FormerName.name).where(FormerName.group_id == group.id)
    return list(session.scalars(named.order_by(FormerName.name)))


def groups_page(
    session: Session, q: str = "", person: str = "", cursor: str | None = None, limit: int = LIMIT
) -> Page[Counted]:
    """Give some groups by name, with how many are in each: two statements. `person` leaves those somebody is in."""
    statement = select(PeopleGroup)
    if q.strip():
        statement = statement.where(func.lower(PeopleGroup.name).contains(q.strip().lower(), autoescape=True))
    if person:
        member = (GroupMember.group_id == PeopleGroup.id) & (GroupMember.person_id == person)
        statement = statement.where(exists().where(member))
    found: Page[PeopleGroup] = page(session, statement, (PeopleGroup.name, PeopleGroup.id), cursor, limit)
    sizes = _sizes(session, [one.id for one in found.items])
    return Page([Counted(one, sizes.get(one.id, 0)) for one in found.items], found.next)


def counted(session: Session, group: PeopleGroup) -> Counted:
    """Give a group with how many are in it."""
    return Counted(group, _sizes(session, [group.id]).get(group.id, 0))


def _sizes(session: Session, ids: list[str]) -> dict[str, int]:
    number = select(GroupMember.group_id, func.count()).where(GroupMember.group_id.in_(ids))
    return {group_id: count for group_id, count in session.execute(number.group_by(GroupMember.group_id))}


def members_page(session: Session, group: PeopleGroup, cursor: str | None = None, limit: int = LIMIT) -> Page[Person]:
    """Give some of those who are in a group, by name; also those who have left."""
    return page(session, in_group(group), (Person.name, Person.id), cursor, limit)


def in_group(group: PeopleGroup) -> Select[Person]:
    """Give the statement that finds who is in a group."""
    return select(Person).join(GroupMember, GroupMember.person_id == Person.id).where(GroupMember.group_id == group.id)


def state_of(session: Session, group: PeopleGroup) -> str:
    """Give what tells whether a group is as somebody saw it: another name, or others in it, give another."""
    members = select(GroupMember.person_id).where(GroupMember.group_id == group.id)
    return fingerprint(group.name, *session.scalars(members.order_by(GroupMember.person_id)))


def hold_groups(session: Session, group_ids: Collection[str]) -> set[str]:
    """Keep others from removing groups until this transaction ends; gives which of them are there."""
    wanted = select(PeopleGroup.id).where(PeopleGroup.id.in_(group_ids)).order_by(PeopleGroup.id)
    return set(session.scalars(wanted.with_for_update(key_share=True, read=True))) if group_ids else set()


def lock_group(session: Session, group_id: str) -> None:
    """Keep others from changing a group, or who is in it, until this transaction ends; raises nothing for none."""
    wanted = select(PeopleGroup).where(PeopleGroup.id == group_id)
    session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).first()
