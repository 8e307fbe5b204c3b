"""What a file is, by its content: the name and what the browser says of it count for nothing."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from app.kernel.characters import one_line

BINARY = "application/octet-stream"
PROGRAM = "application/x-executable"
REFUSED = (PROGRAM,)
HEAD = 4096
TAIL = 66_000
LONGEST_LIST = 300_000
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"), (0, b"\x89PNG\r\n\x1a\n", "image/png"), (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"), (0, b"GIF89a", "image/gif"), (8, b"WEBP", "image/webp"), (8, b"WAVE", "audio/wav"),
    (0, b"II*\x00", "image/tiff"), (0, b"MM\x00*", "image/tiff"), (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"), (4, b"ftypmif1", "image/heic"), (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"), (4, b"ftypM4A", "audio/mp4"), (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"), (0, b"OggS", "audio/ogg"), (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"), (0, b"\x1f\x8b", "application/gzip"), (0, b"7z\xbc\xaf'\x1c", "application/x-7z"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"), (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"), (0, b"MZ", PROGRAM), (0, b"\x7fELF", PROGRAM), (0, b"#!", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM), (0, b"\xcf\xfa\xed\xfe", PROGRAM),
)  # fmt: skip
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_ENDINGS = {".csv": "text/csv", ".md": "text/markdown", ".json": "application/json", ".xml": "application/xml"}
_KNOWN = {
    ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".txt": "text/plain", ".docx": _OFFICE["word/"], ".xlsx": _OFFICE["xl/"],
    ".pptx": _OFFICE["ppt/"], ".odt": "application/vnd.oasis.opendocument.text", ".zip": "application/zip",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet", ".heic": "image/heic", ".mp4": "video/mp4", **_ENDINGS,
}  # fmt: skip
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|math)\b", re.IGNORECASE)


def kind_of(path: Path, name: str) -> str:
    """Give the media type of a file's content."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for at, begins, kind in _BEGINNINGS:
        if head[at : at + len(begins)] == begins:
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    return _text(head, name)


def _packed(path: Path) -> str:
    """The kind of a packed file: an office document by what lies in it; only its list of names is read."""
    if not _short_list(path):
        return "application/zip"
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()[:2000]
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                said = packed.read("mimetype").decode("ascii", "replace").strip()
                if said.startswith("application/vnd.oasis.opendocument."):
                    return said[:100]
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError):
        return BINARY
    if "[Content_Types].xml" in names:
        for begins, kind in _OFFICE.items():
            if any(name.startswith(begins) for name in names):
                return kind
    return "application/zip"


def _short_list(path: Path) -> bool:
    """Whether the list of what is packed is short: a long one keeps the server busy, and no document has one."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    ends = [found.start() for found in re.finditer(b"PK\x05\x06", tail)]
    sizes = [int.from_bytes(tail[at + 12 : at + 16], "little") for at in ends]
    return b"PK\x06\x07" not in tail and max(sizes, default=0) <= LONGEST_LIST


def _text(head: bytes, name: str) -> str:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return BINARY
    if _MARKUP.search(head):
        return "image/svg+xml" if b"<svg" in head.lower() else "text/html"
    try:
        head[:-4].decode("utf-8") if len(head) == HEAD else head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8 and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _odd(head):
            return BINARY
    if head.lstrip().startswith(b"<?xml"):
        return "application/xml"
    return _ENDINGS.get(PurePosixPath(name.lower()).suffix, "text/plain")


def _odd(head: bytes) -> bool:
    """Whether bytes are no text of an old encoding either: control characters that no text holds."""
    return any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)


def accepted(kind: str, wanted: Sequence[object]) -> bool:
    """Whether a kind is among those a form takes: media types, image/*, or endings; all where it names none."""
    if not wanted:
        return True
    for one in map(str, wanted):
        if one in ("*", "*/*") or (one.endswith("/*") and kind.startswith(one[:-1])):
            return True
        if kind == _KNOWN.get(one.lower(), one.lower()):
            return True
    return False


def plain_name(name: str | None) -> str:
    """Give a file's name without folders, control characters and marks that turn the writing round."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    kept = "".join(c for c in one_line(unicodedata.normalize("NFC", last)) if c not in '"<>|')
    kept = kept.strip(" .") or "file"
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:140]}.{ending[:20]}" if dot and stem else kept[:160]
