"""The decisions of a version: its tables, and which steps ask them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.queries.companions import files_of
from app.catalog.queries.models import Recent, fault, model
from app.catalog.queries.unreadable import UNTELLABLE
from app.catalog.queries.versions import steps
from app.catalog.tables import Version, VersionStep
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from processes import decisions
from processes.decisions import Decision, Evaluator
from processes.engine.normalise.steps.business_rule_task import asked_in


@dataclass(frozen=True)
class Shown:
    """A decision, the file it is in, and the steps that ask it."""

    decision: Decision
    file: str
    steps: tuple[VersionStep, ...] = ()


@dataclass(frozen=True)
class Decides:
    """All decisions of a version, and what its steps ask that no file has: the decision by its id, and the steps."""

    shown: tuple[Shown, ...]
    missing: Mapping[str, tuple[VersionStep, ...]] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, Decision]:
        """The decisions by id."""
        return {one.decision.id: one.decision for one in reversed(self.shown)}

    def by_id(self, id: str) -> Shown:
        """Give one decision; raises NotFound."""
        found = next((one for one in self.shown if one.decision.id == id), None)
        if found is None:
            raise NotFound(_("this decision"), "DECISION_NOT_FOUND")
        return found

    @property
    def evaluator(self) -> Evaluator:
        """Give what decides on data."""
        return Evaluator(self.known)


_read: Recent[tuple[tuple[str, Decision], ...]] = Recent(32)


def decides(session: Session, version: Version) -> Decides:
    """Give the decisions of a version in the order of its files.

    Where the model cannot be read any more, nobody knows which steps ask them.
    """
    found = _read.get(version.id, lambda: _in_files(session, version))
    by_id = {step.step_id: step for step in steps(session, version.id)}
    asked = asked_in(model(version).root) if fault(version) is None else {}
    asking = {wanted: tuple(by_id[one] for one in ids if one in by_id) for wanted, ids in asked.items()}
    names = {one.id for _, one in found} | {one.name for _, one in found}
    shown = tuple(Shown(one, file, asking.get(one.id, ()) or asking.get(one.name, ())) for file, one in found)
    return Decides(shown, {wanted: those for wanted, those in asking.items() if wanted not in names})


def _in_files(session: Session, version: Version) -> tuple[tuple[str, Decision], ...]:
    files = files_of(session, version.id)
    return tuple((name, one) for name in files if name.lower().endswith(".dmn") for one in _in_file(name, files[name]))


def _in_file(name: str, content: bytes) -> tuple[Decision, ...]:
    """The decisions of a file; one that cannot be read any more stands for itself."""
    try:
        return decisions.read(name, content)
    except UNTELLABLE as error:
        return (
            Decision(
                name, name, fault=_("nothing can be read any more: {error}", error=error.args[0] if error.args else "")
            ),
        )


def nested(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give answers by way, as `customer.country`, as data."""
    found: dict[str, Any] = {}
    for way, value in answers.items():
        *around, name = way.split(".")
        inner = found
        for part in around:
            step = inner.setdefault(part, {})
            inner = step if isinstance(step, dict) else {}
        inner[name] = value
    return found
