"""Writing the library into a folder: what is the same stays untouched, what is gone goes if it was written here."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import click

from app.commands.library import facts
from app.commands.library.layout import FORMAT, IN_MANIFEST, LARGEST_MANIFEST_BYTES, MANIFEST, OURS
from app.commands.library.safely import small_file
from app.kernel.atomic_files import written


@dataclass
class Written:
    """How many files were written anew, were the same, and are gone; and which of the gone stay, since they changed."""

    new: int = 0
    same: int = 0
    gone: int = 0
    kept: list[str] = field(default_factory=list)


def write(folder: Path, keys: Sequence[str], units: Sequence[str], files: Iterable[tuple[str, bytes]]) -> Written:
    """Bring a folder up to date; one where somebody else's files would be written over is refused first."""
    before = _written_before(folder, keys)
    folder.mkdir(parents=True, exist_ok=True)
    done, now = Written(), {}
    if before is None:
        _put(folder, MANIFEST, facts.written([("format", FORMAT)]), Written())
    for path, content in files:
        _put(folder, path, content, done)
        now[path] = sha256(content).hexdigest()
    for path, digest in sorted((before or {}).items()):
        if path not in now:
            _remove(folder, path, digest, done)
    lines = [("file", f"{path} {digest}") for path, digest in now.items()]
    _put(folder, MANIFEST, facts.written([("format", FORMAT), *(("unit", unit) for unit in units), *lines]), Written())
    return done


def _written_before(folder: Path, keys: Sequence[str]) -> dict[str, str] | None:
    """Give the digests of what was written here, None for a folder that is no library yet."""
    if not os.path.lexists(folder / MANIFEST):
        for key in keys:
            if os.path.lexists(folder / key):
                raise click.ClickException(
                    f"Expected a folder of the library, or one without “{key}”, but there is one in {folder} that "
                    "was not written by `stepwell export processes`. Choose another folder; nothing was written."
                )
        return None
    found = {}
    for name, value in _manifest(folder):
        path, _, digest = value.rpartition(" ")
        if name == "file" and OURS.fullmatch(path) and ".." not in path.split("/"):
            found[path] = digest
    return found


def _manifest(folder: Path) -> list[facts.Fact]:
    try:
        return facts.read(small_file(folder / MANIFEST, LARGEST_MANIFEST_BYTES), IN_MANIFEST)
    except facts.UnreadableFacts as error:
        raise click.ClickException(
            f"Expected what was written before to be told in {folder / MANIFEST}, but {error}. "
            "Bring that file back as it was, or choose an empty folder; nothing was written."
        ) from error


def _put(folder: Path, path: str, content: bytes, done: Written) -> None:
    target = _inside(folder, path, make=True)
    assert target is not None
    if os.path.lexists(target):
        if not stat.S_ISREG(target.lstat().st_mode):
            raise _in_the_way(target)
        if target.stat().st_size == len(content) and target.read_bytes() == content:
            done.same += 1
            return
    with written(target) as part:
        part.write_bytes(content)
    done.new += 1


def _remove(folder: Path, path: str, digest: str, done: Written) -> None:
    target = _inside(folder, path, make=False)
    if target is None or not os.path.lexists(target) or not stat.S_ISREG(target.lstat().st_mode):
        return
    if sha256(target.read_bytes()).hexdigest() != digest:
        done.kept.append(path)
        return
    target.unlink()
    done.gone += 1
    for above in target.parents:
        if above == folder or any(above.iterdir()):
            break
        above.rmdir()


def _inside(folder: Path, path: str, *, make: bool) -> Path | None:
    """Give where a path leads, through real folders only; None where a folder of it is not there."""
    *above, name = path.split("/")
    where = folder
    for one in above:
        where = where / one
        if not os.path.lexists(where):
            if not make:
                return None
            where.mkdir()
        elif not stat.S_ISDIR(where.lstat().st_mode):
            if not make:
                return None
            raise _in_the_way(where)
    return where / name


def _in_the_way(path: Path) -> click.ClickException:
    return click.ClickException(
        f"Expected to write {path}, but something else stands there: a link, or no plain file or folder. Remove it."
    )
