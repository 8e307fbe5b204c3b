"""Kinds of incidents and attempts in plain words, and the values that a step had."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from app.cases.actions import Retried
from app.kernel.i18n import _, ngettext, pgettext, sentences
from processes.called import quoted

KINDS = {
    "script": _("A script failed"),
    "error": _("A step failed"),
    "stuck": _("It waits in vain"),
    "external": _("A worker failed"),
    "http": _("A service did not answer well"),
    "mail": _("A mail could not be sent"),
    "call": _("Another process failed"),
    "job": _("Background work was given up"),
}
OUTCOMES = {
    "done": (pgettext("attempt", "done"), "positive"),
    "again": (_("tried again later"), "warning"),
    "error": (_("ended with an error of the model"), "warning"),
    "failed": (pgettext("attempt", "failed"), "danger"),
    "late": (_("came too late"), ""),
}
AROUND, LONGEST = 2, 300
HIDDEN = pgettext("value", "hidden")
# What nobody should read over another's shoulder, by how it is named in the languages that people name it in.
_SECRET = re.compile(
    r"passw|passphrase|kennwort|contrase|mot[_-]?de[_-]?passe|secret|geheim|token|credential|(api|private)[_-]?key|iban"
    r"|(?<![a-z])pin(?![a-z])",
    re.IGNORECASE,
)


def lines_around(script: str, line: int) -> list[tuple[int, str, bool]]:
    """Give the lines of a script about the one that failed, each with its number and whether it is that one."""
    lines = script.splitlines()
    first = max(1, line - AROUND) if line else 1
    last = min(len(lines), line + AROUND if line else 2 * AROUND + 1)
    return [(number, lines[number - 1][:LONGEST], number == line) for number in range(first, last + 1)]


def values_said(values: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Give the values that a step had, as they can be shown: what is secret by its name is not."""
    return [(name, _value_said(masked(name, value))) for name, value in values]


def masked(name: str, value: Any) -> Any:
    """Give a value without what is secret by its name, also inside of it."""
    if _SECRET.search(name) and value not in (None, ""):
        return HIDDEN
    if isinstance(value, dict):
        return {key: masked(str(key), one) for key, one in value.items()}
    return [masked("", one) for one in value] if isinstance(value, list) else value


def _value_said(value: Any) -> str:
    if value is HIDDEN:
        return str(HIDDEN)
    if value is None or value == "":
        return pgettext("value", "nothing")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, str):
        return quoted(value[:LONGEST])
    return json.dumps(value, ensure_ascii=False, default=str)[:LONGEST]


def retried_said(found: Retried) -> str:
    """Say what came of trying several incidents again."""
    tried = found.went_on + found.failed
    return sentences(
        ngettext("{done} of {n} went on.", "{done} of {n} went on.", tried, done=found.went_on) if tried else "",
        ngettext("{n} failed again.", "{n} failed again.", found.failed) if found.failed else "",
        ngettext("{n} could not be tried now.", "{n} could not be tried now.", found.left) if found.left else "",
    )
