"""What a change would do, before anybody decides: the changed model, words, refusals, who and what is touched."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.queries.models import Recent
from app.catalog.queries.version_diff import marks_between
from app.catalog.tables import Process, Version
from app.impact.queries.evidence import Evidence, evidence_on
from app.impact.queries.touched import Touched, touched
from app.kernel.db import outside_locks
from app.kernel.errors import Invalid
from app.kernel.i18n import _, sentences
from app.kernel.observability.logs import log
from processes import change
from processes.model import Model, with_diagram

_changed: Recent[change.Changed] = Recent(64)
UNREADABLE, NOT_CHECKABLE = "VERSION_UNREADABLE", "NOT_CHECKABLE"


@dataclass(frozen=True)
class Trial:
    """A change to be worked out: by which key it is remembered, and how it is made."""

    recent: Recent[change.Changed]
    key: Hashable
    make: Callable[[], change.Changed]

    @property
    def is_done(self) -> bool:
        """Whether this process remembers what comes of it."""
        return self.key in self.recent

    def work_out(self) -> change.Changed:
        """Work it out, unless it is remembered."""
        return told(lambda: self.recent.get(self.key, self.make))

    def result(self) -> change.Changed:
        """Give what comes of it, worked out before the unit of work that asks for it."""
        return told(lambda: self.recent.get(self.key, lambda: outside_locks.before(f"change {self.key}", self.make)))


@dataclass(frozen=True)
class Preview:
    """A change tried on a version."""

    version: Version
    operations: tuple[change.Operation, ...]
    changed: change.Changed
    evidence: Evidence = field(default_factory=Evidence)
    touched: Touched = field(default_factory=Touched)
    in_words: str = ""

    @property
    def ok(self) -> bool:
        """Whether the change can be made; what is only said in words always can."""
        return bool(self.in_words) or (self.changed.ok and bool(self.operations))

    @property
    def model(self) -> Model:
        """The model that is changed, as the operations need it."""
        return catalog.model_for(self.version, self.operations)

    @property
    def sentence(self) -> str:
        """What the operations ask for, in one sentence without a full stop; empty where the version is unreadable."""
        if self.in_words:
            return self.in_words
        return "" if catalog.fault(self.version) else change.in_words(self.model, self.operations)

    @property
    def suggested(self) -> str:
        """The title that is offered until somebody types one; empty where the version is unreadable."""
        if self.in_words:
            return self.in_words
        return "" if catalog.fault(self.version) else change.suggested(self.model, self.operations)

    @property
    def steps(self) -> list[str]:
        """The ids of the steps that the operations are about."""
        return list(self.kinds)

    @property
    def kinds(self) -> dict[str, str]:
        """The last kind of change at each step that the operations are about, by its id."""
        return kinds_at(self.version, self.operations)

    @property
    def words(self) -> list[str]:
        """The change in sentences."""
        return list(self.changed.words)

    @property
    def changes(self) -> list[change.Change]:
        """What would change, with texts before and after; the drawing aside."""
        found = self.changed.difference
        return [] if found is None else [c for c in found.changes if c.kind != "layout"]

    @property
    def strip(self) -> change.Strip:
        """The steps that it touches with their neighbours, before and after; nothing where it cannot be made."""
        if self.changed.model is None or self.changed.difference is None:
            return change.Strip()
        about = [element for operation in self.operations for element in operation.anchors]
        return change.strip(catalog.model(self.version), self.changed.model, self.changed.difference, about)

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """Why it cannot be made, with the ways out."""
        return [dict(refusal.as_dict()) for refusal in self.changed.refusals]

    @property
    def overlay(self) -> dict[str, list[dict[str, str]]]:
        """What to mark on the drawing, as the compare component takes it."""
        if self.changed.model is None:
            return {}
        return overlay_of(catalog.model(self.version), self.changed.model)


def operations_from(stored: Sequence[Mapping[str, Any]]) -> tuple[change.Operation, ...]:
    """Read operations as programs and stored revisions write them; raises Invalid, with a code, for what is none."""
    if not stored:
        words = _("Name at least one operation.")
        nothing = _("Expected something to change, but nothing is.")
        raise Invalid("NO_OPERATIONS", sentences(nothing, words), {"operations": words})
    if len(stored) > 100:
        raise Invalid(
            "TOO_MANY_OPERATIONS",
            _("Expected at most 100 operations in one proposal. Split it in two."),
            for_people=_("This asks for more than 100 changes at once. Make two proposals of it."),
        )
    try:
        return tuple(change.operation_from(operation) for operation in stored)
    except change.CannotChange as error:
        refusal = error.refusal
        raise Invalid(refusal.code, refusal.words, {"operations": refusal.words}) from error


def kinds_at(version: Version, operations: Sequence[change.Operation]) -> dict[str, str]:
    """Give the steps of a version that operations are about, by their id, with the last kind of change at each.

    Steps that earlier ones of them make are none of the version. Nobody can tell of one that cannot be read any more.
    """
    if catalog.fault(version) is not None:
        return {}
    graph = catalog.model(version).graph
    found = {step: operation.kind for operation in operations for step in operation.work(graph)}
    return {step: kind for step, kind in found.items() if step in graph.nodes} or found


def try_change(version: Version, operations: tuple[change.Operation, ...]) -> change.Changed:
    """Apply operations to a version's model; the answer is remembered, for the same model and operations.

    A version that cannot be read any more refuses every change.
    """
    if catalog.fault(version) is not None:
        words = _(
            "Version {number} cannot be read any more, so nobody can tell what this would do to it.",
            number=str(version.number),
        )
        return refused(UNREADABLE, sentences(words, catalog.WAY_OUT))
    return trial(version, operations).result()


def trial(version: Version, operations: tuple[change.Operation, ...]) -> Trial:
    """Say how operations are tried on a version that can be read."""
    apply = partial(change.apply, catalog.model_for(version, operations), operations)
    return Trial(_changed, (catalog.key_for(version, operations), operations), apply)


def refused(code: str, words: str) -> change.Changed:
    """Give a change that cannot be made for a reason of its own."""
    return change.Changed(False, refusals=(change.Refusal(code, words),))


def told(make: Callable[[], change.Changed]) -> change.Changed:
    """Work out a change; where that fails on a strange file, that is a reason against it like others."""
    try:
        return make()
    except catalog.UNTELLABLE:
        log.exception("change_not_told")
        words = _("What this would do could not be worked out on this file. Publish another one.")
        return refused(NOT_CHECKABLE, words)


def preview(session: Session, process: Process, version: Version, stored: Sequence[Mapping[str, Any]]) -> Preview:
    """Try a change on a version: what it says, what it answers, which running work it would touch."""
    operations = operations_from(stored)
    changed = try_change(version, operations)
    steps = kinds_at(version, operations).keys()
    moved = touched(session, process, changed.model) if changed.model is not None else Touched()
    return Preview(version, operations, changed, evidence_on(session, process.id, steps), moved)


def only_change(version: Version, stored: Sequence[Mapping[str, Any]]) -> Preview:
    """Try a change without asking what it touches."""
    operations = operations_from(stored)
    return Preview(version, operations, try_change(version, operations))


def changed_xml(changed: change.Changed) -> bytes | None:
    """Give the XML of a change that can be made."""
    return None if changed.model is None else changed.model.xml


def drawn(changed: change.Changed) -> bytes | None:
    """Give the XML to draw of a change that can be made, laid out where the model has no drawing."""
    return None if changed.model is None else with_diagram(changed.model)


def overlay_of(before: Model, after: Model) -> dict[str, list[dict[str, str]]]:
    """Give the marks of a before/after drawing: ids and labels that were removed, added, changed, rerouted."""
    return marks_between(before, after)
