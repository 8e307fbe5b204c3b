"""Groups come and go, are renamed, and people enter and leave them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import uses
from app.accounts.actions.naming import UNSEEN
from app.accounts.events import GrantsChanged, GroupLeft, GroupRemoving
from app.accounts.policy import Accounts
from app.accounts.queries.groups import lock_group
from app.accounts.tables import FormerName, GroupMember, PeopleGroup, Person
from app.kernel import audit, policy
from app.kernel.characters import looks, unseen
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import about_to, announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject


def make_group(session: Session, actor: Actor, name: str) -> PeopleGroup:
    """Make an empty group; raises Invalid for a name that is empty or taken."""
    policy.require(actor, Accounts.MANAGE_GROUPS)
    group = PeopleGroup(name=_checked(session, name))
    session.add(group)
    session.flush()
    audit.record(session, actor, "group.made", Subject.of("group", group.id), {"name": group.name})
    return group


def rename_group(session: Session, actor: Actor, group: PeopleGroup, name: str) -> None:
    """Give a group another name; raises Invalid for one that is empty or another's. Models mean it by both names."""
    policy.require(actor, Accounts.MANAGE_GROUPS)
    lock_group(session, group.id)
    before, after = group.name, _checked(session, name, group.id)
    if after != before:
        group.name = after
        session.execute(delete(FormerName).where(FormerName.name == after))
        session.add(FormerName(name=before, group_id=group.id))
        session.flush()
        audit.record(session, actor, "group.renamed", Subject.of("group", group.id), {"before": before, "after": after})


def remove_group(session: Session, actor: Actor, group: PeopleGroup) -> None:
    """Remove a group; its people stay. Raises Conflict, with words for `form`, where something names it."""
    policy.require(actor, Accounts.MANAGE_GROUPS)
    lock_group(session, group.id)
    if named := uses.of_group(session, actor, group.id):
        raise Conflict(
            "GROUP_IN_USE",
            _(
                "Expected a group that nothing names, but “{name}” is named by {named}. Name somebody else there.",
                name=group.name,
                named=named,
            ),
            for_people=_(
                "“{name}” is still named by {named}. Name somebody else there first.", name=group.name, named=named
            ),
        )
    about_to(session, GroupRemoving(group.id, group.name))
    session.execute(delete(GroupMember).where(GroupMember.group_id == group.id))
    session.execute(delete(FormerName).where(FormerName.group_id == group.id))
    session.delete(group)
    session.flush()
    audit.record(session, actor, "group.removed", Subject.of("group", group.id), {"name": group.name})


def join_group(session: Session, actor: Actor, group: PeopleGroup, person: Person) -> None:
    """Put a person into a group; nothing changes if they are in it. Raises Invalid for one who has left."""
    policy.require(actor, Accounts.MANAGE_GROUPS)
    if not person.active:
        words = _("{name} has left. Give them their account back first, or choose somebody else.", name=person.name)
        raise Invalid("HAS_LEFT", _("Expected somebody who works here, but {words}", words=words), {"email": words})
    lock_group(session, group.id)
    if session.get(GroupMember, (group.id, person.id)) is None:
        session.add(GroupMember(group_id=group.id, person_id=person.id))
        session.flush()
        audit.record(
            session, actor, "group.joined", Subject.of("group", group.id), {"person": person.id, "name": person.name}
        )


def leave_group(session: Session, actor: Actor, group: PeopleGroup, person: Person) -> bool:
    """Take a person out of a group; gives whether they were in it."""
    policy.require(actor, Accounts.MANAGE_GROUPS)
    lock_group(session, group.id)
    member = session.get(GroupMember, (group.id, person.id))
    if member is None:
        return False
    session.delete(member)
    session.flush()
    audit.record(
        session, actor, "group.left", Subject.of("group", group.id), {"person": person.id, "name": person.name}
    )
    announce(session, GrantsChanged(person.id))
    announce(session, GroupLeft(person.id, group.id, group.name))
    return True


def _checked(session: Session, name: str, group_id: str = "") -> str:
    name, others = " ".join(name.split()), select(PeopleGroup.name).where(PeopleGroup.id != group_id)
    former = select(FormerName.name).where(FormerName.group_id != group_id)
    words = "" if 1 <= len(name) <= 120 else _("Write a name of at most 120 characters.")
    if unseen(name):
        words = UNSEEN
    elif any(looks(name) == looks(known) for known in session.scalars(others)):
        words = _("There is a group with this name already.")
    elif any(looks(name) == looks(known) for known in session.scalars(former)):
        words = _("Another group had this name, and models may still mean it by that. Choose another one.")
    if words:
        raise Invalid(
            "BAD_GROUP",
            _("Expected a new group name, but {name} is not. {words}", name=repr(name[:80]), words=words),
            {"name": words},
        )
    return name
