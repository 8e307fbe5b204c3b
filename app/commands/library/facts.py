"""Facts as text: one a line, `name: value`, sorted, so that a difference between two days is a line in git.

What a line cannot hold (its end, other control characters, blanks at the edges) is written with a backslash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

LARGEST_BYTES = 100_000
Fact = tuple[str, str]
_LINE = re.compile(r"([a-z_]{1,40}): ?(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONG = {escaped[1]: plain for plain, escaped in _SHORT.items()}


class UnreadableFacts(ValueError):
    """A text that holds no facts, or not those that are expected; says why."""


def written(facts: Iterable[Fact]) -> bytes:
    """Give facts as text; those without a value are left out."""
    return "".join(f"{name}: {_escape(value)}\n" for name, value in sorted(facts) if value).encode()


def read(content: bytes, known: Collection[str]) -> list[Fact]:
    """Give the facts of a text in its order; raises UnreadableFacts for what is none, and for names nobody knows."""
    try:
        lines = content.decode().replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableFacts("it is no text in UTF-8") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise UnreadableFacts(f"line {number} is no “name: value”")
        if matched[1] not in known:
            raise UnreadableFacts(f"line {number} tells {matched[1]}, which nobody here knows")
        found.append((matched[1], _plain(matched[2], number)))
    return found


def one(facts: Iterable[Fact], name: str) -> str:
    """Give the value of a fact, empty where it is not told; raises UnreadableFacts where it stands twice."""
    values = [value for called, value in facts if called == name]
    if len(values) > 1:
        raise UnreadableFacts(f"it tells {name} {len(values)} times")
    return values[0] if values else ""


def moment(at: datetime | None) -> str:
    """Give a moment as it is written: in UTC, to the last digit."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


def moment_of(said: str) -> datetime:
    """Give the moment that is written; raises UnreadableFacts for anything else."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise UnreadableFacts(f"{said[:40]!r} is no moment such as 2026-05-04T09:30:00Z") from error
    if at.tzinfo is None:
        raise UnreadableFacts(f"{said[:40]!r} has no time zone; write Z behind it for UTC")
    return at.astimezone(UTC)


def number_of(said: str) -> int:
    """Give the number that is written; raises UnreadableFacts for anything else."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", said):
        raise UnreadableFacts(f"{said[:40]!r} is no number of a version")
    return int(said)


def _escape(value: str) -> str:
    last = len(value) - 1
    return "".join(
        _SHORT.get(sign) or (f"\\u{ord(sign):04x}" if _hidden(sign) or (sign == " " and at in (0, last)) else sign)
        for at, sign in enumerate(value)
    )


def _hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp")


def _plain(value: str, number: int) -> str:
    def meant(found: re.Match[str]) -> str:
        sign = found[1]
        plain = chr(int(sign[1:], 16)) if len(sign) > 1 else _LONG.get(sign, "")
        if not plain or "\ud800" <= plain <= "\udfff" or plain == "\x00":
            raise UnreadableFacts(f"line {number} has {found[0]}, which stands for nothing")
        return plain

    return _ESCAPED.sub(meant, value)
