"""The folder in which the content of files lies, under random names that say nothing of what they hold."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.kernel.db.database import Database
from app.kernel.db.unit_session import unit_of
from app.kernel.settings import Settings

CHUNK = 256 * 1024
HEAD = 4096
NAME = re.compile(r"[0-9a-f]{40}\Z")
MEGA = 1_000_000


class TooLarge(Exception):
    """The file is larger than a file may be."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was just written: its name in the folder, how long it is, how it begins."""

    kept_as: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of files, and how much one file and all files of an instance may hold, in bytes."""

    folder: Path
    largest: int
    largest_together: int

    def path(self, kept_as: str) -> Path:
        """Give the path of a file's content; raises ValueError for what is no name of ours."""
        if not NAME.match(kept_as):
            raise ValueError("Expected the name of a kept file.")
        return self.folder / kept_as[:2] / kept_as

    def keep(self, stream: IO[bytes]) -> Kept:
        """Write the content of a stream, whole or not at all; raises TooLarge and OSError."""
        kept_as, size, digest = secrets.token_hex(20), 0, hashlib.sha256()
        target = self.path(kept_as)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(".part")
        try:
            with part.open("xb") as out:
                os.chmod(part, 0o600)
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > self.largest:
                        raise TooLarge
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return Kept(kept_as, size, digest.hexdigest())

    def remove(self, kept_as: str) -> None:
        """Delete the content of a file, if it is there."""
        self.path(kept_as).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[tuple[str, Path]]:
        """Give the files whose content is older than this, by name; parts of broken transfers, too."""
        before = time.time() - seconds
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            try:
                if path.stat().st_mtime < before:
                    yield path.stem, path
            except OSError:
                continue


_names: list[InstrumentedAttribute[str]] = []


def names_content(*columns: InstrumentedAttribute[str]) -> None:
    """Say which columns of other features hold names of kept files: what a row names is not cleared away."""
    _names.extend(one for one in columns if all(known is not one for known in _names))


def named_in(session: Session, names: list[str]) -> set[str]:
    """Give those of these names that rows of other features hold: a statement for each column."""
    return {name for column in _names for name in session.scalars(select(column).where(column.in_(names)))}


_places: WeakKeyDictionary[Database, Place] = WeakKeyDictionary()


def of_settings(settings: Settings) -> Place:
    """Give the place that the settings name: by default beside the embedded database."""
    return Place(settings.files_folder, settings.file_limit * MEGA, settings.case_files_limit * MEGA)


def configure(database: Database, settings: Settings) -> None:
    """Remember where the files of this database lie."""
    _places[database] = of_settings(settings)


def place(session: Session) -> Place:
    """Give where the files of this session's database lie."""
    return _places[unit_of(session).database]
