"""Regular expressions of XPath (Functions and Operators, 7.6; DMN 1.5, 10.3.4.3), read by us and matched by RE2.

RE2 takes a time that grows with the text and never with the square of it. What it cannot do, references back into the
text and a few rare classes, is refused with words; what is no regular expression gives null.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from processes.expressions.feel.errors import FeelError
from processes.expressions.feel.functions.xpath import PatternReader
from processes.messages import _

LONGEST = 1_000
MEMORY_BYTES = 1 << 20
FLAGS = frozenset("smix")


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> tuple[Any, int] | None:
    """The pattern ready to be matched, and how many groups it has; None where it is none."""
    if len(pattern) > LONGEST:
        raise FeelError(_("a pattern in it is longer than {longest} characters", longest=LONGEST))
    if not set(flags) <= FLAGS:
        return None
    reader = PatternReader(pattern, flags)
    try:
        written = reader.written()
    except ValueError:
        return None
    options = re2.Options()
    options.max_mem = MEMORY_BYTES
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    try:
        return re2.compile(f"(?m:{written})" if "m" in flags else written, options), reader.groups
    except re2.error as error:
        if "too large" in str(error) or "repetition size" in str(error):
            raise FeelError(_("a pattern in it is too large to be matched")) from None
        return None


def _ready(work: Any, text: str, pattern: str, flags: str | None) -> tuple[Any, int] | None:
    """The pattern, once its work on the text is paid: a step is a thousand characters times instructions."""
    found = _compiled(pattern, flags or "")
    if found is not None:
        work.budget.spend(1 + len(text) // 50 + len(text) * int(found[0].programsize) // 1_000)
    return found


def matches(work: Any, text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether a pattern is somewhere in a text."""
    found = _ready(work, text, pattern, flags)
    return None if found is None else bool(found[0].search(text))


def replace(work: Any, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    """The text with each part that fits the pattern replaced; `$1` stands for the first group of it."""
    ready = _ready(work, text, pattern, flags)
    if ready is None or ready[0].fullmatch("") is not None:
        return None
    parts = _replacement(replacement, ready[1])
    if parts is None:
        return None
    found, end, length = [], 0, 0
    for match in ready[0].finditer(text):
        piece = text[end : match.start()] + "".join(
            part if isinstance(part, str) else match.group(part) or "" for part in parts
        )
        work.budget.spend(1)
        length += len(piece)
        work.budget.text(length if length > 10_000 else 0)
        found.append(piece)
        end = match.end()
    work.budget.text(length + len(text) - end)
    return "".join(found) + text[end:]


def _replacement(text: str, groups: int) -> list[str | int] | None:
    """The parts of a replacement: texts and numbers of groups; None where it is none."""
    found: list[str | int] = []
    at = 0
    while at < len(text):
        sign, after = text[at], text[at + 1 : at + 2]
        if sign == "\\":
            if after not in ("\\", "$"):
                return None
            found.append(after)
            at += 2
        elif sign == "$":
            if not (after.isdigit() and after.isascii()):
                return None
            size = 1
            while text[at + 1 : at + 2 + size].isdigit() and int(text[at + 1 : at + 2 + size]) <= groups and size < 3:
                if len(text) < at + 2 + size:
                    break
                size += 1
            number = int(text[at + 1 : at + 1 + size])
            found.append(number if number <= groups else "")
            at += 1 + size
        else:
            found.append(sign)
            at += 1
    return found


def split(work: Any, text: str, pattern: str) -> list[str] | None:
    """The parts of a text between those that fit a pattern."""
    ready = _ready(work, text, pattern, "")
    if ready is None or ready[0].fullmatch("") is not None:
        return None
    found, end = [], 0
    for match in ready[0].finditer(text):
        work.budget.spend(3)
        found.append(text[end : match.start()])
        end = match.end()
    work.budget.items(len(found) + 1)
    return [*found, text[end:]]
