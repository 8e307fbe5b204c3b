"""Models and compiled definitions of versions, kept in memory: a version never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.catalog.queries.unreadable import UNTELLABLE, Unreadable
from app.catalog.queries.versions import steps
from app.catalog.tables import Version
from app.kernel.errors import Conflict
from app.kernel.i18n import _
from app.kernel.observability.logs import log
from processes import engine
from processes import model as models
from processes.called import headed
from processes.model.outline import KINDS, OutlineItem

T = TypeVar("T")


class Recent(Generic[T]):
    """The last `size` values by key; a missing one is made outside the lock, so that nobody waits for a stranger's."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        """Whether the value of this key is kept."""
        with self._lock:
            return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the value of this key, made where it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


_models: Recent[models.Model] = Recent(64)
_definitions: Recent[engine.Definition] = Recent(128)
_diagrams: Recent[bytes] = Recent(64)
_thumbnails: Recent[str] = Recent(256)
_outlines: Recent[tuple[OutlineItem, ...]] = Recent(128)


def model(version: Version) -> models.Model:
    """Give the model of a version, parsed once a process and read-only; raises Unreadable."""
    return _models.get(version.sha256, lambda: _of(version, _read))


def fault(version: Version) -> Unreadable | None:
    """Say why the file of a version cannot be read any more; None where it can."""
    try:
        model(version)
    except Unreadable as error:
        return error
    return None


def definition(version: Version) -> engine.Definition:
    """Give the compiled definition of a version; raises Conflict where it cannot run."""
    return _definitions.get(version.id, lambda: _compile(version))


def diagram_xml(version: Version) -> bytes:
    """Give the XML to draw: as it came, or with an automatic layout where it has none."""
    return _diagrams.get(version.sha256, lambda: _of(version, lambda v: models.with_diagram(model(v))))


def thumbnail(version: Version) -> str:
    """Give a small picture of a version as SVG, '' where there is nothing to draw; raises Unreadable."""
    return _thumbnails.get(version.sha256, lambda: _of(version, _small))


def outline(version: Version) -> tuple[OutlineItem, ...]:
    """Give the version as nested text in reading order; raises Unreadable."""
    return _outlines.get(version.sha256, lambda: _of(version, lambda v: models.outline(model(v))))


def lines(session: Session, version: Version) -> tuple[OutlineItem, ...]:
    """Give the outline; of a version that cannot be read any more the steps that were noted when it was published."""
    try:
        return outline(version)
    except Unreadable:
        return tuple(
            OutlineItem(0, step.step_id, KINDS.get(step.type, "event"), step.name, step.lane, "", headed(step.label))
            for step in steps(session, version.id)
        )


def _of(version: Version, make: Callable[[Version], T]) -> T:
    try:
        return make(version)
    except UNTELLABLE as error:
        raise Unreadable(version.number, error) from error


def _small(version: Version) -> str:
    return models.thumbnail(models.parse(diagram_xml(version)))


def _read(version: Version) -> models.Model:
    """The model with its graph, which almost everybody wants: what cannot be made of it shows here."""
    found = models.parse(version.xml)
    _graph = found.graph
    return found


def _compile(version: Version) -> engine.Definition:
    if not version.runs or version.runnable is None:
        raise Conflict(
            "CANNOT_RUN",
            _(
                "Expected a version that can run, but version {number} cannot: {why} Publish a version that can.",
                number=str(version.number),
                why=version.why,
            ),
            for_people=_(
                "Version {number} cannot run: {why} Publish a version that can.",
                number=str(version.number),
                why=version.why,
            ),
        )
    try:
        return engine.definition(version.runnable, "executable" if version.mode == "executable" else "documenting")
    except (engine.EngineError, SyntaxError, KeyError, *UNTELLABLE) as error:
        log.warning("version_cannot_run_any_more", version=version.id, exc_info=True)
        raise Conflict(
            "CANNOT_RUN",
            _(
                "Expected a version that can run, but what was made of version {number} when it was published "
                "cannot be read any more. Publish it again as the next version.",
                number=str(version.number),
            ),
            for_people=_(
                "What was made of version {number} to run it cannot be read any more. Publish it again as the next "
                "version.",
                number=str(version.number),
            ),
        ) from error
