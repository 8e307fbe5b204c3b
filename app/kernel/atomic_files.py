"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `target` when the block ends well, and is gone otherwise.

    What is no plain file (a pipe, a terminal) is written as it is.
    """
    if target.exists() and not target.is_file():
        yield target
        return
    target = target.resolve()
    with _part_of(target) as part:
        yield part
        _kept(part)
        part.replace(target)


def made_once(file: Path, text: str) -> str:
    """Give the text of a file that is made with `text` where there is none, for its owner alone.

    Where several make it at once, all get the same.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _part_of(file) as part:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            with os.fdopen(handle, "w") as out:
                out.write(text)
            _kept(part)
            _named(part, file)
        _kept(file.parent)
    return file.read_text()


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """Give a name beside the file that is free again when the block ends."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _kept(place: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _named(part: Path, file: Path) -> None:
    """Give a file that is whole its name, unless somebody else was faster."""
    try:
        os.link(part, file)
    except FileExistsError:
        return
    except OSError:
        part.replace(file)  # where there are no links
