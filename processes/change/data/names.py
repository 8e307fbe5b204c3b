"""Whether an expression or a script, in whichever language, reads a field of the case."""

from __future__ import annotations

import re
from functools import lru_cache

from processes.expressions import language
from processes.forms.variable_usage import uses

_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)*'")
_ASKED = re.compile(r"(?:get|has)Variable(?:Local|Typed)?\(\s*[\"']([^\"']+)[\"']")
_NEXT = re.compile(r"\s*\.\s*([A-Za-z_]\w*)|\s*\[\s*[\"']([^\"']+)[\"']\s*\]")


@lru_cache(maxsize=4096)
def reads(text: str, field: str, *, script: bool = False) -> bool:
    """Whether a text reads a field, or anything that holds it: of `order.total` the whole `order` too."""
    root, *path = field.split(".")
    if {field, root} & {*_ASKED.findall(text)}:
        return True
    known = _read_first(text, script)
    if known is not None and root not in known:
        return False
    plain = text if path else _TEXTS.sub('""', text)
    return any(
        _leads_there(plain, found.end(), path) and not (script and known is None and _is_given(plain, found.end()))
        for found in re.finditer(rf"(?<![\w.$]){re.escape(root)}(?!\w)", plain)
    )


def _read_first(text: str, script: bool) -> frozenset[str] | None:
    """The names that a text reads before it sets them itself; None where its language is none that is understood."""
    if script:
        return frozenset(uses(text, "value")) if language.script_fault(text) is None else None
    found = language.expression(text)
    return None if found is None else frozenset(uses(found, "value"))


def _leads_there(text: str, at: int, path: list[str]) -> bool:
    """Whether what stands behind the first name goes along the path, or ends on it."""
    for wanted in path:
        found = _NEXT.match(text, at)
        if found is None:
            return True
        if (found.group(1) or found.group(2)) != wanted:
            return False
        at = found.end()
    return True


def _is_given(text: str, at: int) -> bool:
    """Whether a script gives the name a value there."""
    return re.match(r"\s*(?::\s*\w+\s*)?=(?!=)", text[at:]) is not None
