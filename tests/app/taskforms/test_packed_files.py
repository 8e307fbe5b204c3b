"""Packed files whose list of contents is made to keep the server busy."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from app.taskforms.files.sniff import kind_of
from tests.support.steps import counted_steps

ONE = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"


@pytest.mark.parametrize("large", [False, True], ids=["plain", "zip64"])
def test_a_long_list_is_not_read(tmp_path: Path, large: bool) -> None:
    head, listed = b"PK\x03\x04" + bytes(26), ONE * 200_000
    numbers = (0, 0, 1, 1, len(listed), len(head), 0)
    before = b""
    if large:
        before = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(listed), len(head))
        before += struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + len(listed), 1)
        numbers = (0, 0, 1, 1, 10, len(head), 0)
    path = tmp_path / "long.zip"
    path.write_bytes(head + listed + before + struct.pack("<4s4H2LH", b"PK\x05\x06", *numbers))
    with counted_steps() as counted:
        assert kind_of(path, "long.docx") == "application/zip"
    assert counted.calls < 1000


def test_documents_are_known_by_what_lies_in_them(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    with zipfile.ZipFile(path, "w") as packed:
        packed.comment = b"x" * 60_000
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document/>")
    assert kind_of(path, "letter.docx").endswith("wordprocessingml.document")
