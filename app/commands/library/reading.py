"""Reading a folder of the library: everything is looked at before anything is stored, and nothing outside of it.

Names are taken from the folder and never from what files say, and each refusal names the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import click

from app.catalog.actions import parsed
from app.commands.library import facts
from app.commands.library.layout import (
    BESIDE,
    FORMAT,
    HANDED_ON,
    IN_MANIFEST,
    KEY,
    LARGEST_MANIFEST_BYTES,
    LARGEST_MODEL_BYTES,
    MANIFEST,
    MODEL,
    MOST_PROCESSES,
    MOST_VERSIONS,
    OF_PROCESS,
    OF_VERSION,
    PROCESS,
    VERSION,
    ProcessTold,
    UnitTold,
    VersionTold,
    folder_of,
)
from app.commands.library.safely import entries, refused, small_file
from app.kernel.errors import StepwellError
from processes import companions
from processes.model import Refused

T = TypeVar("T")
BESIDES = 100


def units_told(folder: Path) -> list[UnitTold]:
    """Give the units that the processes of a folder belong to; raises for a folder that is none of the library."""
    path = folder / MANIFEST
    if not os.path.lexists(path):
        raise click.ClickException(
            f"Expected a folder written by `stepwell export processes`, but {folder} has no {MANIFEST}. Choose the "
            "folder that holds it; one model is taken by `stepwell import model FILE`."
        )
    told = _facts(path, IN_MANIFEST, LARGEST_MANIFEST_BYTES)
    if _in_words(path, lambda: facts.one(told, "format")) != FORMAT:
        raise refused(path, f"it is not of format {FORMAT}; a newer Stepwell may have written it")
    units = [value.split(" ", 2) for name, value in told if name == "unit"]
    if any(len(one) != 3 for one in units):
        raise refused(path, "a unit is told without its path, kind and name")
    return [UnitTold(*one) for one in units]


def processes_told(folder: Path) -> list[ProcessTold]:
    """Give what a folder tells of its processes; raises for the first thing in it that cannot be taken.

    What stands beside the folders of processes, as a README, is nobody's matter.
    """
    found = []
    for entry in entries(folder, MOST_PROCESSES + BESIDES):
        if not KEY.fullmatch(entry.name) or entry.name.startswith("."):
            continue
        if entry.is_symlink():
            raise refused(Path(entry.path), "it is a link; put the folder itself there")
        if entry.is_dir(follow_symlinks=False) and os.path.lexists(Path(entry.path) / PROCESS):
            found.append(_process(folder, entry.name))
    if not found:
        raise click.ClickException(f"Expected processes in {folder}, but no folder in it has a {PROCESS}.")
    return found


def content_of(folder: Path, version: str) -> tuple[bytes, dict[str, bytes]]:
    """Give the model of a version by the name of its folder, and of the files beside it those that can be used."""
    where = folder / version
    xml, beside = small_file(where / MODEL, LARGEST_MODEL_BYTES), {}
    if os.path.lexists(where / BESIDE):
        for entry in entries(where / BESIDE, companions.MOST):
            beside[entry.name] = small_file(Path(entry.path), companions.LARGEST_BYTES)
    try:
        return xml, companions.usable(beside)[0]
    except Refused as error:
        raise refused(where / BESIDE, error.words) from error


def identity(sha: str, files: Mapping[str, str]) -> str:
    """Give the digest of all files of a version, from their own digests: by it a version is known again."""
    return sha256(repr((sha, sorted(files.items()))).encode()).hexdigest()


def _process(folder: Path, key: str) -> ProcessTold:
    where = folder / key
    told = _facts(where / PROCESS, OF_PROCESS)
    inside = [entry.name for entry in entries(where, MOST_VERSIONS + 1) if entry.name != PROCESS]
    count = len(inside)
    if not inside or sorted(f"{key}/{name}" for name in inside) != sorted(folder_of(key, n + 1) for n in range(count)):
        raise refused(where, "beside process.txt it needs one folder a version, v0001, v0002 and so on, and no more")
    versions = tuple(_version(folder, key, number) for number in range(1, count + 1))

    def made() -> ProcessTold:
        one = {name: facts.one(told, name) for name in OF_PROCESS}
        if one["key"] != key:
            raise facts.UnreadableFacts(f"it tells of {one['key'][:80]!r}, and its folder is called {key!r}")
        if one["live"] != str(count):
            raise facts.UnreadableFacts(f"it calls version {one['live'][:20]!r} live, and the last one is {count}")
        if one["public_start"] not in ("", "yes"):
            raise facts.UnreadableFacts("public_start is neither “yes” nor left out")
        created = _moment(one["created"]) or versions[0].published
        return ProcessTold(
            key, one["title"], one["owner"].strip().lower(), one["unit"], one["visibility"] or "organisation",
            bool(one["public_start"]), one["language"], one["messages_kept"], one["variant_of"], created,
            _moment(one["archived"]), versions,
        )  # fmt: skip

    return _in_words(where / PROCESS, made)


def _version(folder: Path, key: str, number: int) -> VersionTold:
    name = folder_of(key, number)
    where = folder / name
    if odd := {entry.name for entry in entries(where, BESIDES)} - {MODEL, VERSION, BESIDE}:
        raise refused(where / min(odd), f"only {MODEL}, {VERSION} and {BESIDE} belong there")
    told = _facts(where / VERSION, OF_VERSION)
    xml, beside = content_of(folder, name)
    _readable(where / MODEL, xml)
    digest = identity(sha256(xml).hexdigest(), {called: sha256(one).hexdigest() for called, one in beside.items()})

    def made() -> VersionTold:
        one = {name: facts.one(told, name) for name in OF_VERSION if name != "approved"}
        if facts.number_of(one["number"]) != number:
            raise facts.UnreadableFacts(f"it tells of version {one['number']}, and its folder of {number}")
        for said in (value for called, value in told if called == "approved"):
            facts.moment_of(said.partition(" ")[0])
        return VersionTold(
            number, name, facts.moment_of(one["published"]), one["published_by"].strip().lower(), one["mode"],
            one["note"], one["language"], one["changes"], facts.number_of(one["reverts"]) if one["reverts"] else None,
            tuple(fact for fact in told if fact[0] in HANDED_ON and fact[0] != "published_by"), digest,
        )  # fmt: skip

    return _in_words(where / VERSION, made)


def _readable(path: Path, xml: bytes) -> None:
    try:
        parsed(xml)
    except StepwellError as error:
        raise refused(path, str(error)) from error


def _facts(path: Path, known: tuple[str, ...], largest: int = facts.LARGEST_BYTES) -> list[facts.Fact]:
    content = small_file(path, largest)
    return _in_words(path, lambda: facts.read(content, known))


def _in_words(path: Path, make: Callable[[], T]) -> T:
    try:
        return make()
    except facts.UnreadableFacts as error:
        raise refused(path, str(error)) from error


def _moment(said: str) -> datetime | None:
    return facts.moment_of(said) if said else None
