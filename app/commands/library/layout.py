"""Where things stand in a folder of the library, and what is told of each.

- _library.txt: what was written here, with digests; the units that processes belong to
- KEY/process.txt: what is known of a process
- KEY/v0001/model.bpmn: a version, byte for byte as it is kept
- KEY/v0001/version.txt: what is known of it
- KEY/v0001/beside/: the decision tables and forms that it carries
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

MANIFEST = "_library.txt"
FORMAT = "1"
PROCESS, VERSION, MODEL, BESIDE = "process.txt", "version.txt", "model.bpmn", "beside"
MOST_PROCESSES, MOST_VERSIONS = 5_000, 2_000
LARGEST_MANIFEST_BYTES, LARGEST_MODEL_BYTES = 50_000_000, 5_000_000
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
OURS = re.compile(
    rf"{KEY.pattern}/(?:{re.escape(PROCESS)}|v[0-9]{{4,9}}/(?:{re.escape(MODEL)}|{re.escape(VERSION)}|{BESIDE}/[^/]+))"
)
IN_MANIFEST = ("file", "format", "unit")
OF_PROCESS = (
    "archived", "created", "key", "language", "live", "messages_kept", "owner", "public_start", "title", "unit",
    "variant_of", "visibility",
)  # fmt: skip
OF_VERSION = (
    "answers", "approved", "because", "changes", "language", "mode", "note", "number", "proposed", "published",
    "published_by", "reverts",
)  # fmt: skip
# What a version keeps as it is told, since proposals and approvals themselves stay where they were given, and people
# who published something may be unknown here.
HANDED_ON = ("answers", "approved", "because", "proposed", "published_by")


@dataclass(frozen=True)
class UnitTold:
    """A unit that processes belong to."""

    path: str
    kind: str
    name: str


@dataclass(frozen=True)
class VersionTold:
    """What a folder tells of a version, without the model itself; `identity` is made of the bytes of all its files."""

    number: int
    folder: str
    published: datetime
    published_by: str
    mode: str
    note: str
    language: str
    sentence: str
    reverts: int | None
    handed_on: tuple[tuple[str, str], ...]
    identity: str


@dataclass(frozen=True)
class ProcessTold:
    """What a folder tells of a process, its versions by number."""

    key: str
    title: str
    owner: str
    unit: str
    visibility: str
    public_start: bool
    language: str
    messages_kept: str
    variant_of: str
    created: datetime
    archived: datetime | None
    versions: tuple[VersionTold, ...]


def folder_of(key: str, number: int) -> str:
    """Give the folder of a version."""
    return f"{key}/v{number:04}"
