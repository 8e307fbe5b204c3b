"""Models and compiled definitions of versions, kept in memory: a version never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from app.catalog.tables import Version
from app.kernel.errors import Conflict
from processes import engine
from processes import model as models

T = TypeVar("T")


class Recent(Generic[T]):
    """The last `size` values by key; a missing one is made outside the lock, so that nobody waits for a stranger's."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

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
_outlines: Recent[tuple[Any, ...]] = Recent(128)


def model(version: Version) -> models.Model:
    """Give the model of a version, parsed once a process and read-only."""
    return _models.get(version.sha256, lambda: models.parse(version.xml))


def definition(version: Version) -> engine.Definition:
    """Give the compiled definition of a version; raises Conflict where it cannot run."""
    return _definitions.get(version.id, lambda: _compile(version))


def diagram_xml(version: Version) -> bytes:
    """Give the XML to draw: as it came, or with an automatic layout where it has none."""
    return _diagrams.get(version.sha256, lambda: models.with_diagram(model(version)))


def outline(version: Version) -> tuple[Any, ...]:
    """Give the version as nested text in reading order."""
    return _outlines.get(version.sha256, lambda: models.outline(model(version)))


def _compile(version: Version) -> engine.Definition:
    if not version.runs or version.runnable is None:
        raise Conflict(
            "CANNOT_RUN",
            f"Expected a version that can run, but version {version.number} cannot: {version.why} "
            "Publish a version that can.",
        )
    return engine.definition(version.runnable, "executable" if version.mode == "executable" else "documenting")
