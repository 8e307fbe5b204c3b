"""Values as connector templates write them: FEEL after an equals sign, else plain text."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import orjson

from processes.expressions import templates
from processes.expressions.templates import DEEPEST, CannotKeep
from processes.messages import _

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_KEY = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w-]*))\s*:(.*)', re.DOTALL)
_CONSTANTS = {"null": None, "true": True, "false": False}


def value(written: str) -> Any:
    """Compile what stands in an input of a connector template."""
    written = written.strip()
    return _feel(written[1:].strip()) if written.startswith("=") else templates.text(written)


def fields(written: str) -> dict[str, str]:
    """The fields of a FEEL context, each with its expression as written."""
    body = written.strip().removeprefix("=").strip()
    if not (body.startswith("{") and body.endswith("}")):
        raise CannotKeep(_("“{text}” is not a list of fields", text=written[:60]))
    found = {}
    for part in _parts(body[1:-1]):
        match = _KEY.fullmatch(part)
        if match is None:
            raise CannotKeep(_("“{text}” is not a field", text=part.strip()[:60]))
        found[match.group(1) or match.group(2)] = match.group(3).strip()
    return found


def _feel(body: str, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise CannotKeep(_("it is nested too deeply"))
    if body.startswith("{") and body.endswith("}"):
        return {name: _feel(inner, depth + 1) for name, inner in fields(body).items()}
    if body.startswith("[") and body.endswith("]"):
        return [_feel(part.strip(), depth + 1) for part in _parts(body[1:-1])]
    if body in _CONSTANTS:
        return _CONSTANTS[body]
    if _QUOTED.fullmatch(body) or _NUMBER.fullmatch(body):
        with suppress(ValueError):  # what FEEL writes in another way than JSON is worked out by FEEL
            return templates.compile_nested(orjson.loads(body.replace("\n", "\\n")))
    return templates.compile_expression("=" + body)


def _parts(body: str) -> list[str]:
    """Split at the commas that stand on the outside."""
    parts, depth, start, quoted = [], 0, 0, False
    for place, sign in enumerate(body):
        if sign == '"' and body[place - 1 : place] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (sign in "{[(") - (sign in "}])")
            if sign == "," and depth == 0:
                parts.append(body[start:place])
                start = place + 1
    return [part for part in [*parts, body[start:]] if part.strip()]
