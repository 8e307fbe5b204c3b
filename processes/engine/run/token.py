"""A token: one place where an instance stands; finished ones are forgotten, so an instance stays small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from processes.engine.run.scope import Scope


class Token(Task):  # type: ignore[misc]
    """A live task; `versions` says when each field was last written, so that branches merge by last write.

    `ended` is the scope of a sub-process, from the moment it ends until its step is completed.
    """

    workflow: Scope
    data: dict[str, Any]
    internal_data: dict[str, Any]
    ended: Scope | None = None

    def __init__(self, scope: Scope, step: Any, state: int = TaskState.FUTURE, id: UUID | None = None) -> None:
        super().__init__(scope, step, state=state, id=id)
        self.versions: dict[str, int] = {}

    @property
    def key(self) -> str:
        """The id as text, the same after every save and restore."""
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether a person (or a worker) can do this now."""
        step = self.task_spec
        if step.manual:
            return bool(self._state == TaskState.READY)
        return bool(step.service) and bool(self._state == TaskState.STARTED) and "rounds" not in self.internal_data

    @property
    def on_watch(self) -> bool:
        """Whether this only waits for something that may happen besides the work."""
        return bool(self.internal_data.get("host") or self.internal_data.get("watch"))

    def _set_state(self, value: int) -> None:
        self._state = value

    def take_over(self, other: Token) -> None:
        """Have the other's data too; of fields that both wrote, the later one counts."""
        self.learn(other.data, other.versions)

    def learn(self, facts: dict[str, Any], versions: dict[str, int]) -> None:
        """Have these data too, where they are newer."""
        data = dict(self.data)
        for name, value in facts.items():
            version = versions.get(name, 0)
            if name not in data or version > self.versions.get(name, 0):
                data[name] = value
                self.versions[name] = version
        self.data = data

    def write(self, values: dict[str, Any]) -> None:
        """Set data fields, and remember that they are the newest."""
        if values:
            moment = self.workflow.top_workflow.next_moment()
            self.data = {**self.data, **values}
            self.versions = {**self.versions, **dict.fromkeys(values, moment)}

    def inherit(self, source: Token) -> None:
        """Start with another token's data."""
        self.data, self.versions = source.data, dict(source.versions)
