"""What choices are made on: the live version, or what the changes chosen before make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.actions.reading import step_rows
from app.catalog.tables import Version, VersionStep
from app.kernel.i18n import _
from processes.called import headed
from processes.model import Model


@dataclass(frozen=True)
class Ground:
    """A model with the files beside it, None where it cannot be read any more, and its steps in reading order."""

    read: Model | None
    steps: Sequence[VersionStep]

    @property
    def model(self) -> Model:
        """The model; only where it can be read."""
        assert self.read is not None
        return self.read

    @property
    def names(self) -> dict[str, str]:
        """What its steps are called, by id."""
        return {step.step_id: step.label for step in self.steps}

    @property
    def work(self) -> list[tuple[str, str]]:
        """The steps that can be chosen, with what people call them and who does them."""
        nodes = self.model.graph.nodes
        return [(s.step_id, _label(s)) for s in self.steps if s.step_id in nodes and nodes[s.step_id].is_activity]

    def step(self, step_id: str) -> VersionStep | None:
        """Give a step, None where there is none of this id."""
        return next((step for step in self.steps if step.step_id == step_id), None)


def ground_of(session: Session, version: Version) -> Ground:
    """Give a version to choose on."""
    model = None if catalog.fault(version) else catalog.whole(version)
    return Ground(model, catalog.steps(session, version.id))


def ground_after(model: Model) -> Ground:
    """Give what changes made of a version, to choose further ones on."""
    return Ground(model, [VersionStep(**row) for row in step_rows(model, "")])


def _label(step: VersionStep) -> str:
    called = headed(step.label)
    return _("{step} ({lane})", step=called, lane=step.lane) if step.lane else called
