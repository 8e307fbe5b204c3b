"""Who answers for a process: its owner, and whoever is there where the owner has left."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.queries import actors, holders, takes_part
from app.accounts.tables import Person, RoleGrant, Unit
from app.catalog.queries.processes import visible_inside
from app.catalog.tables import Process
from app.kernel.api.paging import Rows
from app.kernel.i18n import _
from app.kernel.i18n.in_sql import saying
from app.kernel.policy import Actor, Grant


def answering(session: Session, process: Process) -> set[str]:
    """Give the owner; where they have left, or hold no role any more, its unit's managers, else administrators."""
    if any(owner.grants for owner in actors(session, [process.owner_id]).values()):
        return {process.owner_id}
    return holders(session, "manager", unit_path=process.unit_path) or holders(
        session, "admin", unit_path=process.unit_path
    )


def all_who_can_act(session: Session, processes: Collection[Process]) -> dict[str, set[str]]:
    """Give for each of these processes, by id, who answers for it and its administrators; two statements for all."""
    here = actors(session, {process.owner_id for process in processes})
    held = select(RoleGrant.person_id, RoleGrant.role, func.coalesce(Unit.path, ""))
    held = held.join(Person, Person.id == RoleGrant.person_id).outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    rows = session.execute(held.where(Person.active, RoleGrant.role.in_(("manager", "admin")))).all()

    def holding(role: str, path: str) -> set[str]:
        return {who for who, held_role, at in rows if held_role == role and Grant(role, at).covers(path)}

    found = {}
    for process in processes:
        owner, admins = here.get(process.owner_id), holding("admin", process.unit_path)
        owners = {process.owner_id} if owner is not None and owner.grants else holding("manager", process.unit_path)
        found[process.id] = owners | admins
    return found


def answered_by(actor: Actor, *roles: str) -> ColumnElement[bool]:
    """Give the condition on Process: the actor owns it, or holds one of the roles on its unit or above."""
    ways: list[ColumnElement[bool]] = [Process.owner_id == actor.id]
    for path in sorted({grant.unit_path for grant in actor.grants if grant.role in roles}):
        if not path:
            return true()
        ways.append(or_(Process.unit_path == path, Process.unit_path.startswith(path + "/", autoescape=True)))
    return or_(*ways)


def without_owner(actor: Actor) -> Rows:
    """Give the processes in use whose owner has left or has no role now, of those the actor may give to somebody."""
    return (
        select(Process.title, Process.key.label("ref"), Person.name.label("whose"))
        .join(Person, Person.id == Process.owner_id)
        .where(~takes_part(), Process.archived_at.is_(None), answered_by(actor, "manager", "admin"))
        .order_by(Process.title, Process.id)
    )


def owned_count(session: Session, person_id: str) -> int:
    """Count the processes a person owns, also those put away."""
    return session.scalar(select(func.count()).select_from(Process).where(Process.owner_id == person_id)) or 0


def naming_unit(unit_id: str, actor: Actor) -> Rows:
    """Give the processes of a unit in words, as accounts.uses asks."""
    words = saying(_("the process “{title}”"), title=Process.title)
    return select(case((visible_inside(actor), words), else_="")).where(Process.unit_id == unit_id)
