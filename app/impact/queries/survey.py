"""Going through running cases: those that stand at the same place in the same way are planned once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.cases.queries.active import ahead
from app.cases.tables import ALIVE, Instance
from app.catalog import actions as library
from app.catalog import queries as catalog
from app.catalog.tables import Process
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _
from app.kernel.observability.logs import log
from app.kernel.policy import SYSTEM
from processes import engine, model
from processes.engine.migrate import plan, shape

EXAMPLES = 3
BY_POLICY = _("Stays on its version: the policy of this process leaves running cases where they are.")
CANNOT_RUN = _("Stays on its version: the changed process could not run.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A running case as a survey reads it."""

    id: str
    state: str
    version_id: str
    thin: bytes | None
    large: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Target:
    """The changed model, compiled; without a definition, `why` all cases stay."""

    definition: engine.Definition | None
    why: str = ""


def target_of(session: Session, process: Process, changed: model.Model, *, migrates: bool = True) -> Target:
    """Compile a changed model as it would be published: read with the same limits, and once for both."""
    if not migrates:
        return Target(None, BY_POLICY)
    try:
        prepared = library.as_published(session, SYSTEM, process, changed).prepared
    except Invalid:
        return Target(None, CANNOT_RUN)
    if not prepared.runs or prepared.runnable is None or prepared.mode is None:
        return Target(None, CANNOT_RUN)
    return Target(engine.definition(prepared.runnable, prepared.mode))


def running(
    session: Session, process_id: str, after: str, limit: int, only: ColumnElement[bool] | None = None
) -> list[Seen]:
    """Give the next cases of a process that are not over, behind the place `after`.

    `only` is a condition on Instance and Process that leaves some of them.
    """
    found: list[Seen] = []
    for state, last in ahead(after):
        rows = select(Instance.id, Instance.state, Instance.version_id, Instance.thin, Instance.large).where(
            Instance.process_id == process_id, Instance.state == state, Instance.id > last
        )
        if only is not None:
            rows = rows.join(Process, Process.id == Instance.process_id).where(only)
        found += [Seen(*row) for row in session.execute(rows.order_by(Instance.id).limit(limit - len(found)))]
        if len(found) >= limit:
            break
    return found


def count_running(session: Session, process_id: str, only: ColumnElement[bool] | None = None) -> int:
    """Give how many cases of a process run, are suspended, or could not go on; `only` as for `running`."""
    counted = select(func.count()).select_from(Instance)
    counted = counted.where(Instance.process_id == process_id, Instance.state.in_(ALIVE))
    if only is not None:
        counted = counted.join(Process, Process.id == Instance.process_id).where(only)
    return session.scalar(counted) or 0


def sources(session: Session, cases: Sequence[Seen]) -> dict[str, engine.Definition | None]:
    """Give the compiled versions on which these cases run."""
    found: dict[str, engine.Definition | None] = {}
    for version_id in {case.version_id for case in cases}:
        try:
            found[version_id] = catalog.definition(catalog.version_by_id(session, version_id))
        except Conflict:
            found[version_id] = None
    return found


class Survey:
    """What would become of the cases seen so far; it can be put down as `to_dict` and taken up again."""

    def __init__(self, target: Target, found: Mapping[str, Any] | None = None) -> None:
        self._target = target
        self._groups: dict[tuple[str, str], dict[str, Any]] = {}
        self._unknown = 0
        if found:
            self._unknown = found["unknown"]
            self._groups = {(one["version"], one["shape"]): one for one in found["groups"]}

    def look(self, cases: Sequence[Seen], definitions: Mapping[str, engine.Definition | None]) -> None:
        """Count these cases, and plan one of each kind that is new."""
        for case in cases:
            group = self.fate(case, definitions.get(case.version_id))
            if group is None:
                self._unknown += 1
                continue
            group["count"] += 1
            if len(group["examples"]) < EXAMPLES:
                group["examples"].append(case.id)

    def fate(self, case: Seen, source: engine.Definition | None) -> dict[str, Any] | None:
        """Give what would become of one case, planned now where none of its kind was; None where nobody can tell."""
        try:
            return self._group(case, source)
        except Exception:
            log.warning("forecast_unknown", instance=case.id, exc_info=True)
            return None

    def _group(self, case: Seen, source: engine.Definition | None) -> dict[str, Any] | None:
        if self._target.definition is None:
            return self._groups.setdefault(("", ""), _group("", "", engine.Plan("stayed", self._target.why, ())))
        if source is None or case.thin is None:
            return None
        state = engine.with_large(case.thin, case.large or {})
        key = (case.version_id, shape(state))
        if key not in self._groups:
            self._groups[key] = _group(*key, plan(source, self._target.definition, state))
        return self._groups[key]

    def to_dict(self) -> dict[str, Any]:
        """Give what was found, as JSON can carry it."""
        return {"groups": list(self._groups.values()), "unknown": self._unknown}


def _group(version: str, shaped: str, planned: engine.Plan) -> dict[str, Any]:
    at = list(dict.fromkeys(move.step_name for move in planned.moves if move.step_name))
    about = {"version": version, "shape": shaped, "count": 0, "examples": [], "at": at}
    return about | {"verdict": planned.verdict, "words": planned.words, "skips": list(planned.skips)}
