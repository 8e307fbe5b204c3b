"""Which running work a change would touch, and what would become of it, before anybody votes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel.errors import Conflict
from app.kernel.policy import SYSTEM
from app.work.tables import Instance, Task
from processes import engine, model
from processes.engine.migrate import plan

MOST = 3000
GROUPS = 40


@dataclass(frozen=True)
class Group:
    """Running instances whose work stands at the same steps, and what would become of them."""

    at: tuple[str, ...]
    count: int
    verdict: str
    words: str


@dataclass(frozen=True)
class Touched:
    """The running instances of a process, grouped by where they stand; `unknown` could not be planned."""

    groups: tuple[Group, ...] = field(default_factory=tuple)
    unknown: int = 0

    @property
    def total(self) -> int:
        """How many instances run."""
        return sum(group.count for group in self.groups) + self.unknown

    def count(self, verdict: str) -> int:
        """How many instances would get this verdict."""
        return sum(group.count for group in self.groups if group.verdict == verdict)

    def to_dict(self) -> dict[str, object]:
        """Give it for programs."""
        groups = [{"at": list(g.at), "count": g.count, "verdict": g.verdict, "words": g.words} for g in self.groups]
        known = {verdict: self.count(verdict) for verdict in ("moved", "redirected", "stayed")}
        return {"total": self.total, **known, "unknown": self.unknown, "groups": groups}


def touched(session: Session, process: Process, changed: model.Model) -> Touched:
    """Plan, for one instance of each group, the way from its version to the changed model."""
    standing = _standing(session, process)
    if not standing:
        return Touched()
    live = catalog.live_version(session, process)
    files, known = catalog.files_of(session, live.id), catalog.known_to(session, SYSTEM, changed)
    prepared = engine.prepare(changed.xml, live.mode or "auto", files, known)
    if not prepared.runs or prepared.runnable is None or prepared.mode is None:
        return Touched(unknown=sum(len(ids) for ids in standing.values()))
    target = engine.definition(prepared.runnable, prepared.mode)
    groups, unknown = [], 0
    for (version_id, steps), ids in sorted(standing.items(), key=lambda item: -len(item[1])):
        found = _planned(session, version_id, ids[0], target) if len(groups) < GROUPS else None
        if found is None:
            unknown += len(ids)
        else:
            groups.append(Group(tuple(name for _, name in steps), len(ids), found.verdict, found.words))
    return Touched(tuple(groups), unknown)


def _planned(session: Session, version_id: str, instance_id: str, target: engine.Definition) -> engine.Plan | None:
    loaded = select(Instance).where(Instance.id == instance_id).options(undefer(Instance.thin))
    instance = session.scalars(loaded).one()
    try:
        old = catalog.definition(catalog.version_by_id(session, version_id))
    except Conflict:
        return None
    return None if instance.blob is None else plan(old, target, instance.blob)


Key = tuple[str, tuple[tuple[str, str], ...]]


def _standing(session: Session, process: Process) -> dict[Key, list[str]]:
    """Give instance ids by version and by the steps at which their work stands."""
    running = select(Instance.id, Instance.version_id).where(
        Instance.process_id == process.id, Instance.state == "running"
    )
    versions = dict(session.execute(running.order_by(Instance.id).limit(MOST)).all())
    rows = select(Task.instance_id, Task.step_id, Task.step_name).where(
        Task.process_id == process.id, Task.state == "open"
    )
    steps: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for instance_id, step_id, name in session.execute(rows):
        steps[instance_id].add((step_id, name or step_id))
    found: dict[Key, list[str]] = defaultdict(list)
    for instance_id, version_id in versions.items():
        found[version_id, tuple(sorted(steps[instance_id]))].append(instance_id)
    return found
