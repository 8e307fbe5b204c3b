"""What is said of a script or expression that failed: the error, its place, and in plain words why."""

from __future__ import annotations

import re
from typing import Any

from processes.messages import Message, _

LONGEST_SHOWN = 300
_SAID = "Expected the script or condition to run, but: {message}"
_NAMED = re.compile(r"'([^']+)'")
_PLAIN = {
    "ZeroDivisionError": _("Something was to be divided by zero."),
    "TypeError": _("Two values do not go together, for example a text and a number."),
    "IndexError": _("A list has fewer entries than were asked for."),
    "ValueError": _("A value is not what the script can work with."),
    "AttributeError": _("A value is of another kind than the script takes it for."),
    "MemoryError": _("It needed more room than a script may have."),
    "TimeoutError": _("It took longer than a script may take."),
    "RecursionError": _("It called itself too often."),
}


def failed(error: Exception) -> str:
    """Say what a worker says of a script, on one line."""
    message = re.sub(r"\s+", " ", str(error)).strip()[:LONGEST_SHOWN]
    return _("Expected the script or condition to run, but: {message}", message=message)


def line_in(code: str, before: str, error: Any) -> int:
    """Give the line of code at which it stopped, innermost; 0 where that is not known, or not of this code."""
    frames = error.traceback() if hasattr(error, "traceback") else ()
    line: int = frames[-1].line - before.count("\n") if frames else 0
    return line if 0 < line <= code.count("\n") + 1 else 0


def line_of(script: str, line: int) -> str:
    """Give the text of a line as it can be shown; nothing where it is not known."""
    lines = script.splitlines()
    return lines[line - 1].strip()[:LONGEST_SHOWN] if 0 < line <= len(lines) else ""


def in_plain_words(words: str) -> str:
    """Say in plain words why a script or expression failed; nothing where that is not known."""
    if not isinstance(words, Message) or words.id != _SAID:
        return ""
    message = str(words.params["message"])
    kind, _colon, rest = message.partition(": ")
    named = _NAMED.search(message)
    if "not defined" in message and named:
        return _("It asks for “{name}”, which the case does not know.", name=named[1])
    if kind == "KeyError":
        return _("It asks for an entry “{name}”, which is not there.", name=named[1] if named else rest)
    return _PLAIN.get(kind, "")
