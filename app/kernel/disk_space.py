"""How much room is left where Stepwell writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.kernel.db.database import Database
from app.kernel.settings import Settings

MEGA = 1_000_000
LITTLE = 200 * MEGA
NONE = 2 * MEGA


@dataclass(frozen=True)
class Place:
    """A folder that is written to: how many bytes are free there, and whether it can be written to at all."""

    folder: Path
    free: int
    writable: bool

    @property
    def is_full(self) -> bool:
        """Whether nothing can be saved there."""
        return self.free < NONE

    def problem(self) -> str | None:
        """Say what is wrong with it, None where it is well."""
        if not self.writable:
            return f"Expected to write to {self.folder}, but it can only be read. Let the user of Stepwell write there."
        if self.free < LITTLE:
            return (
                f"Expected at least {LITTLE // MEGA} MB free at {self.folder}, but {self.free // MEGA} MB are left. "
                "Make room before nothing can be saved."
            )
        return None


def places(settings: Settings, database: Database) -> Iterator[Place]:
    """Give each place that is written to, one for each disk; a database elsewhere is not looked at."""
    own = [database.file.path.parent] if database.file is not None else []
    seen = set()
    for folder in map(existing, [*folders(settings), *own]):
        if (disk := folder.stat().st_dev) not in seen or not is_writable(folder):
            seen.add(disk)
            yield Place(folder, shutil.disk_usage(folder).free, is_writable(folder))


def folders(settings: Settings) -> tuple[Path, ...]:
    """Give the folders that the settings name to write to; the database is kept in one, or elsewhere."""
    return settings.data, settings.files_folder


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder, or the folder itself."""
    return os.access(existing(folder), os.W_OK | os.X_OK)


def existing(folder: Path) -> Path:
    """Give a folder, or the nearest one above in which it will be made."""
    found = folder.absolute()
    while not found.exists() and found != found.parent:
        found = found.parent
    return found
