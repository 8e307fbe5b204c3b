"""The processes that came from one: the first of them, its variants, and theirs, as far as the actor sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, case, literal, select
from sqlalchemy.orm import Session, aliased

from app.catalog.queries import visible_inside
from app.catalog.queries.processes import storable
from app.catalog.tables import Process, Version
from app.kernel import policy
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.practices.policy import Practices

MOST_VARIANTS = 60


@dataclass(frozen=True)
class Family:
    """Processes that came from one, with their live versions: `root` is the first, or the oldest that the actor sees.

    `is_cut` says that there are more of them than are told.
    """

    root: Process
    members: tuple[Process, ...]
    live: dict[str, Version]
    is_cut: bool

    @property
    def version(self) -> Version:
        """The live version of the first of them, which the others are compared with."""
        return self.live[self.root.id]


def family(session: Session, actor: Actor, process: Process) -> Family:
    """Give the family of a process, the first of it leading, then by title: one statement."""
    policy.require(actor, Practices.VIEW_FAMILY, process)
    among = _all_from(_first_of(process.id))
    is_first = case((among.c.depth == 0, 0), (Process.id == process.id, 1), else_=2)
    rows = (
        select(Process, Version, among.c.depth)
        .join(among, among.c.id == Process.id)
        .join(Version, Version.id == Process.live_version_id)
        .where(visible_inside(actor), (Process.archived_at.is_(None)) | (Process.id == process.id))
        .order_by(is_first, Process.title, Process.id)
        .limit(MOST_VARIANTS + 1)
    )
    found = session.execute(rows).all()
    kept = found[:MOST_VARIANTS]
    root = min(kept, key=lambda row: (row[2], row[0].created_at, row[0].id))[0]
    members = sorted((row[0] for row in kept), key=lambda one: (one.id != root.id, one.title.casefold(), one.id))
    return Family(root, tuple(members), {row[0].id: row[1] for row in kept}, len(found) > MOST_VARIANTS)


def processes_by_keys(session: Session, actor: Actor, keys: Sequence[str]) -> list[Process]:
    """Give processes in the order of their keys; raises NotFound where the actor sees one of them not from inside."""
    rows = select(Process).where(Process.key.in_([storable(key) for key in keys]), visible_inside(actor))
    found = {process.key: process for process in session.scalars(rows)}
    if any(key not in found for key in keys):
        raise NotFound(_("this process"), "PROCESS_NOT_FOUND")
    return [found[key] for key in keys]


def family_ids(session: Session, process_id: str) -> frozenset[str]:
    """Give the ids of all processes of a family, whoever may see them: for those who have asked who may."""
    return frozenset(session.scalars(select(_all_from(_first_of(process_id)).c.id)))


def _first_of(process_id: str) -> CTE:
    """The process and those that it came from, of which the first came from none; a circle ends where it closes."""
    up = select(Process.id, Process.parent_id).where(Process.id == process_id).cte("up", recursive=True)
    above = aliased(Process)
    return up.union(select(above.id, above.parent_id).join(up, above.id == up.c.parent_id))


def _all_from(up: CTE) -> CTE:
    first = select(up.c.id.label("id"), literal(0).label("depth")).where(up.c.parent_id.is_(None))
    down = first.cte("down", recursive=True)
    below = aliased(Process)
    return down.union(select(below.id, down.c.depth + 1).join(down, below.parent_id == down.c.id))
