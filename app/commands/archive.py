"""The file of a backup: the database's copy and, behind it, the content of the files that people sent with forms."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernel.atomic_files import written
from app.kernel.settings import Settings
from app.taskforms.files.place import NAME, of_settings

DATABASE = "database"
FILES = "files"


def write(settings: Settings, out: Path, copy: Callable[[Path], None]) -> int:
    """Write a backup: first the database by `copy`, then the files; give how many files.

    Files are never changed, and one that the database refers to is never removed: so those that are there after the
    copy was made are all that it needs.
    """
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
        database = Path(folder) / DATABASE
        copy(database)
        count = 0
        with written(out) as part, tarfile.open(part, "w") as archive:
            archive.add(database, DATABASE)
            for path in sorted(of_settings(settings).folder.glob("[0-9a-f][0-9a-f]/*")):
                count += _add(archive, path)
    return count


def _add(archive: tarfile.TarFile, path: Path) -> int:
    if not NAME.match(path.name):
        return 0
    try:
        archive.add(path, f"{FILES}/{path.name}", recursive=False)
    except FileNotFoundError:
        return 0
    return 1


@contextmanager
def opened(settings: Settings, file: Path) -> Iterator[tuple[Path, Callable[[], int]]]:
    """Give the database's copy in a backup, and what puts the files back and counts them.

    A backup from before there were files is the database's copy itself.
    """
    if not tarfile.is_tarfile(file) or not _has_database(file):
        yield file, lambda: 0
        return
    with tempfile.TemporaryDirectory(prefix="stepwell-restore-") as folder, tarfile.open(file) as archive:
        database = Path(folder) / DATABASE
        _write(archive, archive.getmember(DATABASE), database)
        yield database, lambda: _put_back(settings, archive)


def _has_database(file: Path) -> bool:
    with tarfile.open(file) as archive:
        first = archive.next()
        return first is not None and first.name == DATABASE and first.isfile()


def _put_back(settings: Settings, archive: tarfile.TarFile) -> int:
    place, count = of_settings(settings), 0
    for member in archive.getmembers():
        folder, _, name = member.name.partition("/")
        if folder == FILES and member.isfile() and NAME.match(name):
            target = place.path(name)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(archive, member, target)
            count += 1
    return count


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    if source is not None:
        with source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
        target.chmod(0o600)
