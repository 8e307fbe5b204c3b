"""Models with the files beside them, for changes that are about these: a version never changes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from sqlalchemy.orm import object_session

from app.catalog.queries.companions import files_of
from app.catalog.queries.models import Recent, model
from app.catalog.tables import Version
from processes.change import Operation
from processes.model import Model

_whole: Recent[Model] = Recent(64)


def whole(version: Version) -> Model:
    """Give the model of a version with the files beside it; raises Unreadable."""
    return _whole.get(version.id, lambda: model(version).beside(_files(version)))


def model_for(version: Version, operations: Sequence[Operation]) -> Model:
    """Give the model as operations need it: with the files beside it where one of them reads these."""
    return whole(version) if reads_files(operations) else model(version)


def key_for(version: Version, operations: Sequence[Operation]) -> Hashable:
    """Give what `model_for` is known by: the same model with other files beside it is another one."""
    return whole(version).key if reads_files(operations) else version.sha256


def reads_files(operations: Sequence[Operation]) -> bool:
    """Whether one of the operations needs the files beside a model."""
    return any(operation.reads_files for operation in operations)


def _files(version: Version) -> Mapping[str, bytes]:
    session = object_session(version)
    return files_of(session, version.id) if session is not None else {}
