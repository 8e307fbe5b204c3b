"""The files that versions carry beside their BPMN, and what their models may call by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.catalog.queries.models import definition
from app.catalog.queries.processes import storable, visible_inside
from app.catalog.tables import Process, ProcessCallable, Version, VersionFile
from app.kernel.errors import Conflict
from app.kernel.policy import Actor
from processes.characters import bare
from processes.model import Model


@dataclass(frozen=True)
class Attachments:
    """What is read together with a model: the files beside it, and the library's keys of what it may call."""

    files: Mapping[str, bytes]
    known: Mapping[str, str]


def files_of(session: Session, version_id: str | None) -> dict[str, bytes]:
    """Give the files of a version by name."""
    statement = select(VersionFile.name, VersionFile.content).where(VersionFile.version_id == version_id)
    return {name: content for name, content in session.execute(statement.order_by(VersionFile.name))}


def file_list(session: Session, version_id: str | None) -> list[VersionFile]:
    """Give the files of a version without what is in them."""
    statement = select(VersionFile).where(VersionFile.version_id == version_id)
    return list(session.scalars(statement.order_by(VersionFile.name)))


def beside(
    session: Session, actor: Actor, model: Model, process: Process | None, files: Mapping[str, bytes] | None = None
) -> Attachments:
    """Give what a model is read with: the files given, else those of the live version; and what it may call."""
    if files is None:
        files = files_of(session, process.live_version_id) if process is not None else {}
    return Attachments(files, known_to(session, actor, model, process))


def known_to(session: Session, actor: Actor, model: Model, process: Process | None = None) -> dict[str, str]:
    """Give the keys of the processes that a model calls and the actor may see, by the name it calls them.

    Where Stepwell itself publishes what people decided, it opens no more to a process than its owner sees, and what
    its live version calls already.
    """
    names = {storable(name) for name in called_by(model)}
    if not names:
        return {}
    statement = (
        select(Process.key, ProcessCallable.name)
        .outerjoin(ProcessCallable, ProcessCallable.process_id == Process.id)
        .where(or_(Process.key.in_(names), ProcessCallable.name.in_(names)), _may_call(session, actor, process))
        .where(Process.archived_at.is_(None))
        .order_by(Process.created_at, Process.id)
    )
    found: dict[str, str] = {}
    rows = list(session.execute(statement))
    for key, name in rows:
        if name in names:
            found.setdefault(name, key)
    return found | {key: key for key, _ in rows if key in names}


def _may_call(session: Session, actor: Actor, process: Process | None) -> ColumnElement[bool]:
    if process is None or not actor.is_system:
        return visible_inside(actor)
    live = session.get(Version, process.live_version_id) if process.live_version_id else None
    called = _called_now(live) if live is not None and live.runs else set()
    return or_(visible_inside(actor_for(session, process.owner_id)), Process.key.in_(called))


def _called_now(version: Version) -> set[str]:
    try:
        graphs = definition(version).scopes.values()
    except Conflict:
        return set()
    steps = (step for graph in graphs for step in graph.steps if getattr(step, "service", "") == "call")
    return {str(step.settings.get("process")) for step in steps}


def called_by(model: Model) -> set[str]:
    """Give the names by which a model calls other processes, with and without their prefix."""
    found = set()
    for element in model.root.iter(etree.Element):
        for name, value in element.attrib.items():
            local = bare(name)
            if local == "calledElement" or (local == "processId" and _local(element) == "calledElement"):
                found |= {str(value).strip(), str(value).strip().rpartition(":")[2]}
    return {name for name in found if name and len(name) <= 300}


def _local(element: etree._Element) -> str:
    return bare(element.tag)


def changed_files(session: Session, before: Version, after: Version) -> list[tuple[str, str]]:
    """Give the names of the files that two versions do not share, each with added, removed or changed."""
    old = {file.name: file.sha256 for file in file_list(session, before.id)}
    new = {file.name: file.sha256 for file in file_list(session, after.id)}
    return [
        (name, "added" if name not in old else "removed" if name not in new else "changed")
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]
