"""Looking into a folder that may come from anywhere: no links, no odd things, bounded sizes and numbers."""

from __future__ import annotations

import errno
import os
import stat
from itertools import islice
from pathlib import Path

import click


def refused(path: Path, why: str) -> click.ClickException:
    """Give the refusal of a folder for one thing in it; nothing was stored then."""
    return click.ClickException(f"Expected a folder of the library, but {path} cannot be taken: {why}.")


def small_file(path: Path, largest: int) -> bytes:
    """Give what is in a plain file; refuses links, whatever is no file, and what is larger than `largest`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise refused(path, "it is a link; put the file itself there") from error
        if error.errno == errno.ENOENT:
            raise refused(path, "it is missing") from error
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise refused(path, "it is no plain file")
        content = file.read(largest + 1)
    if len(content) > largest:
        raise refused(path, f"it is larger than {largest / 1e6:g} MB")
    return content


def entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """Give what is in a folder by name, at most so many; refuses one that is a link."""
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise refused(folder, "it is a link or no folder")
    with os.scandir(folder) as found:
        some = list(islice(found, most + 1))
    if len(some) > most:
        raise refused(folder, f"there are more than {most} things in it")
    return sorted(some, key=lambda entry: entry.name)
