"""Finding processes, only those the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, func, null, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import Person, RoleGrant, Unit
from app.catalog.policy import grants_that_count, sees
from app.catalog.tables import Process, Version
from app.kernel.db.unit_session import UnitKey, unit_of
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import INTERNAL, Actor

# Asked by most requests, so built once; who may see what is found is looked at afterwards. The live version comes
# along, for most who ask for a process by its key go on with that.
_BY_KEY = (
    select(Process, Version)
    .outerjoin(Version, Version.id == Process.live_version_id)
    .where(Process.key == bindparam("key"))
)
_HELD_BY_KEY = _BY_KEY.with_for_update(key_share=True, of=Process)
_LIVE: UnitKey[list[Version]] = UnitKey(list)
_BY_ID = select(Process).where(Process.id == bindparam("id"))


@lru_cache(maxsize=512)
def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Process that leaves only what the actor may see; the same rule as policy.sees."""
    if actor.is_system:
        return true()
    return or_(Process.public_start.is_(True), visible_inside(actor))


@lru_cache(maxsize=512)
def visible_inside(actor: Actor) -> ColumnElement[bool]:
    """Give the condition that leaves what the actor sees of cases and discussions; the same as policy.sees_inside."""
    if actor.is_system:
        return true()
    ways: list[ColumnElement[bool]] = []
    if actor.id:
        ways.append(Process.owner_id == actor.id)
    if actor.is_internal:
        ways.append(Process.visibility == "organisation")
    ways += [_covered(path) for path in sorted({grant.unit_path for grant in grants_that_count(actor)})]
    return or_(false(), *ways)


def open_to(person: Any) -> ColumnElement[bool]:
    """Give the condition on Process and a person's id: they have not left and see inside; as policy.sees_inside."""
    somebody, held, unit = aliased(Person), aliased(RoleGrant), aliased(Unit)
    path = func.coalesce(unit.path, "")
    below = func.substr(Process.unit_path, 1, func.length(path) + 1) == path + "/"
    inside = and_(held.role.in_(sorted(INTERNAL)), unit.partner.is_not(True), Process.visibility == "organisation")
    counts = or_(path != "", and_(held.role != "guest", unit.partner.is_not(True)))
    granted = (
        select(held.id)
        .outerjoin(unit, unit.id == held.unit_id)
        .where(held.person_id == person, or_(inside, and_(counts, or_(path == "", Process.unit_path == path, below))))
        .correlate_except(held, unit)
        .exists()
    )
    here = exists().where(somebody.id == person, somebody.active).correlate_except(somebody)
    return and_(here, or_(Process.owner_id == person, granted))


def to_see(actor: Actor, *columns: Any) -> list[Any]:
    """Give columns of a statement that joins Process, empty where the actor does not see the process from inside."""
    inside = visible_inside(actor)
    return [case((inside, column), else_=null()).label(column.key) for column in columns]


def _covered(path: str) -> ColumnElement[bool]:
    if not path:
        return true()
    return or_(Process.unit_path == path, Process.unit_path.startswith(path + "/", autoescape=True))


def in_unit(unit: str) -> ColumnElement[bool]:
    """Give the condition on Process that leaves those of a unit, by its id or path, and of the units below it."""
    said = storable(unit)
    path = select(Unit.path).where(or_(Unit.id == said, Unit.path == said)).limit(1).scalar_subquery()
    return or_(Process.unit_path == path, Process.unit_path.startswith(path + "/"))


def storable(said: str) -> str:
    """Give what somebody wrote into an address as text that every database can compare: without NUL."""
    return said.replace("\x00", "\ufffd")


def process_by_key(session: Session, actor: Actor, key: str, *, held: bool = False) -> Process:
    """Give the process with this key; raises NotFound where there is none or the actor may not see it.

    One that is `held` is kept from others as `lock_process` does, before it is looked at.
    """
    found = session.execute(_HELD_BY_KEY if held else _BY_KEY, {"key": storable(key)}).one_or_none()
    if found is None or not sees(actor, found[0]):
        raise NotFound(_("this process"), "PROCESS_NOT_FOUND")
    unit_of(session).kept(_LIVE)[:] = [found[1]]  # held, so that the session has it when it is asked for
    process: Process = found[0]
    return process


def lock_process(session: Session, key: str) -> None:
    """Keep others from changing or publishing a process until this transaction ends; work on it goes on."""
    session.execute(select(Process.id).where(Process.key == storable(key)).with_for_update(key_share=True))


def by_id(session: Session, actor: Actor, process_id: str) -> Process:
    """Give the process with this id; raises NotFound where there is none or the actor may not see it."""
    found = session.scalars(_BY_ID, {"id": process_id}).one_or_none()
    if found is None or not sees(actor, found):
        raise NotFound(_("this process"), "PROCESS_NOT_FOUND")
    return found


def public_process(session: Session, key: str) -> Process | None:
    """Give a process that guests may start without an account, None where there is none."""
    statement = select(Process).where(
        Process.key == storable(key), Process.public_start.is_(True), Process.archived_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def parent_keys(session: Session, actor: Actor, processes: Iterable[Process]) -> dict[str, str]:
    """Give, by their ids, the keys of the processes that these are variants of, where the actor sees them from inside.

    No statement where none is a variant.
    """
    ids = {process.parent_id for process in processes if process.parent_id}
    rows = select(Process.id, Process.key).where(Process.id.in_(ids), visible_inside(actor))
    return {process_id: key for process_id, key in session.execute(rows)} if ids else {}


def owned_by(session: Session, actor: Actor, person_ids: Iterable[str]) -> list[Process]:
    """Give the processes these people own and the actor may see, by title."""
    statement = select(Process).where(Process.owner_id.in_(list(person_ids)), visible(actor)).order_by(Process.title)
    return list(session.scalars(statement))
