"""Templates: text and values with expressions and secrets in them, compiled at import, filled in when needed.

A compiled template is JSON: a value as it is, or {"$parts": […]} whose parts are texts, {"e": expression} and
{"s": name of a secret}. Secrets are found in what the author of the model wrote, never in data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from processes.errors import EngineError
from processes.expressions import language
from processes.expressions.sandbox import SANDBOX
from processes.messages import _

PARTS = "$parts"
DEEPEST = 20
_SECRET = re.compile(r"\{\{\s*secrets?[:.]\s*([A-Za-z_][\w-]{0,79})\s*\}\}|SPIFF_SECRET:([A-Za-z_][\w-]{0,79})")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d{1,4}\]|\['[^'\]]*'\]|\[\"[^\"\]]*\"\])*")
_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]")
_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
Secrets = Callable[[str], str]


class CannotKeep(Exception):
    """Something a model says cannot be carried out; the words are the end of a sentence that says why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def text(written: str) -> Any:
    """Compile a text with ${expressions} and {{secret:NAME}}."""
    parts: list[Any] = []
    place = 0
    for begin, end, inside in _expressions(written):
        parts += _literal(written[place:begin])
        parts.append({"e": expression("${" + inside + "}")})
        place = end
    parts += _literal(written[place:])
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return {PARTS: parts}


def _expressions(written: str) -> list[tuple[int, int, str]]:
    """Where expressions stand; braces inside them are counted, so that a dict in one does not end it."""
    found, place = [], 0
    while (match := re.compile(r"[$#]\{").search(written, place)) is not None:
        depth, end = 1, match.end()
        while end < len(written) and depth:
            depth += {"{": 1, "}": -1}.get(written[end], 0)
            end += 1
        if depth:
            raise CannotKeep(_("“{text}” has no end", text=written[match.start() :][:80]))
        found.append((match.start(), end, written[match.end() : end - 1]))
        place = end
    return found


def _literal(written: str) -> list[Any]:
    parts: list[Any] = []
    place = 0
    for match in _SECRET.finditer(written):
        parts += [written[place : match.start()], {"s": match.group(1) or match.group(2)}]
        place = match.end()
    return [part for part in [*parts, written[place:]] if part != ""]


def expression(written: str) -> str:
    """An expression as it will be evaluated; CannotKeep where it cannot be."""
    if _SECRET.search(written):
        raise CannotKeep(_("a secret stands inside an expression; write it into the text around"))
    bare = written.strip()
    inside = bare[2:-1].strip() if bare[:2] in ("${", "#{") and bare.endswith("}") else bare.removeprefix("=").strip()
    if _PATH.fullmatch(inside) and inside not in _WORDS:
        return inside
    found = language.expression(bare, clock=False)
    if found is None and bare[:2] in ("${", "#{"):
        found = language.expression(inside, clock=False)
    if found is None:
        raise CannotKeep(_("“{text}” cannot be evaluated", text=bare[:80]))
    return found


def compile_expression(written: str) -> Any:
    """Compile a text that is one expression as a whole."""
    return {PARTS: [{"e": expression(written)}]}


def structure(written: str) -> Any:
    """Compile JSON with ${expressions} in it, in quotes or bare; text that is no JSON as text."""
    try:
        return compile_nested(orjson.loads(_quoted(written)))
    except ValueError:
        return text(written)


def compile_nested(value: Any, depth: int = 0) -> Any:
    """Compile all texts inside a JSON value."""
    if depth > DEEPEST:
        raise CannotKeep(_("it is nested too deeply"))
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [compile_nested(each, depth + 1) for each in value]
    if isinstance(value, dict):
        if PARTS in value:
            raise CannotKeep(_("“{name}” may not be the name of a field", name=PARTS))
        return {name: compile_nested(each, depth + 1) for name, each in value.items()}
    return value


def _quoted(written: str) -> str:
    """Put quotes round expressions that stand bare in JSON."""
    out, place, inside = [], 0, False
    spots = {begin: end for begin, end, _ in _expressions(written)}
    while place < len(written):
        if place in spots:
            piece = written[place : spots[place]]
            out.append(json.dumps(piece)[1:-1] if inside else json.dumps(piece))
            place = spots[place]
            continue
        if written[place] == '"' and (place == 0 or written[place - 1] != "\\"):
            inside = not inside
        out.append(written[place])
        place += 1
    return "".join(out)


def render(
    template: Any, data: Mapping[str, Any], secret: Secrets | None = None, escape: Callable[[str], str] | None = None
) -> Any:
    """Fill a template in; `escape` treats what expressions give inside a longer text."""
    if isinstance(template, list):
        return [render(each, data, secret, escape) for each in template]
    if not isinstance(template, dict):
        return template
    if PARTS not in template:
        return {name: render(each, data, secret, escape) for name, each in template.items()}
    parts = template[PARTS]
    if len(parts) == 1 and "e" in parts[0]:
        return value_of(parts[0]["e"], data)
    return "".join(_render(part, data, secret, escape) for part in parts)


def _render(part: Any, data: Mapping[str, Any], secret: Secrets | None, escape: Callable[[str], str] | None) -> str:
    if isinstance(part, str):
        return part
    if "s" in part:
        if secret is None:
            raise EngineError(
                _("Expected no secret here, but “{name}” is asked for. Use secrets in requests only.", name=part["s"])
            )
        return secret(part["s"])
    value = value_of(part["e"], data)
    said = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return escape(said) if escape else said


def value_of(expression: str, data: Mapping[str, Any]) -> Any:
    """The value of a compiled expression; a plain path is looked up, all else is evaluated in the sandbox."""
    if _PATH.fullmatch(expression):
        return _WORDS[expression] if expression in _WORDS else _look_up(expression, data)
    return SANDBOX.evaluate(expression, dict(data))


def is_path(expression: str) -> bool:
    """Whether a compiled expression only names a place in the data."""
    return bool(_PATH.fullmatch(expression))


def _look_up(path: str, data: Mapping[str, Any]) -> Any:
    found: Any = data
    for name, number, single, double in _STEP.findall(path):
        key = name or single or double
        if number and isinstance(found, list) and int(number) < len(found):
            found = found[int(number)]
        elif key and isinstance(found, Mapping) and key in found:
            found = found[key]
        else:
            raise EngineError(_("Expected to find “{path}” in the data, but it is not there.", path=path))
    return found


def expressions_in(template: Any) -> list[str]:
    """The expressions of a template, compiled."""
    if isinstance(template, list):
        return [one for each in template for one in expressions_in(each)]
    if not isinstance(template, dict):
        return []
    if PARTS in template:
        return [part["e"] for part in template[PARTS] if isinstance(part, dict) and "e" in part]
    return [one for each in template.values() for one in expressions_in(each)]


def secrets_in(template: Any) -> set[str]:
    """The names of all secrets that a template uses."""
    if isinstance(template, list):
        return set().union(*(secrets_in(each) for each in template)) if template else set()
    if not isinstance(template, dict):
        return set()
    if PARTS in template:
        return {part["s"] for part in template[PARTS] if isinstance(part, dict) and "s" in part}
    return set().union(*(secrets_in(each) for each in template.values())) if template else set()
