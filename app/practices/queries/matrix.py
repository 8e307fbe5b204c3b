"""Steps by variants: where each is the same, where it is another one, and where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, undefer

from app.catalog import queries as catalog
from app.catalog.queries.models import Recent
from app.catalog.tables import Process, Version, VersionFile, VersionStep
from app.kernel.db import outside_locks
from app.practices.queries.family import Family
from processes.change.diff.variants import unlike_steps
from processes.model import Model

SAME, CHANGED, ABSENT = "same", "changed", "absent"
_unlike: Recent[frozenset[str]] = Recent(512)
Pair = tuple[str, Model, Model, frozenset[str], bool]


@dataclass(frozen=True)
class Row:
    """A step by the id that it has had since the first of the family: what it is called, and how it is in each."""

    origin: str
    title: str
    type: str
    states: Mapping[str, str]

    @property
    def is_everywhere(self) -> bool:
        """Whether nothing of it differs anywhere."""
        return set(self.states.values()) == {SAME}


def matrix(session: Session, found: Family) -> list[Row]:
    """Give the steps of a family, those of the first in their order, then what others have: three statements.

    A step that the first has not is compared with the first variant that has it. Between two languages what people
    read and fill in is not compared.
    """
    steps = _steps(session, found)
    unlike = _unlike_ones(session, found)
    order: dict[str, tuple[VersionStep, Process]] = {}
    for member in found.members:
        for step in steps[member.id].values():
            order.setdefault(step.step_id, (step, member))
    root = steps[found.root.id]

    def state(step: VersionStep, of: Process, member: Process) -> str:
        here = steps[member.id].get(step.step_id)
        if here is None:
            return ABSENT
        texts = speak_alike(of, member)
        differs = _facts(here, texts=texts) != _facts(step, texts=texts)
        if step.step_id in root:
            differs = differs or step.step_id in unlike.get(member.id, ())
        return CHANGED if differs else SAME

    return [
        Row(step.step_id, step.label, step.type, {one.key: state(step, of, one) for one in found.members})
        for step, of in order.values()
    ]


def speak_alike(one: Process, other: Process) -> bool:
    """Whether two processes are, as far as is known, in one language, so that their texts can be compared."""
    return one.language == other.language or None in (one.language, other.language)


def _facts(step: VersionStep, *, texts: bool) -> tuple[object, ...]:
    return (step.name, step.type, step.lane, step.documentation) if texts else (step.type,)


def _steps(session: Session, found: Family) -> dict[str, dict[str, VersionStep]]:
    of = {version.id: process_id for process_id, version in found.live.items()}
    rows = select(VersionStep).where(VersionStep.version_id.in_(of)).order_by(VersionStep.ordinal)
    steps: dict[str, dict[str, VersionStep]] = {process_id: {} for process_id in of.values()}
    for step in session.scalars(rows):
        steps[of[step.version_id]][step.step_id] = step
    return steps


def _unlike_ones(session: Session, found: Family) -> dict[str, frozenset[str]]:
    """By process, the steps that differ from those of the first; what cannot be read is told by its steps alone."""
    first = found.version
    files = _changed_files(session, found)
    texts = {one.id: speak_alike(found.root, one) for one in found.members}
    wanted = {
        process_id: (f"{first.sha256} {version.sha256} {texts[process_id]} {sorted(files[process_id])}", version)
        for process_id, version in found.live.items()
        if version.sha256 != first.sha256 or files[process_id]
    }
    _fetch(session, [first, *(version for key, version in wanted.values() if key not in _unlike)])
    pairs: list[Pair] = [
        (key, catalog.model(first), catalog.model(version), files[process_id], texts[process_id])
        for process_id, (key, version) in wanted.items()
        if key not in _unlike and catalog.fault(first) is None and catalog.fault(version) is None
    ]
    if pairs:
        outside_locks.before(f"unlike {hash(tuple(pair[0] for pair in pairs))}", partial(_compare, pairs))
    return {process_id: _unlike.get(key, frozenset) for process_id, (key, version) in wanted.items() if key in _unlike}


def _compare(pairs: Sequence[Pair]) -> None:
    for key, first, second, files, texts in pairs:
        try:
            _unlike.get(key, partial(unlike_steps, first, second, files, texts=texts))
        except catalog.UNTELLABLE:
            _unlike.get(key, frozenset)


def _fetch(session: Session, versions: Sequence[Version]) -> None:
    """Read the files of versions that nobody has parsed yet in one statement, and not one by one."""
    ids = {version.id for version in versions if "xml" in inspect(version).unloaded}
    if len(ids) > 1:
        rows = select(Version).where(Version.id.in_(ids)).options(undefer(Version.xml))
        session.scalars(rows.execution_options(populate_existing=True)).all()


def _changed_files(session: Session, found: Family) -> dict[str, frozenset[str]]:
    """By process, the names of the files that it does not share with the first, and the ids that stand in them."""
    of = {version.id: process_id for process_id, version in found.live.items()}
    rows = select(VersionFile).where(VersionFile.version_id.in_(of)).options(undefer(VersionFile.content))
    files: dict[str, dict[str, VersionFile]] = {process_id: {} for process_id in of.values()}
    for file in session.scalars(rows):
        files[of[file.version_id]][file.name] = file
    first = files[found.root.id]
    changed: dict[str, frozenset[str]] = {}
    for process_id, own in files.items():
        names = {n for n in own.keys() | first.keys() if _digest(own.get(n)) != _digest(first.get(n))}
        changed[process_id] = frozenset(known for n in names for known in _known_as(own.get(n) or first[n]))
    return changed


def _digest(file: VersionFile | None) -> str:
    return "" if file is None else file.sha256


def _known_as(file: VersionFile) -> set[str]:
    """The names by which steps ask for a file: its own, without its ending too, and the id in a form."""
    names = {file.name, file.name.rpartition(".")[0] or file.name}
    try:
        said = json.loads(file.content)
    except ValueError:
        return names
    return names | ({said["id"]} if isinstance(said, dict) and isinstance(said.get("id"), str) else set())
